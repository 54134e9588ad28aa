"""Histories for tests of their reports."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from pratique.core.history import Mark, Timeline, Unread, Weight
from pratique.core.release import Listing
from pratique.ecosystems.npm import ecosystem as npm
from pratique.history.chronicle import chronicle_of
from pratique.history.timeline import timeline_of
from tests.history import event_stream
from tests.history.tales import listings
from tests.history.telling import DAY, START, listing, release
from tests.report.hostile import TEXT

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)

_MARKS = {
    "3.3.5": (Mark("publisher-after-silence", "right9ctrl publishes it for the first time, after 779 d of silence", Weight.LENGTHENS),),
    "3.3.6": (Mark("newcomer-adds-dependency", "right9ctrl first published it 4 d before, and adds flatmap-stream", Weight.HOLDS),),
    "4.0.0": (Mark("maintainer-replaced", "dominictarr is no longer a maintainer", Weight.RANKS),),
}  # fmt: skip


def stream(*, removed: bool = False, judged: str = "4.0.1") -> Timeline:
    """event-stream, marked as far as it is told."""
    found = npm.parse_listing(
        event_stream.packument_bytes(removed=removed),
        package=npm.normalise("event-stream"),
        registry="https://registry.example/",
        url="https://registry.example/event-stream",
    )

    def signals(version: str) -> tuple[Sequence[Mark], Sequence[Unread]]:
        if version not in found.releases:
            return (), ()
        return _MARKS.get(version, ()), (Unread("dependency-young", "its listing was not fetched"),)

    return timeline_of(chronicle_of(found), judged=judged, signals=signals)


def long(count: int, *, marked: Callable[[int], bool] = lambda _: False) -> Timeline:
    """So many releases on three lines, by three accounts."""
    releases = [
        release(f"{number % 3}.{number}.0", START + number * DAY, ("ada", "bob", "eve")[number // 40 % 3])
        for number in range(count)
    ]

    def signals(version: str) -> tuple[Sequence[Mark], Sequence[Unread]]:
        number = int(version.split(".")[1])
        return ((Mark("new-publisher", "why", Weight.RANKS),) if marked(number) else ()), ()

    return timeline_of(chronicle_of(listing(releases)), judged=releases[-1].ref.version, signals=signals)


def nothing() -> Timeline:
    """A listing that tells of no release."""
    return timeline_of(chronicle_of(listing([])))


def _of(value: Listing, text: str) -> Timeline:
    marks = (Mark(text, text, Weight.HOLDS), Mark("x", text * 40, Weight.RANKS))
    return timeline_of(
        chronicle_of(value),
        judged=next(iter(value.releases), None),
        signals=lambda version: (marks if version else (), (Unread(text, text),)),
    )


HOSTILE = st.builds(_of, listings(), TEXT)
"""Any listing, with hostile text for its signals as well."""
MIRRORED = replace(stream(), by_time=False)
"""The same in order of versions."""
