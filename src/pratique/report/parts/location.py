"""Converts the source of a lockfile entry to a file and a line in the repository."""

import posixpath
from urllib.parse import quote

from pratique.core.location import Location


def place_of(source: str) -> Location:
    """Parse `path:line`, which is the source of a lockfile entry.

    Without a line, the whole text is the path.
    """
    path, _, number = source.rpartition(":")
    if path and number.isascii() and number.isdigit() and len(number) < 10:
        return Location(path, max(1, int(number)))
    return Location(source)


def in_repository(root: str, place: Location) -> Location:
    """Return a location below `root` relative to the working directory.

    In CI, the working directory is the top of the repository. If the root is absolute or outside the working
    directory, the location stays unchanged.
    """
    folder = posixpath.normpath(root.replace("\\", "/"))
    if folder.startswith(("/", "..")) or ":" in folder:
        return place
    return Location(posixpath.normpath(posixpath.join(folder, place.path)), place.line)


def uri(path: str) -> str:
    """Return a path as a relative URI reference (RFC 3986), or `.` for the empty path."""
    return quote(path.lstrip("/"), safe="/@+", errors="replace") or "."
