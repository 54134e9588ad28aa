"""Implements `pratique advisories import`, which reads sources from local files and folders."""

from collections.abc import Sequence
from pathlib import Path

from pratique.advisories.interface import Source
from pratique.advisories.table import SOURCES, source_named
from pratique.cli.advisories.index_writing import open_writer, tell_taken
from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.terminal import Progress
from pratique.cli.run.clock import now
from pratique.intake.advisories.importing import Import
from pratique.intake.advisories.recognition import recognised
from pratique.net.advisories.files import AdvisoryFiles
from pratique.net.advisories.local_files import files_at


def run(paths: Sequence[Path], name: str | None, *, accept_drop: bool) -> int:
    """Import advisories from files and folders.

    Paths that belong to one source are imported together. Raise UsageError for an unknown source, ParseError for an
    invalid file, and StoreError if the index cannot be written.
    """
    named = None if name is None else source_named(name)
    grouped: dict[str, tuple[Source, list[tuple[Path, AdvisoryFiles]]]] = {}
    for path in paths:
        files = files_at(path)
        found = (named,) if named else recognised(files.heads(), SOURCES, label=files.label)
        for source in found:
            grouped.setdefault(source.name, (source, []))[1].append((path, files))
    with open_writer() as (_, writer):
        for source, group in grouped.values():
            origin = ", ".join(_origin(path) for path, _ in group)
            with Progress(0, f"files of {source.name}") as progress:
                state = Import(source=source, files=[files for _, files in group], origin=origin).run(
                    writer,
                    now=now(),
                    accept_drop=accept_drop,
                    expect=progress.expect,
                    step=progress.step,
                )
            tell_taken(state)
    return Exit.CLEAR


def _origin(path: Path) -> str:
    """Return the absolute URL of a path."""
    return str(path.resolve()).encode("utf-8", "backslashreplace").decode()
