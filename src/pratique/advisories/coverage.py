"""Checks whether the sources of an index are complete and recent enough."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.advisories.versions import cover_type
from pratique.core.advisory import AdvisoryKind, Cover, Product, SourceState

_KINDS = {
    AdvisoryKind.VULNERABILITY: "vulnerabilities",
    AdvisoryKind.MALWARE: "malicious releases",
}
_NAMES = {
    "npm": "npm packages",
    "pypi": "Python packages",
    "gem": "gems",
    "generic/node": "Node.js itself",
    "generic/ruby": "Ruby itself",
    "generic/jruby": "JRuby itself",
    "generic/mruby": "mruby itself",
}


@dataclass(frozen=True, slots=True)
class Freshness:
    """The current time and the maximum age of an advisory source."""

    now: datetime
    max_age: timedelta


def needed(products: Iterable[Product]) -> frozenset[Cover]:
    """Return the kinds of advisories that the sources must contain before a report may say "no known advisories".

    For runtimes, malware advisories are not required.
    """
    types = {cover_type(product) for product in products}
    covers = {Cover(type_, AdvisoryKind.VULNERABILITY) for type_ in types if type_ != "retire"}
    covers |= {
        Cover(type_, AdvisoryKind.MALWARE) for type_ in types if "/" not in type_ and type_ != "retire"
    }
    return frozenset(covers)


def gaps(
    sources: Sequence[SourceState],
    covers: Collection[Cover],
    *,
    now: datetime,
    max_age: timedelta,
) -> tuple[str, ...]:
    """Return one sentence for each required kind of advisory that has no source or only outdated sources."""
    return tuple(_gaps(sources, covers, now, max_age))


def _gaps(
    sources: Sequence[SourceState], covers: Collection[Cover], now: datetime, max_age: timedelta
) -> Iterator[str]:
    for cover in sorted(covers, key=lambda item: (item.type, item.kind)):
        what = f"{_KINDS[cover.kind]} of {_NAMES.get(cover.type, cover.type)}"
        able = [source for source in sources if cover in source.covers]
        if not able:
            yield f"no source covers {what}{_too_few(sources, cover)}"
            continue
        freshest = max(able, key=lambda source: source.fresh_at or _NEVER)
        if freshest.fresh_at is None:
            yield f"{freshest.name}, the only source for {what}, has no date"
        elif now - freshest.fresh_at > max_age:
            days = (now - freshest.fresh_at).days
            yield f"{freshest.name}, the source for {what}, is {days} days old; the maximum is {max_age.days} days"


def _too_few(sources: Sequence[SourceState], cover: Cover) -> str:
    short = [
        f"{source.name} has {count.records:,} records and needs at least {count.least:,}"
        for source in sources
        for count in source.counts or ()
        if count.cover == cover and not count.suffices
    ]
    return f": {', '.join(short)}" if short else ""


def never_brought(
    sources: Sequence[SourceState],
    covers: Collection[Cover],
    brought: Collection[Cover],
    freshness: Freshness,
) -> tuple[str, ...]:
    """Return the sentences of `gaps` for kinds of advisories that no downloaded source contains.

    Up-to-date data that ships with Pratique also counts as coverage.
    """
    lacking = [cover for cover in covers if cover not in brought]
    able = [source for source in sources if any(cover in lacking for cover in source.covers)]
    return gaps(able, lacking, now=freshness.now, max_age=freshness.max_age)


_NEVER = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
