"""Converts the events of OSV ranges to version intervals.

Source: OSV schema 1.7.5, `affected[].ranges[]` and its evaluation. Events are sorted in the version order of the
ecosystem, with `introduced: "0"` before every version. A range often has several pairs of introduced and fixed. The
event `limit` has no effect on version ranges. GIT ranges are skipped; other ranges of the same record are still read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import Product, Span
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm import versions as npm_versions
from pratique.ecosystems.pypi import versions as pypi_versions
from pratique.ecosystems.reading.json_values import printable
from pratique.ecosystems.rubygems import versions as rubygems_versions

MALFORMED = "the affected versions are malformed"
TOO_LONG = "an affected version is longer than 256 characters"
TOO_MANY = "the record has too many affected packages or versions"

MOST_VERSION_CHARS = 256
"""The maximum length of a version in characters. The limit of npm is 256 characters, and the limit of gem registries is 255."""
MOST_VERSIONS = 20_000
"""The maximum number of versions for one package. The longest real list has about 1,100 versions."""
MOST_EVENTS = 20_000
"""The maximum number of versions in one record."""

_VERSION_RANGES = ("SEMVER", "ECOSYSTEM")
_FROM_THE_FIRST = "0"
_PARTIAL = re.compile(r"(\d{1,15})(?:\.(\d{1,15}))?\Z", re.ASCII)
_READERS = {
    "npm": npm_versions.parse_version,
    "pypi": pypi_versions.parse_version,
    "gem": rubygems_versions.parse_version,
}


@dataclass(frozen=True, slots=True)
class Told:
    """The intervals and fixed versions in the version ranges of one product."""

    spans: tuple[Span, ...] = ()
    fixed: tuple[str, ...] = ()
    unclear: bool = False
    """True if a range cannot be used, because the range has no start or one of its bounds is not a valid version."""


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str
    version: str


def read_ranges(value: object, product: Product) -> Told:
    """Read the `ranges` of a product. Raises UnreadableError if the ranges are malformed."""
    spans: list[Span] = []
    fixed: list[str] = []
    unclear = False
    for events in _version_ranges(value):
        found = _spans(events, product)
        unclear = unclear or not found
        spans += found
        fixed += [whole(product, event.version) for event in events if found and event.kind == "fixed"]
    return Told(tuple(dict.fromkeys(spans)), tuple(dict.fromkeys(fixed)), unclear)


def read_versions(value: object) -> tuple[str, ...]:
    """Read the `versions` of a product without duplicates. Raises UnreadableError if the list is malformed or too long."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UnreadableError(MALFORMED)
    if len(value) > MOST_VERSIONS:
        raise UnreadableError(TOO_MANY)
    return tuple(dict.fromkeys(_version(item) for item in value if item != ""))


def is_version(product: Product, text: str) -> bool:
    """Return True if a string is a valid version that can be the bound of a range."""
    return _READERS[product.type](whole(product, text)) is not None


def at_most(product: Product, version: str) -> Span:
    """Return the interval for `<=` and a version.

    In npm, `<= 1.0` includes every version that begins with 1.0, such as 1.0.7.
    """
    partial = _PARTIAL.match(version) if order_of(product) is npm else None
    if partial is None:
        return Span(high=whole(product, version), high_included=True)
    major, minor = int(partial[1]), partial[2]
    return Span(high=f"{major + 1}.0.0-0" if minor is None else f"{major}.{int(minor) + 1}.0-0")


def capped(spans: Iterable[Span], limit: Span, product: Product) -> tuple[Span, ...]:
    """End each interval without an upper end at the upper end of `limit`.

    An interval that starts above `limit` is not changed.
    """
    return tuple(_capped(span, limit, product) for span in spans)


def _capped(span: Span, limit: Span, product: Product) -> Span:
    module = order_of(product)
    if span.high is not None or limit.high is None or module is None:
        return span
    if span.low is not None and module.compare(span.low, limit.high) > 0:
        return span
    return Span(span.low, limit.high, span.low_excluded, limit.high_included)


def _version_ranges(value: object) -> Iterator[Sequence[_Event]]:
    if value is None:
        return
    if not isinstance(value, list):
        raise UnreadableError(MALFORMED)
    for item in value:
        if not isinstance(item, dict):
            raise UnreadableError(MALFORMED)
        if item.get("type") in _VERSION_RANGES:
            yield tuple(_events(item.get("events")))


def _events(value: object) -> Iterator[_Event]:
    if not isinstance(value, list):
        raise UnreadableError(MALFORMED)
    for item in value:
        if not isinstance(item, dict):
            raise UnreadableError(MALFORMED)
        for kind in ("introduced", "fixed", "last_affected"):
            if (version := item.get(kind)) is not None:
                yield _Event(kind, _version(version))


def _version(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise UnreadableError(MALFORMED)
    if len(value) > MOST_VERSION_CHARS:
        raise UnreadableError(TOO_LONG)
    return printable(value)


def _spans(events: Sequence[_Event], product: Product) -> list[Span]:
    """Return the intervals of one range; an empty result if the affected versions are unknown."""
    starts = [event for event in events if event.kind == "introduced"]
    placed = [event for event in events if not _is_first(event)]
    if not starts or not all(is_version(product, event.version) for event in placed):
        return []
    return list(_stretches(_sorted(events, product), product))


def _is_first(event: _Event) -> bool:
    return event.kind == "introduced" and event.version == _FROM_THE_FIRST


def _sorted(events: Sequence[_Event], product: Product) -> list[_Event]:
    """Return the events in version order. The order of events at one version is unchanged."""
    module = order_of(product)
    assert module is not None  # only packages are read
    first = [event for event in events if _is_first(event)]
    others = [event for event in events if not _is_first(event)]
    return first + sorted(others, key=lambda event: module.sort_key(whole(product, event.version)))


def _ties_settled(events: Iterable[_Event], product: Product) -> Iterator[_Event]:
    """Yield the events in evaluation order: at the same version, events that close an open interval come first.

    Pairs may be in any order, so an interval can end at the version where an earlier pair begins.
    """
    module = order_of(product)
    assert module is not None  # only packages are read
    is_open = False
    for _, tied in groupby(
        events, key=lambda one: (_is_first(one), module.sort_key(whole(product, one.version)))
    ):
        same = list(tied)
        if is_open:
            same.sort(key=lambda one: one.kind == "introduced")
        yield from same
        is_open = same[-1].kind == "introduced"


def _stretches(events: Iterable[_Event], product: Product) -> Iterator[Span]:
    low: str | None = None
    affected = False
    for event in _ties_settled(events, product):
        if event.kind != "introduced":
            if affected:
                inclusive = event.kind == "last_affected"
                yield Span(low, whole(product, event.version), high_included=inclusive)
            affected = False
        elif not affected:
            low = None if _is_first(event) else whole(product, event.version)
            affected = True
    if affected:
        yield Span(low)
