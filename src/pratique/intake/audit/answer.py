"""Builds the parts of an audit result, including messages about missing advisory data."""

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
"""The advisory source that lists known exploited vulnerabilities."""
RECOGNISES = "retire"
"""The advisory source that identifies libraries copied into a project."""


def not_looked_at(
    inventory: Iterable[Audited], index: Advisories, runtimes: Sequence[Named], freshness: Freshness
) -> tuple[str, ...]:
    """Return one sentence for each kind of product that has no fresh and complete advisory source."""
    products = {item.product for item in inventory}
    missing = list(gaps(index.sources(), needed(products), now=freshness.now, max_age=freshness.max_age))
    if any(named.product == NODE for named in runtimes) and not index.lines(NODE):
        missing.append("no source lists the supported release lines of Node.js")
    return tuple(missing)


def uncovered(
    inventory: Iterable[Audited], index: Advisories, brought: Collection[Cover], freshness: Freshness
) -> tuple[str, ...]:
    """Return one sentence for each kind of advisory that no stored source covers and for which no source was downloaded.

    A source that was downloaded but is stale does not count as missing.
    """
    covers = needed({item.product for item in inventory})
    return never_brought(index.sources(), covers, brought, freshness)


def copies_unknown(index: Advisories, freshness: Freshness) -> tuple[str, ...]:
    """Return a message if the source that identifies copied libraries is stale; otherwise, return an empty tuple."""
    for source in index.sources():
        if source.name != RECOGNISES:
            continue
        if source.fresh_at is None:
            return (f"{source.name}, the only source for copied libraries, has no date",)
        days = (freshness.now - source.fresh_at).days
        if freshness.now - source.fresh_at > freshness.max_age:
            most = freshness.max_age.days
            return (
                f"{source.name}, the source for copied libraries, is {days} days old; at most {most} days are allowed",
            )
    return ()


def exploits_unknown(index: Advisories, freshness: Freshness) -> tuple[str, ...]:
    """Return a message if no fresh source lists known exploited vulnerabilities; otherwise, return an empty tuple."""
    fresh = (
        source.fresh_at is not None and freshness.now - source.fresh_at <= freshness.max_age
        for source in index.sources()
        if source.name == EXPLOITED
    )
    return (
        ()
        if any(fresh)
        else (f"no fresh source has exploitation data (`{EXPLOITED}`), which the audit requires",)
    )


def with_graph(found: Survey, locks: Mapping[str, Lock]) -> Survey:
    """Add the dependency edges of the lockfiles to the inventory of a survey."""
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
    """Return the retired packages without duplicates: each release once for each kind of retirement."""
    first: dict[tuple[str, RetiredKind], Retired] = {}
    for one in retired:
        first.setdefault((one.purl, one.kind), one)
    return tuple(first.values())
