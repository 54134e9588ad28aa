"""Parses names of Python distribution files: the version and the kind of file.

`packaging.utils` parses filenames in current formats (PEP 427, PEP 625). Older filenames are parsed from the left: the package
name, then the longest known version at the start of the rest.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from pratique.core.release import ArtifactKind
from pratique.ecosystems.pypi.versions import canonical

SDIST_SUFFIXES = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.Z", ".tar")
"""Suffixes of source archives that current or old versions of pip install, according to `packaging` and pip."""
_OTHER_SUFFIXES = (".egg", ".exe", ".msi", ".rpm", ".deb", ".dmg")
_LENGTH_LIMIT = 512
_VERSION_LIMIT = 64
"""Maximum length of a version that is followed by other text."""
_SEPARATORS = frozenset("-._+!")


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a filename."""

    version: str
    """The version: in the index's spelling if the index lists the version, else as in the filename."""
    kind: ArtifactKind


@dataclass(frozen=True, slots=True)
class KnownVersions:
    """The versions that an index lists, by canonical form and by literal text."""

    by_text: Mapping[str, str]

    @classmethod
    def of(cls, versions: Iterable[str]) -> "KnownVersions":
        """Create the table from the versions that an index lists. If two versions are equal, use the first spelling."""
        found: dict[str, str] = {}
        for version in versions:
            for text in (version.lower(), canonical(version)):
                found.setdefault(text, version)
        return cls(found)

    def get(self, version: str) -> str | None:
        """Return a version in the index's spelling; None if the index does not list the version."""
        return self.by_text.get(version.lower()) or self.by_text.get(canonical(version))


def parse_filename(filename: str, package: str, known: KnownVersions) -> ParsedName | None:
    """Parse a filename of `package` (a normalised name); None if no known format or version matches."""
    if not is_plain_filename(filename):
        return None
    if filename.endswith(".whl"):
        version = _wheel_version(filename, package)
        return None if version is None else ParsedName(known.get(version) or version, ArtifactKind.WHEEL)
    version = _sdist_version(filename, package)
    if version is not None:
        return ParsedName(known.get(version) or version, ArtifactKind.SDIST)
    return _older_name(filename, package, known)


def is_plain_filename(filename: str) -> bool:
    """Return True if a text can be a filename: short, printable and without slashes."""
    return (
        0 < len(filename) <= _LENGTH_LIMIT
        and filename.isprintable()
        and not any(character in filename for character in "/\\:")
        and filename not in {".", ".."}
    )


def kind_of(filename: str) -> ArtifactKind | None:
    """Return the kind of a file by its suffix; None for a file that is not a distribution."""
    lower = filename.lower()
    if lower.endswith(".whl"):
        return ArtifactKind.WHEEL
    if lower.endswith(tuple(suffix.lower() for suffix in SDIST_SUFFIXES)):
        return ArtifactKind.SDIST
    return ArtifactKind.OTHER if lower.endswith(_OTHER_SUFFIXES) else None


# A page is parsed when it is fetched, and again for each of its formats.
@lru_cache(maxsize=16_384)
def _wheel_version(filename: str, package: str) -> str | None:
    try:
        name, version, _, _ = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return None
    return str(version) if name == package else None


@lru_cache(maxsize=16_384)
def _sdist_version(filename: str, package: str) -> str | None:
    try:
        name, version = parse_sdist_filename(filename)
    except InvalidSdistFilename:
        return None
    return str(version) if name == package else None


def _older_name(filename: str, package: str, known: KnownVersions) -> ParsedName | None:
    kind = kind_of(filename)
    stem = _without_suffix(filename)
    if kind is None or stem is None:
        return None
    rest = _after_name(stem, package)
    if not rest:
        return None
    version = known.get(rest)
    if version is not None:
        return ParsedName(version, kind)
    # Beside the version there is more: a Python version, a platform (a built archive, not a source).
    for end in range(min(len(rest) - 1, _VERSION_LIMIT), 0, -1):
        if rest[end] in _SEPARATORS and (version := known.get(rest[:end])) is not None:
            return ParsedName(version, ArtifactKind.OTHER)
    if known.by_text:
        return None
    return ParsedName(rest, kind) if kind is ArtifactKind.SDIST else ParsedName(rest.partition("-")[0], kind)


def _without_suffix(filename: str) -> str | None:
    lower = filename.lower()
    for suffix in (*SDIST_SUFFIXES, *_OTHER_SUFFIXES):
        if lower.endswith(suffix.lower()):
            return filename[: -len(suffix)]
    return None


def _after_name(stem: str, package: str) -> str | None:
    """Return the text after the package name and a hyphen. The name may have any spelling that PEP 503 treats as equal."""
    spelled = "[-_.]+".join(re.escape(part) for part in package.split("-"))
    match = re.match(f"{spelled}-", stem, re.IGNORECASE | re.ASCII)
    return None if match is None else stem[match.end() :]
