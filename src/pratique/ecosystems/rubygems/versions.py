"""Implements RubyGems versions: `Gem::Version`, its order and its rule for pre-releases.

Source: `rubygems/version.rb` of RubyGems 3.6.7; the tests compare the order with RubyGems.
"""

import re
from dataclasses import dataclass
from functools import cached_property

_LENGTH_LIMIT = 256
"""Maximum length of a version; gem registries reject longer versions (255 characters)."""
_VERSION = re.compile(r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\Z")
_SPACES = " \t\n\v\f\r"
_SEGMENT = re.compile(r"[0-9]+|[a-zA-Z]+")
_LETTER = re.compile(r"[a-zA-Z]")
_LAST_ZEROS = re.compile(r"(?<=[a-zA-Z.])[.0]+\Z")
_INNER_ZEROS = re.compile(r"(?:(?<=\.)|\A)[0.]+(?=[a-zA-Z])")

Segment = int | str
Mark = tuple[int, int, int, str]
Marks = tuple[Mark, ...]
SortKey = tuple[int, Marks, str]
"""A sort key: (1, marks, "") for a version; (0, (), text) for a text that is not a version."""

_END: Mark = (1, 0, 0, "")


@dataclass(frozen=True)
class Version:
    """A version. `text` has the form of `Gem::Version#to_s`: without spaces, and with `.pre.` for each hyphen."""

    text: str

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Return the numbers and words of the version in order (`Gem::Version#segments`)."""
        return _segments(self.text)

    @property
    def prerelease(self) -> bool:
        """Return True if the version has a letter (`prerelease?`)."""
        return _LETTER.search(self.text) is not None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the segments before the first word."""
        found: list[int] = []
        for segment in self.segments:
            if isinstance(segment, str):
                break
            found.append(segment)
        return tuple(found)

    @cached_property
    def key(self) -> Marks:
        """Return the sort key, which gives the order of `Gem::Version#<=>`.

        RubyGems compares canonical segments as if endless zeros followed each version. A word sorts below a number,
        and zeros count only if a nonzero segment follows them. Each nonzero segment is therefore stored with the
        number of zeros before it, and the end sorts above every word and below every number.
        """
        marks: list[Mark] = []
        zeros = 0
        for segment in _segments(_canonical(self.text)):
            if segment == 0:
                zeros += 1
                continue
            marks.append((0, zeros, 0, segment) if isinstance(segment, str) else (2, -zeros, segment, ""))
            zeros = 0
        return (*marks, _END)

    def released(self) -> "Version":
        """Return the release of a pre-release: `1.2.0.a` gives `1.2.0` (`release`)."""
        return Version(".".join(map(str, self._without_words()))) if self.prerelease else self

    def bumped(self) -> "Version":
        """Return the upper bound of `~>` with this version: `5.3.1` gives `5.4` (`bump`)."""
        segments = self._without_words()
        if len(segments) > 1:
            segments.pop()
        segments[-1] += 1
        return Version(".".join(map(str, segments)))

    def _without_words(self) -> list[int]:
        """Remove trailing segments until no word is left."""
        return list(self.numbers)


def parse_version(text: str) -> Version | None:
    """Parse a version (`Gem::Version.correct?`); None if the text is not a version. An empty text means version 0."""
    if len(text) > _LENGTH_LIMIT:
        return None
    stripped = text.strip(_SPACES)
    if stripped and not _VERSION.match(stripped):
        return None
    return Version(stripped.replace("-", ".pre.") or "0")


def sort_key(version: str) -> SortKey:
    """Return the sort key of a version in RubyGems' order. Invalid versions sort below all valid versions, by text."""
    parsed = parse_version(version)
    return (0, (), version) if parsed is None else (1, parsed.key, "")


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1 for the order of two versions. `1.0` and `1.0.0` are equal."""
    one, other = sort_key(left), sort_key(right)
    return (one > other) - (one < other)


def is_prerelease(version: str) -> bool:
    """Return True if a version has a letter or a hyphen, because RubyGems reads a hyphen as `.pre.`."""
    parsed = parse_version(version)
    return parsed is not None and parsed.prerelease


def major(version: str) -> int | None:
    """Return the first number; None for an invalid version."""
    parsed = parse_version(version)
    return None if parsed is None else parsed.numbers[0]


def _segments(text: str) -> tuple[Segment, ...]:
    return tuple(int(part) if part[0].isdigit() else part for part in _SEGMENT.findall(text))


def _canonical(text: str) -> str:
    """Return the version without insignificant zeros (`canonical_segments`): trailing zeros, and zeros before the first word."""
    shorter = _LAST_ZEROS.sub("", text, count=1)
    return _INNER_ZEROS.sub("", shorter, count=1) if _LETTER.search(text) else shorter
