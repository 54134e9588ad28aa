"""Parses request paths of the simple index, and builds the paths of listed files. This module does no I/O.

The path of a file is `NAME/VERSION/FILENAME`, which identifies the file completely. The path of the file's metadata
(PEP 658) extends the path of the file. Each segment is decoded once. Dot segments, encoded slashes and double encoding
are refused.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from pratique.core.names import PackageRef
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.ecosystems.pypi.file_names import KnownVersions, parse_filename
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.path_segment import is_part, read_part

MOST_PATH = 1_024
"""The maximum length of a path in characters."""
METADATA = ".metadata"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+")
"""Text that is the same after percent-encoding (RFC 3986, 2.3)."""


@dataclass(frozen=True, slots=True)
class RootPath:
    """The path of the list of all projects."""


@dataclass(frozen=True, slots=True)
class ProjectPath:
    """The path of a project's page."""

    package: PackageRef
    canonical: bool
    """True if the path is normalized as PEP 503 requires: the normalized name, and a trailing slash."""


@dataclass(frozen=True, slots=True)
class FilePath:
    """The path of a file or its metadata."""

    package: PackageRef
    version: str
    filename: str
    metadata: bool = False


PypiPath = RootPath | ProjectPath | FilePath


def read_path(path: str) -> PypiPath:
    """Parse a path below the protocol's prefix. Raises ParseError (name-invalid) for an invalid path."""
    if len(path) > MOST_PATH:
        raise _bad("the path is too long")
    if not path:
        return RootPath()
    match [_part(raw) for raw in path.removesuffix("/").split("/")]:
        case [name]:
            package = pypi.normalise(name)
            return ProjectPath(package, canonical=path == f"{package.name}/")
        case [name, version, filename] if not path.endswith("/"):
            return _file(pypi.normalise(name), version, filename)
    raise _bad("no client requests this path")


def file_path(package: PackageRef, version: str, filename: str) -> str | None:
    """Return the percent-encoded path of a file; None if no path can represent it."""
    parts = (package.name, version, filename)
    path = "/".join(part if _UNRESERVED.fullmatch(part) else quote(part, safe="") for part in parts)
    if len(path) + len(METADATA) > MOST_PATH or not all(map(is_part, parts)):
        return None
    try:
        read = _file(package, version, filename + METADATA)
    except ParseError:
        return None
    return path if read == FilePath(package, version, filename, metadata=True) else None


def _file(package: PackageRef, version: str, filename: str) -> FilePath:
    plain = filename.removesuffix(METADATA)
    name = parse_filename(plain, package.name, KnownVersions.of([version]))
    if name is None or name.version != version:
        raise _bad("the file's name does not match this project and version")
    return FilePath(package, version, plain, metadata=plain != filename)


def _part(raw: str) -> str:
    try:
        return read_part(raw)
    except ValueError as error:
        raise _bad(str(error)) from None


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"invalid request path for the simple index: {why}",
        hint="request NAME/, or a file by the URL on its page",
    )
