"""Parses request paths of npm's registry protocol. This module does no I/O.

Each name is decoded once. The slash of a scope may be `/` or `%2f`. Any other encoded slash or dot segment, double
encoding, and control characters are refused, because an upstream server could interpret such a path differently. Some
servers drop everything after a semicolon, and treat `..;` as `..`.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from pratique.core.names import PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm.address import basename
from pratique.ecosystems.npm.versions import parse_version
from pratique.errors import ParseError, Reference

MOST_PATH = 1_024
"""The maximum length of a path in characters. npm names have at most 214 characters."""
_HIDDEN = re.compile(r"[\x00-\x20\x7f\\%?#]")


@dataclass(frozen=True, slots=True)
class PackagePath:
    """The path of a package's listing."""

    package: PackageRef


@dataclass(frozen=True, slots=True)
class ReleasePath:
    """The path of one version or tag of a package (`/name/latest`)."""

    package: PackageRef
    wanted: str


@dataclass(frozen=True, slots=True)
class TarballPath:
    """The path of a tarball."""

    package: PackageRef
    version: str
    filename: str


@dataclass(frozen=True, slots=True)
class SpecialPath:
    """The decoded segments of a path after `-/`."""

    segments: tuple[str, ...]


NpmPath = PackagePath | ReleasePath | TarballPath | SpecialPath


def read_path(path: str) -> NpmPath:
    """Parse a path below the protocol's prefix. Raises ParseError for an invalid path."""
    if len(path) > MOST_PATH:
        raise _bad("the path is too long")
    segments = [_segment(part) for part in path.split("/")]
    if segments[0] == "-":
        return SpecialPath(tuple(segments[1:]))
    if segments[0].startswith("@"):
        scope, slash, base = segments[0].partition("/")
        if not slash:
            base = segments.pop(1) if len(segments) > 1 else ""
        segments[0] = f"{scope}/{base}"
    if any("/" in part for part in segments[1:]) or segments[0].count("/") > 1:
        raise _bad("the path contains an encoded slash")
    package = npm.normalise(segments[0])
    match segments[1:]:
        case []:
            return PackagePath(package)
        case [wanted] if wanted != "-":
            return ReleasePath(package, wanted)
        case ["-", filename]:
            return TarballPath(package, _version(package, filename), filename)
    raise _bad("npm does not use this path")


def _segment(raw: str) -> str:
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise _bad("the path is not valid UTF-8") from None
    parts = (part.partition(";")[0] for part in text.split("/"))
    if any(part in {"", ".", ".."} for part in parts) or _HIDDEN.search(text):
        raise _bad("the path contains an empty, encoded or dot segment")
    if "/" in text and not text.startswith("@"):
        raise _bad("the path contains an encoded slash")
    return text


def _version(package: PackageRef, filename: str) -> str:
    prefix, suffix = f"{basename(package)}-", ".tgz"
    version = filename.removeprefix(prefix).removesuffix(suffix)
    if filename != f"{prefix}{version}{suffix}" or parse_version(version) is None:
        raise _bad(f"a tarball of {package.name} must be named {prefix}VERSION{suffix}")
    return version


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"invalid request path for npm: {why}",
        hint="request NAME, @SCOPE/NAME or NAME/-/NAME-VERSION.tgz",
    )
