"""The values of a history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.history import Entry, Mark, Timeline, Weight, wait_ends
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Dated, TimeSource

NOW = datetime(2026, 1, 15, tzinfo=UTC)
SPAN = timedelta(days=14)
PLAIN = Entry(version="1.0.0", line="1.x", published=Dated(NOW - timedelta(days=3), TimeSource.REGISTRY))


def marked(*weights: Weight) -> Entry:
    return replace(PLAIN, marks=tuple(Mark("s", "why", weight) for weight in weights))


def timeline(*entries: Entry, by_time: bool = False) -> Timeline:
    return Timeline(
        package=PackageRef(Ecosystem.NPM, "kite"),
        registry="https://registry.example/",
        entries=entries,
        events=(),
        by_time=by_time,
        judged="1.0.0",
    )


def test_weights_are_ranked() -> None:
    assert [0, 1, 2] == [weight.rank for weight in (Weight.RANKS, Weight.LENGTHENS, Weight.HOLDS)]


def test_the_weight_of_an_entry_is_its_gravest_mark() -> None:
    assert Weight.HOLDS is marked(Weight.RANKS, Weight.HOLDS, Weight.LENGTHENS).weight
    assert None is PLAIN.weight


@pytest.mark.parametrize(
    ("entry", "until"),
    [
        (None, None),
        (PLAIN, None),
        (marked(Weight.RANKS), None),
        (marked(Weight.LENGTHENS), NOW + timedelta(days=11)),
        (replace(marked(Weight.LENGTHENS), published=None), NOW + SPAN),
        (replace(marked(Weight.HOLDS), published=Dated(NOW - SPAN, TimeSource.REGISTRY)), None),
    ],
)
def test_when_a_longer_wait_ends(entry: Entry | None, until: datetime | None) -> None:
    assert until == wait_ends(entry, SPAN, NOW)


def test_a_history_without_people_and_times_answers_nothing() -> None:
    assert not timeline(PLAIN).answered
    assert timeline(PLAIN, by_time=True).answered
    assert timeline(replace(PLAIN, publisher="ada")).answered
    assert timeline(replace(PLAIN, maintainers=())).answered


def test_the_judged_entry_is_found() -> None:
    assert PLAIN is timeline(PLAIN).judged_entry
    assert None is timeline(replace(PLAIN, version="2.0.0")).judged_entry
