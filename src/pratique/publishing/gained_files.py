"""Finds files of kinds that the last release did not contain: tests, CI configuration, logs, caches, key stores."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.publishing import Level, PublishFinding
from pratique.core.tree import Tree
from pratique.publishing.file_kinds import NEVER_MEANT, FileKind, is_usual, kind_of
from pratique.publishing.outgoing import Outgoing

_MOST_OTHERS = 10
_RULES = {
    FileKind.TESTS: "tests-gained",
    FileKind.FIXTURES: "tests-gained",
    FileKind.CI: "ci-files-gained",
    FileKind.REPOSITORY: "repository-in-package",
    FileKind.KEY_STORES: "key-store-in-package",
}
_OTHER_RULE = "leftover-files-gained"


@dataclass(frozen=True, slots=True)
class _Gained:
    kind: FileKind
    paths: tuple[str, ...]


def kinds_gained(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding for each kind of file that is new in this release."""
    for gained in _gained(outgoing):
        first, *rest = gained.paths
        last = outgoing.last
        unusual = [path for path in gained.paths if not _is_usual(outgoing, gained.kind, path)]
        stops = bool(unusual) and (last is not None or gained.kind in NEVER_MEANT)
        if last is None and not stops:
            continue
        compared = f"{last.name} has none" if last is not None else "a release does not need them"
        yield PublishFinding(
            rule=_RULES.get(gained.kind, _OTHER_RULE),
            level=Level.STOP if stops else Level.NOTE,
            location=Location(unusual[0] if unusual else first),
            message=f"the package contains {gained.kind.value} ({_count(len(gained.paths))}); {compared}",
            next_step=_next(outgoing, gained.kind),
            others=tuple(Location(path) for path in rest[:_MOST_OTHERS]),
        )


def _is_usual(outgoing: Outgoing, kind: FileKind, path: str) -> bool:
    committed = outgoing.work is not None and path in outgoing.work.committed
    return is_usual(kind, path, outgoing.kind, committed=committed)


def entries_lost(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding for files that programs import first, that are missing, and that the last release had.

    For npm, a file counts if package.json still names it. For Python and Ruby, the package must have no such file at all.
    """
    last = outgoing.last
    if last is None:
        return
    lost = [
        path
        for path in last.manifest.entries
        if path in last.tree.by_path and path not in outgoing.tree.by_path
    ]
    if outgoing.ecosystem is Ecosystem.NPM:
        manifest = outgoing.tree.get(outgoing.manifest.path or "")
        data = manifest.data if manifest is not None else b""
        lost = [path for path in lost if posixpath.splitext(path)[0].removesuffix("/index").encode() in data]
    elif outgoing.manifest.entries:
        lost = []
    for path in lost[:1]:
        yield PublishFinding(
            rule="entry-missing",
            level=Level.STOP,
            location=Location(outgoing.manifest.path or path),
            message=f"the package lacks {path}, which programs import first and {last.name} has",
            next_step="run the build, then pack again",
        )


def _gained(outgoing: Outgoing) -> Iterator[_Gained]:
    before = {kind for kind, _ in _kinds(outgoing.last.tree)} if outgoing.last is not None else set()
    found: dict[FileKind, list[str]] = {}
    for kind, path in _kinds(outgoing.tree):
        if kind not in before:
            found.setdefault(kind, []).append(path)
    # Fixtures beside tests that are not new are no other kind of thing.
    if FileKind.TESTS in before:
        found.pop(FileKind.FIXTURES, None)
    elif FileKind.FIXTURES in found and FileKind.TESTS in found:
        found[FileKind.TESTS] += found.pop(FileKind.FIXTURES)
    for kind, paths in found.items():
        yield _Gained(kind, tuple(sorted(paths)))


def _kinds(tree: Tree) -> Iterator[tuple[FileKind, str]]:
    for file in tree:
        kind = kind_of(file.path)
        if kind is not None:
            yield kind, file.path


def _count(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _next(outgoing: Outgoing, kind: FileKind) -> str:
    where = {
        "npm": "`files` in package.json or .npmignore",
        "pypi": "the build backend's configuration",
        "gem": "`spec.files` in the gemspec",
    }[outgoing.ecosystem.value]
    return f"exclude {kind.value} with {where}; if they belong there, accept the finding with `--accept`"
