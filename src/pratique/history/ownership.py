"""Checks a user's own packages for unknown accounts that may publish, and for unexpected releases."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pratique.core.history import Entry, EventKind, Timeline, Weight
from pratique.core.ownership import Alarm, Notice, OwnPackage, Publisher
from pratique.core.release import Dated

_IDLE = timedelta(days=365)


def own_package(
    told: Timeline, *, since: datetime, now: datetime, allowed: frozenset[str] = frozenset()
) -> OwnPackage:
    """Return a report for the owner of a package: releases since `since`, and the current publishers.

    `allowed` lists the permitted accounts. If `allowed` is empty, every account is permitted. Times are in UTC.
    Releases without a plausible time are included.
    """
    recent = tuple(entry for entry in told.entries if _is_recent(entry, told, since))
    publishers = tuple(_publishers(told, allowed))
    notices = [
        *_strangers(publishers),
        *_releases(told, recent, allowed),
        *_idle(publishers, now),
    ]
    notices.sort(key=lambda notice: -notice.weight.rank)
    return OwnPackage(
        package=told.package,
        registry=told.registry,
        publishers=publishers,
        since=tuple(entry.version for entry in recent),
        notices=tuple(notices),
        untold=told.untold,
        answered=told.answered,
    )


def _is_recent(entry: Entry, told: Timeline, since: datetime) -> bool:
    return not told.by_time or entry.published is None or entry.published.at >= since


def _publishers(told: Timeline, allowed: frozenset[str]) -> Iterator[Publisher]:
    people = {person.name: person for person in told.people}
    last: dict[str, Dated | None] = {}
    counts: dict[str, int] = {}
    for entry in told.entries:
        if entry.publisher is not None:
            last[entry.publisher] = entry.published
            counts[entry.publisher] = counts.get(entry.publisher, 0) + 1
    may = {name: person.still for name, person in people.items()}
    names = sorted({*may, *counts}, key=lambda name: (not may.get(name, False), -counts.get(name, 0), name))
    for name in names:
        yield Publisher(
            name=name,
            may=may.get(name, False) if people else None,
            allowed=name in allowed if allowed else None,
            releases=counts.get(name, 0),
            last=last.get(name),
        )


def _strangers(publishers: tuple[Publisher, ...]) -> Iterator[Notice]:
    for person in publishers:
        if person.may and person.allowed is False:
            text = f"{person.name} may publish the package, but is not in `own.publishers`"
            yield Notice(alarm=Alarm.STRANGER_MAY_PUBLISH, text=text, weight=Weight.HOLDS)


def _releases(told: Timeline, recent: tuple[Entry, ...], allowed: frozenset[str]) -> Iterator[Notice]:
    lost = {event.version for event in told.events if event.kind is EventKind.PROVENANCE_LOST}
    named = any(entry.publisher is not None for entry in told.entries)
    for entry in recent:
        version, at = entry.version, entry.published

        def notice(
            alarm: Alarm, text: str, weight: Weight, version: str = version, at: Dated | None = at
        ) -> Notice:
            return Notice(alarm=alarm, text=text, weight=weight, version=version, at=at)

        if entry.removed:
            yield notice(
                Alarm.REMOVED,
                "the version was published, but the registry no longer lists it",
                Weight.LENGTHENS,
            )
            continue
        if entry.publisher is not None and allowed and entry.publisher not in allowed:
            text = f"{entry.publisher} published the release, but is not in `own.publishers`"
            yield notice(Alarm.STRANGER_PUBLISHED, text, Weight.HOLDS)
        if entry.publisher is None and named:
            yield notice(Alarm.PUBLISHER_UNTOLD, "the publisher of the release is unknown", Weight.LENGTHENS)
        if version in lost:
            text = f"the release has no provenance, but {entry.compared_with} has"
            yield notice(Alarm.PROVENANCE_LOST, text, Weight.HOLDS)
        for mark in entry.marks:
            if mark.signal != Alarm.PROVENANCE_LOST.value or version not in lost:
                yield notice(Alarm.SIGNAL, f"{mark.text} [{mark.signal}]", mark.weight)


def _idle(publishers: tuple[Publisher, ...], now: datetime) -> Iterator[Notice]:
    for person in publishers:
        if not person.may:
            continue
        if not person.releases:
            text = (
                f"{person.name} may publish the package but never did; consider removing the right to publish"
            )
        elif person.last is not None and now - person.last.at > _IDLE:
            text = f"{person.name} may publish the package but last did on {person.last.at:%Y-%m-%d}; consider removing the right to publish"
        else:
            continue
        yield Notice(alarm=Alarm.IDLE_PUBLISHER, text=text, weight=Weight.RANKS)
