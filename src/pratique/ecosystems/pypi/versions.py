"""Parses PyPI versions by PEP 440, as `packaging` does, with an additional order for older versions that PEP 440 rejects.

Versions such as `2004d` or `1.0-final-2` are older than PEP 440. Versions that PEP 440 rejects sort below every PEP 440 version, as
in old versions of pip, which accepted them. Two versions that PEP 440 rejects are compared part by part: numbers by value, and
numbers above words.
"""

import re
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_version
from packaging.version import InvalidVersion, Version

_LENGTH_LIMIT = 256
"""Maximum length of a PEP 440 version; the index rejects longer versions."""
_RANGE_LIMIT = 4096
_LEGACY_PART = re.compile(r"[0-9]+|[A-Za-z]+")
_LOWEST = Version("0.dev0")
_ARBITRARY = re.compile(r"\s*===?\s*(\S+)\s*\Z")

SortKey = tuple[int, Version, tuple[tuple[int, int, str], ...], str]
"""A sort key: (1, version, (), "") for PEP 440 versions; (0, a constant, parts, text) for other texts."""


def parse_version(text: str) -> Version | None:
    """Parse a PEP 440 version; None if the text is not a version."""
    if len(text) > _LENGTH_LIMIT:
        return None
    try:
        return Version(text)
    except InvalidVersion:
        return None


def public(version: str) -> str:
    """Return a version without its local label: `2.7.1` for `2.7.1+cu118`; unchanged if PEP 440 rejects the text."""
    parsed = parse_version(version) if "+" in version else None
    return version if parsed is None else parsed.public


def sort_key(version: str) -> SortKey:
    """Return the sort key of a version in PyPI's order. Any text has a sort key."""
    parsed = parse_version(version)
    if parsed is not None:
        return (1, parsed, (), "")
    return (0, _LOWEST, tuple(_legacy_part(part) for part in _LEGACY_PART.findall(version)), version)


def _legacy_part(part: str) -> tuple[int, int, str]:
    """Return a sort key that orders numbers of any length by value, and above words."""
    if not part.isdigit():
        return (0, 0, part.lower())
    digits = part.lstrip("0")
    return (1, len(digits), digits)


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1 for the order of two versions. `1.0` and `1.0.0` are equal."""
    one, other = sort_key(left), sort_key(right)
    return (one > other) - (one < other)


def is_prerelease(version: str) -> bool:
    """Return True for an alpha, beta, release candidate or development version."""
    parsed = parse_version(version)
    return parsed is not None and parsed.is_prerelease


def major(version: str) -> tuple[int, int] | None:
    """Return the epoch and the first number; None for an invalid version."""
    parsed = parse_version(version)
    return None if parsed is None else (parsed.epoch, parsed.major)


def canonical(version: str) -> str:
    """Return the same text for equal versions, such as `1.0` and `1.0.0`."""
    return version if len(version) > _LENGTH_LIMIT else _canonical(version)


@lru_cache(maxsize=16_384)
def _canonical(version: str) -> str:
    return canonicalize_version(version)


def parse_specifiers(text: str) -> SpecifierSet | None:
    """Parse a list of version specifiers such as `>=1,<2`; None if the list is invalid."""
    if len(text) > _RANGE_LIMIT:
        return None
    try:
        return SpecifierSet(text)
    except (InvalidSpecifier, ValueError):
        return None


def valid_range(text: str) -> bool:
    """Return True if `text` is a list of specifiers, or a single version."""
    return parse_specifiers(text) is not None or parse_version(text) is not None


def satisfies(version: str, wanted: str, *, prereleases: bool = False) -> bool:
    """Return True if a version is in a range; False for an invalid range.

    A single version matches itself. Without `prereleases`, pre-releases are accepted only if a specifier contains one. A version
    that PEP 440 rejects is in a range only if `==` or `===` contains exactly the same text.
    """
    parsed = parse_version(version)
    if parsed is None:
        spelled = _ARBITRARY.match(wanted) if len(wanted) <= _RANGE_LIMIT else None
        return version == (spelled[1] if spelled else wanted)
    alone = parse_version(wanted)
    if alone is not None:
        return parsed == alone
    specifiers = parse_specifiers(wanted)
    if specifiers is None:
        return False
    if not prereleases and parsed.is_prerelease and not specifiers.prereleases:
        return False
    return specifiers.contains(parsed, prereleases=True)
