"""Parses npm ranges by the grammar of node-semver in loose mode, as npm uses it, without its regular expressions.

A range is a list of alternatives (`||`). An alternative is a list of comparators that must all match. Partial versions (`1.2`,
`1.x`, `*`), `~`, `^` and hyphen ranges are first converted to comparators. As in semver's loose mode, invalid text inside an
alternative is dropped, and a range without any remaining comparator is invalid. The results are compared with semver 7.8.5, which
ships with npm 11 (tests/ecosystems/npm/test_ranges.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pratique.ecosystems.npm.versions import (
    SPACES,
    Identifier,
    Version,
    make_version,
    parse_identifiers,
    parse_version,
)

_LENGTH_LIMIT = 16_384
"""Maximum length of a range. Longer texts count as invalid; semver itself has no limit."""

_SPACE = re.compile(f"[{SPACES}]+")
_BUILD = re.compile(r"\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*")
_COMPARISON_GAP = re.compile(r"( ?)([<>]?=?) ?([v= ]{0,16})(?=[0-9xX*])")
_TILDE_GAP = re.compile(r"(~)>? ")
_CARET_GAP = re.compile(r"(\^) ")
_OPERATOR = re.compile(r"~>?|\^|[<>]=?|=")
_PART = r"([0-9]{1,256}|[xX*])"
_PARTIAL = re.compile(rf"[v= ]*{_PART}(?:\.{_PART}(?:\.{_PART}([0-9A-Za-z.-]*))?)?\Z")
_STAR = re.compile(r"[<>]?=? ?\*")

_LOWEST: tuple[Identifier, ...] = ((0, 0, ""),)
"""The lowest pre-release, `-0`."""


class Relation(StrEnum):
    """The comparison operator of a comparator."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Comparator:
    """One condition on a version."""

    relation: Relation
    bound: Version

    def holds(self, version: Version) -> bool:
        """Return True if the version satisfies the condition."""
        match self.relation:
            case Relation.LESS:
                return version < self.bound
            case Relation.AT_MOST:
                return version <= self.bound
            case Relation.EQUAL:
                return version == self.bound
            case Relation.AT_LEAST:
                return version >= self.bound
            case Relation.MORE:
                return version > self.bound


@dataclass(frozen=True, slots=True)
class Range:
    """A parsed range."""

    alternatives: tuple[tuple[Comparator, ...], ...]
    """Alternatives, at least one of which must match completely. An empty alternative accepts every version."""
    prereleases: bool
    """Whether pre-releases are treated like other versions.

    If False, a pre-release matches only if a comparator has a pre-release of the same version numbers (npm's rule).
    """

    def accepts(self, version: Version) -> bool:
        """Return True if the version is in the range."""
        return any(self._accepts(comparators, version) for comparators in self.alternatives)

    def _accepts(self, comparators: tuple[Comparator, ...], version: Version) -> bool:
        if not all(comparator.holds(version) for comparator in comparators):
            return False
        if version.final or self.prereleases:
            return True
        return any(
            not comparator.bound.final and comparator.bound[1:4] == version[1:4] for comparator in comparators
        )


@dataclass(frozen=True, slots=True)
class _Partial:
    """A version in which parts may be missing (None)."""

    major: int | None
    minor: int | None
    patch: int | None
    identifiers: tuple[Identifier, ...]
    ordered: bool
    """Whether no number follows a missing part. False for `1.x.3`."""


class _TooLargeError(Exception):
    """Raised for a number larger than npm allows, because semver rejects the whole range and not only the comparator."""


def parse_range(text: str, *, prereleases: bool = False) -> Range | None:
    """Parse a range; None if the text is not a valid range (a tag, a URL, any other text)."""
    if len(text) > _LENGTH_LIMIT:
        return None
    reduced = _SPACE.sub(" ", text).strip(" ")
    alternatives: list[tuple[Comparator, ...]] = []
    try:
        for part in reduced.split("||"):
            comparators = _alternative(part.strip(" "), prereleases=prereleases)
            if comparators is not None:
                alternatives.append(comparators)
    except _TooLargeError:
        return None
    if not alternatives:
        return None
    # semver reduces a range with an alternative that accepts everything to that one, so that a pre-release that
    # another alternative names is not accepted.
    if () in alternatives:
        alternatives = [()]
    return Range(tuple(alternatives), prereleases)


