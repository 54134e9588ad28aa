"""Reads the ignored advisories from the settings, from VEX documents and from files of other tools."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pratique.advisories.ignores import FILES, IgnoreFile, Ignores
from pratique.advisories.ignores.said import total
from pratique.cli.project import locate
from pratique.cli.run.settings import OF_THE_CHANGE, Branch
from pratique.config import Settings
from pratique.errors import ParseError, Reference, UsageError

__all__ = ["Ignores", "from_branch", "from_project", "from_vex", "read_ignores"]


def read_ignores(root: Path, settings: Settings, vex: Sequence[Path], branch: Branch | None) -> Ignores:
    """Return the ignores from the settings, the VEX documents and the files in the project's root, in this order.

    For a change, read the files from the target branch `branch`.

    Raise UsageError for an unusable VEX document.
    """
    files = from_project(root) if branch is None else from_branch(root, branch)
    return total([Ignores(ignores=settings.ignores), *map(from_vex, vex), files])


def from_vex(path: Path) -> Ignores:
    """Return the ignores of a VEX document. Raise UsageError if the document is unusable."""
    from pratique.advisories.ignores.vex import MOST_VEX_BYTES, parse_vex  # noqa: PLC0415 - rarely wanted

    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_VEX_BYTES + 1)
        return parse_vex(data, path.name)
    except OSError as error:
        message = f"--vex {path}: {error.strerror or 'input/output error'}"
        raise UsageError(
            Reference.FILE_UNREADABLE, message, hint="check the file and its permissions"
        ) from None
    except ParseError as error:
        hint = "use a VEX document in the OpenVEX or CycloneDX format (JSON)"
        raise UsageError(error.reference, f"--vex: {error.message}", hint=hint) from None


def from_project(root: Path) -> Ignores:
    """Return the ignores from files in the project's root. Do not follow links that leave the root. Print problems."""
    bytes_of = locate.from_disk(root)

    def read(name: str) -> bytes | None:
        return bytes_of(name) if os.path.lexists(root / name) else None

    return total(_each(read, ""))


def from_branch(root: Path, branch: Branch) -> Ignores:
    """Return the ignores of a branch, and the additional ignores in the project's root."""
    merged = total(_each(branch.settings_file, f"{branch.reference}:"))
    known = {replace(ignore, origin="") for ignore in merged.ignores}
    brought = [
        f"{ignore.label}: {OF_THE_CHANGE}"
        for ignore in from_project(root).ignores
        if replace(ignore, origin="") not in known
    ]
    return merged + Ignores(notes=tuple(brought))


def _each(read: Callable[[str], bytes | None], prefix: str) -> Iterator[Ignores]:
    for file in FILES:
        for name in file.filenames:
            yield _one(file, read, name, f"{prefix}{name}")


def _one(file: IgnoreFile, read: Callable[[str], bytes | None], name: str, origin: str) -> Ignores:
    try:
        data = read(name)
        return Ignores() if data is None else file.parse(data, origin)
    except ParseError as error:
        return Ignores(unread=(error.message,))
