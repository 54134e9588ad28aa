"""Compares a built npm archive with the files that npm would pack from the project's folder now."""

from collections.abc import Iterator

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.outgoing import Outgoing
from pratique.publishing.package_json import rewritten_by_clients

_MOST_OTHERS = 10
_NEXT = "delete the archive and pack again; if a script such as prepack writes the files, accept the finding with `--accept`"


def differs_from_packing(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield findings for files that only the archive has, that only the packing has, or that differ."""
    packing = outgoing.packing
    if packing is None:
        return
    archive, folder = outgoing.tree.by_path, packing.by_path
    added = [path for path in sorted(archive) if path not in folder]
    lost = [path for path in sorted(folder) if path not in archive]
    changed = [
        path
        for path in sorted(archive)
        if path in folder
        and archive[path].data != folder[path].data
        and not (path == "package.json" and rewritten_by_clients(folder[path].data, archive[path].data))
    ]
    for rule, paths, words in (
        ("archive-differs-from-folder", changed, "differ from the files that npm would pack now"),
        ("file-without-source", added, "are in the archive, and npm would not pack them now"),
    ):
        if paths:
            yield _finding(rule, Level.STOP, paths, words)
    if lost:
        yield _finding(
            "file-not-in-archive", Level.NOTE, lost, "are not in the archive, and npm would pack them now"
        )


def _finding(rule: str, level: Level, paths: list[str], words: str) -> PublishFinding:
    count = len(paths)
    return PublishFinding(
        rule=rule,
        level=level,
        location=Location(paths[0]),
        message=f"{count:,} {'file' if count == 1 else 'files'} {words}",
        next_step=_NEXT,
        others=tuple(Location(path) for path in paths[1 : _MOST_OTHERS + 1]),
    )
