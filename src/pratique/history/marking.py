"""Adds to each release of a timeline the signals that would have fired on the day of publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pratique.core.history import Mark, Timeline, Unread, wait_ends
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import EcosystemModule
from pratique.ecosystems.newest import choose, is_version
from pratique.history import read_signals
from pratique.history.chronicle import Chronicle, chronicle_of
from pratique.history.surroundings import Surroundings
from pratique.history.timeline import timeline_of

MOST_READ = 3_000
"""The maximum number of releases for which signals are computed, newest first. Older releases are listed without signals."""


def marked_timeline(
    listing: Listing, *, judged: str | None, surroundings: Surroundings, now: datetime, span: timedelta
) -> Timeline:
    """Return the timeline of a listing with the signals of each release.

    `surroundings` is the evidence about the `judged` release from outside the listing. The signals of all other
    releases are computed from the listing only. `now` is a time in UTC, `span` the cooldown that a signal causes.
    """
    chronicle = chronicle_of(listing, now)
    alone = Surroundings(now=now)
    newest = _newest(chronicle)

    def signals(version: str) -> tuple[Sequence[Mark], Sequence[Unread]]:
        if version not in listing.releases:
            return (), ()
        if version not in newest and version != judged:
            return (), (Unread("all", f"signals are computed only for the newest {MOST_READ:,} releases"),)
        reading = read_signals(chronicle, version, surroundings if version == judged else alone)
        return (
            [Mark(signal.code, signal.text, signal.weight) for signal in reading.signals],
            [Unread(skipped.rule, skipped.why) for skipped in reading.not_told],
        )

    told = timeline_of(chronicle, judged=judged, signals=signals)
    return replace(told, until=wait_ends(told.judged_entry, span, now))


def _newest(chronicle: Chronicle) -> frozenset[str]:
    """Return the versions for which signals are computed: all, or only the newest ones of a very long history."""
    listing = chronicle.listing
    if len(listing.releases) <= MOST_READ:
        return frozenset(listing.releases)
    key = ECOSYSTEMS[listing.package.ecosystem].sort_key
    places = chronicle.places
    ordered = sorted(listing.releases, key=lambda version: (places.get(version, -1), key(version)))
    return frozenset(ordered[-MOST_READ:])


def judged_version(listing: Listing, module: EcosystemModule, wanted: str | None) -> str | None:
    """Return the listed or removed version that matches `wanted`, or the newest version if `wanted` is None.

    Returns None if the listing has no such version.
    """
    if wanted is not None and is_version(listing.package, wanted):
        release = module.resolve(listing, wanted)
        if release is not None:
            return release.ref.version
        return wanted if wanted in listing.removed else None
    found = choose(listing, wanted)
    return None if found is None else found.release.ref.version
