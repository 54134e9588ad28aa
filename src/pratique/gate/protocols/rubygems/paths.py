"""Parses request paths of a gem server. This module does no I/O.

Clients request a gem and its specification by file name, which joins name, version and platform with hyphens. Names
and platforms can contain hyphens too, so a path may have several interpretations; the listings determine the right
interpretation.
"""

import re
from dataclasses import dataclass

from pratique.core.names import PackageRef
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.address import GEM_SUFFIX, RUBY, gem_filename
from pratique.ecosystems.rubygems.platform import parse_platform
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.interface import ArtifactWanted
from pratique.gate.protocols.path_segment import read_part

MOST_PATH = 1_024
"""The maximum length of a path in characters."""
MOST_READINGS = 4
"""The maximum number of interpretations of one file name. No known file name has more interpretations."""
_QUICK = ("quick", "Marshal.4.8")
_JSON_SUFFIX = ".json"
_QUICK_SUFFIX = ".gemspec.rz"
_PLATFORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_INDEXES = {"names", "versions"}
_OLD_INDEXES = {"specs.4.8.gz", "latest_specs.4.8.gz", "prerelease_specs.4.8.gz"}


@dataclass(frozen=True, slots=True)
class RootPath:
    """The root path, which older versions of gem request first."""


@dataclass(frozen=True, slots=True)
class IndexPath:
    """The path of a list of all gems: `names`, `versions`, or one of the older `specs.4.8.gz`."""

    name: str


@dataclass(frozen=True, slots=True)
class InfoPath:
    """The path of a gem's page."""

    package: PackageRef


@dataclass(frozen=True, slots=True)
class VersionsPath:
    """The path of a gem's versions in the web API."""

    package: PackageRef


@dataclass(frozen=True, slots=True)
class GemPath:
    """The path of a gem or, if `quick` is set, of the specification of a gem.

    Of several interpretations of a file name, the most likely one comes first.
    """

    readings: tuple[ArtifactWanted, ...]
    quick: bool = False


@dataclass(frozen=True, slots=True)
class OtherPath:
    """A path that the gate does not serve: the web API or an older interface."""

    name: str


GemsPath = RootPath | IndexPath | InfoPath | VersionsPath | GemPath | OtherPath


def read_path(path: str) -> GemsPath:  # noqa: PLR0911 - one for each path
    """Parse a path below the protocol's prefix. Raises ParseError (name-invalid) for an invalid path."""
    if len(path) > MOST_PATH:
        raise _bad("the path is too long")
    if not path:
        return RootPath()
    match [_part(raw) for raw in path.split("/")]:
        case [name] if name in _INDEXES or name in _OLD_INDEXES:
            return IndexPath(name)
        case ["info", name]:
            return InfoPath(rubygems.normalise(name))
        case ["api", "v1", "versions", document] if document.endswith(_JSON_SUFFIX):
            return VersionsPath(rubygems.normalise(document.removesuffix(_JSON_SUFFIX)))
        case ["gems", filename] if filename.endswith(GEM_SUFFIX):
            return GemPath(_readings(filename.removesuffix(GEM_SUFFIX)))
        case [first, second, filename] if (first, second) == _QUICK and filename.endswith(_QUICK_SUFFIX):
            return GemPath(_readings(filename.removesuffix(_QUICK_SUFFIX)), quick=True)
        case [first, *_]:
            return OtherPath(first)
    raise _bad("no client requests this path")


def _readings(stem: str) -> tuple[ArtifactWanted, ...]:
    """Return every interpretation of `NAME-VERSION[-PLATFORM]`. Raises ParseError if there is no interpretation."""
    parts = stem.split("-")
    found: list[tuple[int, int, ArtifactWanted]] = []
    for place in range(1, len(parts)):
        version, platform = parts[place], "-".join(parts[place + 1 :])
        if not version or parse_version(version) is None or (platform and not _PLATFORM.match(platform)):
            continue
        try:
            package = rubygems.normalise("-".join(parts[:place]))
        except ParseError:
            continue
        filename = gem_filename(package, version, platform or RUBY)
        found.append((_oddness(version, platform), place, ArtifactWanted(package, version, filename)))
    if not found:
        raise _bad("the file name of a gem must be NAME-VERSION.gem or NAME-VERSION-PLATFORM.gem")
    return tuple(wanted for _, _, wanted in sorted(found, key=lambda one: one[:2])[:MOST_READINGS])


def _oddness(version: str, platform: str) -> int:
    """Return how unlikely an interpretation is. An unknown platform or a version with only one number is less likely."""
    known = parse_platform(platform)
    strange = platform[:1].isdigit() or (known is not None and known.os == "unknown")
    return 2 * strange + ("." not in version)


def _part(raw: str) -> str:
    try:
        return read_part(raw)
    except ValueError as error:
        raise _bad(str(error)) from None


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"invalid request path for a gem server: {why}",
        hint="request info/NAME or gems/NAME-VERSION.gem",
    )
