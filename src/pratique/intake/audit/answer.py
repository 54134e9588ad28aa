"""Builds the parts of an audit's result: findings, missing checks, and changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pratique.advisories.coverage import Freshness, gaps, needed, never_brought
from pratique.advisories.interface import Advisories
from pratique.core.advisory import NODE, Cover, Product
from pratique.core.audit import Audited, Retired, RetiredKind
from pratique.core.lock import Lock
from pratique.intake.audit.runtime import Named
from pratique.intake.audit.survey import Survey

EXPLOITED = "kev"
"""The source of data on known exploitation."""
RECOGNISES = "retire"
"""The source that identifies copied libraries."""


def not_looked_at(
    inventory: Iterable[Audited], index: Advisories, runtimes: Sequence[Named], freshness: Freshness
) -> tuple[str, ...]:
    """Return one sentence for each kind of product without a fresh and complete source."""
    products = {item.product for item in inventory}
    missing = list(gaps(index.sources(), needed(products), now=freshness.now, max_age=freshness.max_age))
    if any(named.product == NODE for named in runtimes) and not index.lines(NODE):
        missing.append("no source says which release lines of Node.js are supported")
    return tuple(missing)


def uncovered(
    inventory: Iterable[Audited], index: Advisories, brought: Collection[Cover], freshness: Freshness
) -> tuple[str, ...]:
    """Return one sentence for each kind of advisory that is not covered and has no downloaded source.

    A stale source that was downloaded does not count.
    """
    covers = needed({item.product for item in inventory})
    return never_brought(index.sources(), covers, brought, freshness)


def copies_unknown(index: Advisories, freshness: Freshness) -> tuple[str, ...]:
    """Return a message about vendored libraries if the source that recognises them is stale; empty otherwise."""
    for source in index.sources():
        if source.name != RECOGNISES:
            continue
        if source.fresh_at is None:
            return (f"{source.name} has no date, and is the only one for copied libraries",)
        days = (freshness.now - source.fresh_at).days
        if freshness.now - source.fresh_at > freshness.max_age:
            most = freshness.max_age.days
            return (
                f"{source.name}, for copied libraries, is {days} days old, and at most {most} days are asked for",
            )
    return ()


def exploits_unknown(index: Advisories, freshness: Freshness) -> tuple[str, ...]:
    """Return a message that known exploitation is unknown, if a level requires it and no source is fresh; empty otherwise."""
    fresh = (
        source.fresh_at is not None and freshness.now - source.fresh_at <= freshness.max_age
        for source in index.sources()
        if source.name == EXPLOITED
    )
    return (
        ()
        if any(fresh)
        else (f"no fresh source has exploitation data (`{EXPLOITED}`), which the bar asks for",)
    )


def with_graph(found: Survey, locks: Mapping[str, Lock]) -> Survey:
    """Return the survey with dependency edges in its inventory."""
    purls: dict[tuple[str, str], str] = {}
    for path, lock in locks.items():
        for entry in lock.packages:
            if entry.version is not None:
                purls[path, entry.key] = Product.of(entry.package).purl(entry.version)
    asks: dict[str, dict[str, None]] = {}
    for path, lock in locks.items():
        for entry in lock.packages:
            mine = purls.get((path, entry.key))
            for parent in entry.parents if mine else ():
                asker = purls.get((path, parent))
                if asker is not None and mine is not None:
                    asks.setdefault(asker, {})[mine] = None
    inventory = tuple(replace(item, asks=tuple(sorted(asks.get(item.purl, ())))) for item in found.inventory)
    return replace(found, inventory=inventory)


def each_once(retired: Iterable[Retired]) -> tuple[Retired, ...]:
    """Return the values without duplicates of the same package and kind."""
    first: dict[tuple[str, RetiredKind], Retired] = {}
    for one in retired:
        first.setdefault((one.purl, one.kind), one)
    return tuple(first.values())