def satisfies(version: str, wanted: str, *, prereleases: bool = False) -> bool:
    """Return True if a version is in a range; False if either is invalid.

    With `prereleases`, pre-releases are treated like other versions (semver's `includePrerelease`). Without
    `prereleases`, a pre-release is accepted only if a comparator has a pre-release of the same major, minor and patch
    number.
    """
    parsed = parse_version(version)
    found = parse_range(wanted, prereleases=prereleases)
    return parsed is not None and found is not None and found.accepts(parsed)


def valid_range(text: str) -> bool:
    """Return True if `text` is a valid npm range."""
    return parse_range(text) is not None


def _alternative(text: str, *, prereleases: bool) -> tuple[Comparator, ...] | None:
    """Parse one alternative; None if the alternative contains nothing valid, empty if every version matches."""
    text = _BUILD.sub("", text)
    found = _hyphen(text, prereleases=prereleases)
    if found is None:
        found = _conjunction(text, prereleases=prereleases)
    if found is None:
        return None
    # `>=0.0.0` is the same as `*`, and with pre-releases `>=0.0.0-0` is.
    everything = _bound(Relation.AT_LEAST, 0, 0, 0, _LOWEST if prereleases else ())
    return tuple(comparator for comparator in found if comparator != everything)


def _conjunction(text: str, *, prereleases: bool) -> tuple[Comparator, ...] | None:
    text = _COMPARISON_GAP.sub(r"\1\2\3", text)
    text = _TILDE_GAP.sub(r"\1", text)
    text = _CARET_GAP.sub(r"\1", text)
    found: list[tuple[Comparator, ...]] = []
    for token in text.split(" "):
        comparators = _token(token, prereleases=prereleases)
        if comparators is not None:
            found.append(comparators)
    return tuple(c for comparators in found for c in comparators) if found else None


def _token(token: str, *, prereleases: bool) -> tuple[Comparator, ...] | None:
    if not token:
        return ()
    operator = _OPERATOR.match(token)
    sign = operator[0] if operator else ""
    partial = _partial(token[len(sign) :])
    if partial is not None:
        if sign == "^":
            return tuple(_caret(partial, prereleases=prereleases))
        if sign.startswith("~"):
            return tuple(_tilde(partial, prereleases=prereleases))
        if partial.ordered:
            return tuple(_comparison(sign, partial, prereleases=prereleases))
    # semver drops one star, wherever it stands, and tries again for a whole comparator.
    bare = _STAR.sub("", token, count=1)
    if bare == token:
        return None
    return _whole(bare) if bare else ()


def _whole(token: str) -> tuple[Comparator, ...] | None:
    operator = _OPERATOR.match(token)
    sign = operator[0] if operator else ""
    partial = _partial(token[len(sign) :])
    if partial is None or sign[:1] in {"^", "~"} or None in {partial.major, partial.minor, partial.patch}:
        return None
    return (_exact(sign, partial),)


def _partial(text: str) -> _Partial | None:
    match = _PARTIAL.match(text)
    if match is None:
        return None
    major, minor, patch = (_number(part) for part in match.groups()[:3])
    identifiers: tuple[Identifier, ...] = ()
    if match[4]:
        found = parse_identifiers(match[4])
        if found is None:
            return None
        identifiers = found
    ordered = (major is not None or minor is None) and (minor is not None or patch is None)
    return _Partial(major, minor, patch, identifiers, ordered)


def _number(part: str | None) -> int | None:
    return int(part) if part is not None and part.isdigit() else None


def _bound(
    relation: Relation, major: int, minor: int, patch: int, identifiers: Iterable[Identifier] = ()
) -> Comparator:
    version = make_version(major, minor, patch, tuple(identifiers))
    if version is None:
        raise _TooLargeError
    return Comparator(relation, version)


