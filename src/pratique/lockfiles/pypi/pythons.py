"""Reads the Python versions that a project supports: ranges of PEP 440 or of Poetry.

Sources: PEP 621 (`requires-python`), the documentation of Poetry, of pyenv and of uv (`.python-version`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from pratique.lockfiles.pypi.pyproject import FILENAME as PYPROJECT
from pratique.lockfiles.pypi.pyproject import MOST_BYTES
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.toml_document import decode_toml

VERSION_FILE = ".python-version"

_MOST_VERSION_BYTES = 64 * 1024
_MOST_CHARS = 2_000
_MOST_MARKERS = 200
_OR = re.compile(r"\|\|?")
_SIGN = re.compile(r"(===?|~=|!=|<=|>=|<|>|\^|~|=|)\s*+(\S*+)")
_RELEASE = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_MINORS = ((2, 7), *((3, minor) for minor in range(21)), (4, 0))
_PATCHES = (0, 99)
_MOST_RELEASES = 16
_EXACT = re.compile(r"(?:cpython[@-])?(\d)\.(\d{1,2})(?:\.\d+)?(?:(?:a|b|rc)\d+|-dev)?(?=\Z|[\s#-])")


def range_of(value: object) -> str | None:
    """Return a value as a version range; None for values that are not text."""
    return value if isinstance(value, str) and len(value) <= _MOST_CHARS else None


def either_range(ranges: Iterable[object]) -> str | None:
    """Return the union of the given ranges as one range in Poetry's syntax; None if one of the ranges is unknown."""
    told = [range_of(one) for one in ranges]
    joined = " || ".join(one for one in told if one)
    return joined if told and all(told) and len(joined) <= _MOST_CHARS else None


def markers_of(value: object) -> tuple[str, ...]:
    """Return the markers in a list; empty if an item is not text, or there are more items than the limit."""
    texts = value if isinstance(value, list) else []
    told = tuple(text for text in texts if isinstance(text, str))
    return told if len(told) == len(texts) <= _MOST_MARKERS else ()


@dataclass(frozen=True, slots=True)
class Pythons:
    """The Python versions that a project allows, as alternative ranges."""

    ranges: tuple[SpecifierSet, ...] = (SpecifierSet(),)
    text: str = ""

    @classmethod
    def of(cls, value: object) -> "Pythons":
        """Parse a range of PEP 440 or of Poetry (`^3.9`, `~2.7 || >=3.6`). An invalid range allows every Python version."""
        text = range_of(value)
        if not text:
            return cls()
        try:
            return cls(tuple(_specifiers(part) for part in _OR.split(text)), text)
        except (InvalidSpecifier, InvalidVersion):
            return cls()

    def allow(self, version: str) -> bool:
        """Return True if a full version is in one of the ranges."""
        return any(one.contains(version, prereleases=True) for one in self.ranges)

    def among(self, text: str) -> list[str]:
        """Return some Python releases that the project allows.

        The result contains the first and a late release of each version, and the releases next to a bound of a range.
        """
        named = islice(_RELEASE.finditer(f"{text} {self.text}"), _MOST_RELEASES)
        near = (
            (int(major), int(minor), patch)
            for major, minor, told in (found.groups() for found in named)
            for patch in (max(int(told) - 1, 0), int(told), int(told) + 1)
        )
        every = chain(((*minor, patch) for minor in reversed(_MINORS) for patch in _PATCHES), near)
        texts = dict.fromkeys(".".join(map(str, version)) for version in every)
        return [version for version in texts if self.allow(version)]


def read_pyproject(data: bytes) -> str | None:
    """Return the Python version requirement of a pyproject.toml. Raises ParseError if the bytes are not TOML."""
    text = read_text(data, what=PYPROJECT, most_bytes=MOST_BYTES)
    value = decode_toml(text, what=PYPROJECT, hint="correct it")
    told = range_of(_table(value, "project").get("requires-python"))
    return told or range_of(_table(value, "tool", "poetry", "dependencies").get("python"))


def read_version_file(data: bytes) -> str | None:
    """Return the CPython versions of a .python-version file as one range; None if a line has other content.

    Raises ParseError if the bytes are not text.
    """
    text = read_text(data, what=VERSION_FILE, most_bytes=_MOST_VERSION_BYTES)
    lines = [line.strip() for line in text.splitlines()]
    found = [_EXACT.match(line) for line in lines if line and not line.startswith("#")]
    return either_range(one and f"=={one[1]}.{one[2]}.*" for one in found)


def _table(value: object, *keys: str) -> Mapping[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _specifiers(text: str) -> SpecifierSet:
    clauses: list[str] = []
    before = ""
    for part in text.replace(",", " ").split():
        # A sign may be apart from its version.
        found = _SIGN.fullmatch(before + part)
        if found is None:
            raise InvalidSpecifier(part)
        before = found[1] if found[1] and not found[2] else ""
        if not before:
            clauses.append(_clause(*found.groups()))
    if before:
        raise InvalidSpecifier(before)
    return SpecifierSet(",".join(filter(None, clauses)))


def _clause(sign: str, told: str) -> str:
    if told in {"*", ""}:
        return ""
    if sign in {"^", "~"}:
        low = Version(told).release
        first = next((place for place, number in enumerate(low) if number), len(low) - 1)
        at = first if sign == "^" else min(len(low), 2) - 1
        high = ".".join(map(str, (*low[:at], low[at] + 1)))
        return f">={told},<{high}"
    return f"{'==' if sign in {'', '='} else sign}{told}"
