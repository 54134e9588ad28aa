"""The timeline with its signals."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from pratique.core.history import Timeline, Weight
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm import ecosystem as npm
from pratique.history.marking import MOST_READ, judged_version, marked_timeline
from pratique.history.surroundings import ALONE
from tests.history import event_stream
from tests.history.tales import listings
from tests.history.telling import START, listing, release, series

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def marked(value: Listing, judged: str | None, now: datetime = NOW) -> Timeline:
    return marked_timeline(value, judged=judged, surroundings=ALONE, now=now, span=timedelta(days=14))


def stream() -> Listing:
    return npm.parse_listing(
        event_stream.packument_bytes(),
        package=npm.normalise("event-stream"),
        registry="https://registry.example/",
        url="https://registry.example/x",
    )


def test_event_stream_is_marked_where_it_changed_hands_and_where_the_newcomer_added_a_dependency() -> None:
    told = {
        entry.version: {mark.signal: mark for mark in entry.marks}
        for entry in marked(stream(), "4.0.1").marked
    }
    silence = told["3.3.5"]["publisher-after-silence"]
    assert (Weight.LENGTHENS, True, True) == (
        silence.weight,
        "right9ctrl" in silence.text,
        "779" in silence.text,
    )
    newcomer = told["3.3.6"]["newcomer-adds-dependency"]
    assert (Weight.LENGTHENS, True) == (newcomer.weight, "flatmap-stream" in newcomer.text)
    assert "3.3.4" not in told


def test_a_longer_wait_ends_two_weeks_after_the_release() -> None:
    published = datetime(2018, 9, 9, 8, 28, 59, 503000, tzinfo=UTC)
    assert published + timedelta(days=14) == marked(stream(), "3.3.6", published + timedelta(days=3)).until
    assert None is marked(stream(), "3.3.6", published + timedelta(days=15)).until


def test_signals_that_could_not_be_read_are_named() -> None:
    entry = marked(stream(), "3.3.6").judged_entry
    assert entry is not None
    assert "dependency-young" in {item.signal for item in entry.unread}


def test_of_a_very_long_history_the_newest_part_is_judged_and_the_rest_says_so() -> None:
    value = marked(listing(series(MOST_READ + 2)), None)
    assert ["all", "all"] == [item.signal for entry in value.entries[:2] for item in entry.unread]
    assert "all" not in {item.signal for item in value.entries[2].unread}


@pytest.mark.parametrize(
    ("wanted", "found"), [(None, "1.0.1"), ("1.0.0", "1.0.0"), ("^1.0.0", "1.0.1"), ("9.9.9", None)]
)
def test_which_release_is_meant(wanted: str | None, found: str | None) -> None:
    value = listing([*series(2), release("2.0.0-rc.1", START)], tags={"latest": "1.0.1"})
    assert found == judged_version(value, npm, wanted)


def test_without_a_latest_the_highest_final_release_is_meant() -> None:
    assert "1.0.1" == judged_version(listing([*series(2), release("2.0.0-rc.1", START)]), npm, None)
    assert None is judged_version(listing([]), npm, None)


@pytest.mark.fuzz
@given(listings())
def test_any_listing_can_be_judged_and_silence_is_no_trust(value: Listing) -> None:
    judged = judged_version(value, ECOSYSTEMS[value.package.ecosystem], None)
    told = marked(value, judged)
    assert (judged is None) == (not value.releases) or judged is None
    for entry in told.entries:
        if not entry.removed:
            assert entry.marks or entry.unread