def _from(partial: _Partial, *, prereleases: bool) -> Comparator:
    """Return the lower bound of a partial version that has a major number."""
    whole = partial.minor is not None and partial.patch is not None
    lowest = _LOWEST if prereleases and not whole else ()
    return _bound(
        Relation.AT_LEAST,
        partial.major or 0,
        partial.minor or 0,
        (partial.patch or 0) if partial.minor is not None else 0,
        partial.identifiers if whole else lowest,
    )


def _caret(partial: _Partial, *, prereleases: bool) -> Iterator[Comparator]:
    """Return comparators for `^`, which allows changes to the right of the leftmost nonzero number."""
    if partial.major is None:
        return
    yield _from(partial, prereleases=prereleases)
    if partial.major > 0 or partial.minor is None:
        yield _bound(Relation.LESS, partial.major + 1, 0, 0, _LOWEST)
    elif partial.minor > 0 or partial.patch is None:
        yield _bound(Relation.LESS, 0, partial.minor + 1, 0, _LOWEST)
    else:
        yield _bound(Relation.LESS, 0, 0, partial.patch + 1, _LOWEST)


def _tilde(partial: _Partial, *, prereleases: bool) -> Iterator[Comparator]:
    """Return comparators for `~`: `~1.2` allows changes of the patch number, and `~1` also of the minor number."""
    if partial.major is None:
        return
    yield _from(partial, prereleases=prereleases)
    yield _above(partial)


def _above(partial: _Partial) -> Comparator:
    """Return the upper bound of all versions that begin with a partial version of one or two numbers."""
    if partial.minor is None:
        return _bound(Relation.LESS, (partial.major or 0) + 1, 0, 0, _LOWEST)
    return _bound(Relation.LESS, partial.major or 0, partial.minor + 1, 0, _LOWEST)


def _comparison(sign: str, partial: _Partial, *, prereleases: bool) -> Iterator[Comparator]:
    """Parse a partial or complete version after `<`, `<=`, `>`, `>=`, `=` or no operator."""
    if partial.major is None:
        if sign in {"<", ">"}:
            yield _bound(Relation.LESS, 0, 0, 0, _LOWEST)
        return
    if partial.minor is not None and partial.patch is not None:
        yield _exact(sign, partial)
        return
    match sign:
        case ">":
            above = _above(partial).bound
            yield _bound(
                Relation.AT_LEAST, above.major, above.minor, above.patch, _LOWEST if prereleases else ()
            )
        case ">=":
            yield _from(partial, prereleases=prereleases)
        case "<":
            yield _bound(Relation.LESS, partial.major, partial.minor or 0, 0, _LOWEST)
        case "<=":
            yield _above(partial)
        case _:
            yield _from(partial, prereleases=prereleases)
            yield _above(partial)


def _exact(sign: str, partial: _Partial) -> Comparator:
    return _bound(
        Relation(sign or "="), partial.major or 0, partial.minor or 0, partial.patch or 0, partial.identifiers
    )


def _hyphen(text: str, *, prereleases: bool) -> tuple[Comparator, ...] | None:
    """Parse a hyphen range such as `1.2.3 - 2.3`; None if the text is not a hyphen range."""
    left, dash, right = text.partition(" - ")
    if not dash:
        return None
    low, high = _partial(left.strip(" ")), _partial(right.strip(" "))
    if low is None or high is None:
        return None
    return (*_low_end(low, prereleases=prereleases), *_high_end(high, prereleases=prereleases))


def _low_end(partial: _Partial, *, prereleases: bool) -> Iterator[Comparator]:
    if partial.major is None:
        return
    if partial.minor is not None and partial.patch is not None and prereleases and not partial.identifiers:
        yield _bound(Relation.AT_LEAST, partial.major, partial.minor, partial.patch, _LOWEST)
    else:
        yield _from(partial, prereleases=prereleases)


def _high_end(partial: _Partial, *, prereleases: bool) -> Iterator[Comparator]:
    if partial.major is None:
        return
    if partial.minor is None or partial.patch is None:
        yield _above(partial)
    elif prereleases and not partial.identifiers:
        yield _bound(Relation.LESS, partial.major, partial.minor, partial.patch + 1, _LOWEST)
    else:
        yield _bound(Relation.AT_MOST, partial.major, partial.minor, partial.patch, partial.identifiers)
