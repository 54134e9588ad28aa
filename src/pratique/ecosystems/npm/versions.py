"""Parses npm versions: Semantic Versioning 2.0.0 in npm's loose mode.

npm compares, sorts and matches versions with `loose: true` (npm-pick-manifest, arborist): `v1.2.3`, `=1.2.3`,
`1.2.3beta` and `01.2.3` are versions. Tests compare the results with semver 7.8.5, which ships with npm 11.
"""

import re
from typing import NamedTuple

_LENGTH_LIMIT = 256
"""Maximum length of a version (semver's MAX_LENGTH)."""
MAX_NUMBER = 2**53 - 1
"""Maximum value of a number in a version (JavaScript's MAX_SAFE_INTEGER)."""

SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""The white space that JavaScript's trim() removes, as the inside of a character class."""

_MAIN = re.compile(rf"[v={SPACES}]*+([0-9]{{1,256}})\.([0-9]{{1,256}})\.([0-9]{{1,256}})")
_TRAILING = re.compile(rf"[{SPACES}]+\Z")
_IDENTIFIERS = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\Z")

Identifier = tuple[int, int, str]
"""A part of a pre-release: (0, number, "") or (1, 0, word). Numbers sort before words."""


class Version(NamedTuple):
    """A version; the tuple is its sort key. Build metadata is dropped, because build metadata does not affect the order."""

    rank: int
    """The value 1 for a version, or 0 for a text that is not a version (see `sort_key`)."""
    major: int
    minor: int
    patch: int
    final: int
    """1 for a release, 0 for a pre-release."""
    prerelease: tuple[Identifier, ...]
    text: str = ""
    """The original text if it is not a version; otherwise empty."""


def parse_version(text: str) -> Version | None:
    """Parse a version in loose mode; None if the text is not a version."""
    if len(text) > _LENGTH_LIMIT:
        return None
    match = _MAIN.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    identifiers: tuple[Identifier, ...] = ()
    if rest:
        rest, plus, build = _TRAILING.sub("", rest).partition("+")
        if plus and not _IDENTIFIERS.match(build):
            return None
        if rest:
            found = parse_identifiers(rest)
            if found is None:
                return None
            identifiers = found
    return make_version(int(match[1]), int(match[2]), int(match[3]), identifiers)


def make_version(
    major: int, minor: int, patch: int, identifiers: tuple[Identifier, ...] = ()
) -> Version | None:
    """Return a version from its parts; None if a number is larger than npm allows."""
    if max(major, minor, patch) > MAX_NUMBER:
        return None
    return Version(1, major, minor, patch, 0 if identifiers else 1, identifiers)


def parse_identifiers(text: str) -> tuple[Identifier, ...] | None:
    """Return the pre-release identifiers between the patch number and the build metadata.

    The hyphen before the pre-release identifiers is optional.
    """
    for candidate in (text[1:], text) if text.startswith("-") else (text,):
        if _IDENTIFIERS.match(candidate):
            return tuple(
                (0, int(part), "") if part.isdigit() else (1, 0, part) for part in candidate.split(".")
            )
    return None


def sort_key(version: str) -> Version:
    """Return the sort key of a version in npm's order. Invalid versions sort below all valid versions, by text."""
    return parse_version(version) or Version(0, 0, 0, 0, 0, (), version)


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1 for the order of two versions. Versions that differ only in build metadata are equal."""
    one, other = sort_key(left), sort_key(right)
    return (one > other) - (one < other)


def is_prerelease(version: str) -> bool:
    """Return True if a version has a pre-release part."""
    parsed = parse_version(version)
    return parsed is not None and not parsed.final


def major(version: str) -> int | None:
    """Return the major number; None for an invalid version."""
    parsed = parse_version(version)
    return None if parsed is None else parsed.major


def spelt(version: Version) -> str:
    """Return a version in strict Semantic Versioning syntax, without build metadata.

    `parse_version` parses the result as the same version.
    """
    numbers = f"{version.major}.{version.minor}.{version.patch}"
    words = [word if kind else str(number) for kind, number, word in version.prerelease]
    return f"{numbers}-{'.'.join(words)}" if words else numbers
