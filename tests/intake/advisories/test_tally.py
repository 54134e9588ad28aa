"""Counting rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Source
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM
from pratique.advisories.table import SOURCES, source_named
from pratique.core.advisory import NODE, AdvisoryKind, Cover, CoverCount, Exploitation, RuntimeLine
from pratique.intake.advisories.tally import TOLD_TWICE, Tally, times_of
from tests.advisories.made import THEN, advisory
from tests.intake.advisories.made import NOW, source

OLD = replace(advisory("A"), published=datetime(2020, 1, 1, tzinfo=UTC))
WITHDRAWN = advisory("B", withdrawn=True)


def test_a_source_of_which_rows_cannot_be_read_covers_nothing() -> None:
    tally = Tally(NOW)
    tally.took(OLD)
    tally.skip(ANOTHER_ECOSYSTEM, rows=5_000)
    assert not tally.state(source(), held={}, origin="made.zip", digest="d").partial
    tally.skip("not YAML", rows=6)
    state = tally.state(source(), held={}, origin="made.zip", digest="d")
    assert (6, True, ()) == (state.unread, state.partial, state.covers)


def test_imported_and_skipped_are_all_rows() -> None:
    tally = Tally(NOW)
    for row in (OLD, WITHDRAWN, OLD):
        tally.took(row)
    tally.replaced(OLD)
    tally.skip("odd")
    tally.skip("odd", rows=2)
    state = tally.state(source(), held={}, origin="made.zip", digest="d")
    assert (6, 2, 1, {"odd": 3, TOLD_TWICE: 1}) == (
        state.rows,
        state.imported,
        state.withdrawn,
        state.skipped,
    )
    assert ("lines", "Lines", "CC0-1.0", "made.zip", NOW, "d", False) == (
        state.name,
        state.title,
        state.licence,
        state.origin,
        state.checked_at,
        state.digest,
        state.synced,
    )


@pytest.mark.fuzz
@given(st.lists(st.sampled_from(["took", "withdrawn", "skip", "again", "drop", "unskip"]), max_size=12))
def test_the_counts_always_add_up(steps: list[str]) -> None:
    tally = Tally(NOW)
    for step in steps:
        if step in {"took", "again"}:
            tally.took(OLD)
        if step == "withdrawn":
            tally.took(WITHDRAWN)
        if step == "again":
            tally.replaced(OLD)
        if step == "skip":
            tally.skip("odd")
        if step == "drop" and tally.imported > tally.withdrawn:
            tally.dropped(OLD)
        if step == "unskip" and tally.skipped["odd"]:
            tally.unskip("odd", 1)
    state = tally.state(source(), held={}, origin="", digest="")
    assert state.rows == state.imported + sum(state.skipped.values())
    assert 0 <= state.withdrawn <= state.imported
    assert all(count > 0 for count in state.skipped.values())
    assert state == Tally.of(state, NOW).state(source(), held={}, origin="", digest="")


def test_the_newest_time_counts_and_none_that_is_to_come() -> None:
    tally = Tally(NOW)
    tally.took(replace(OLD, modified=datetime(2099, 1, 1, tzinfo=UTC)))
    assert OLD.published == tally.as_of
    tally.took(replace(OLD, modified=NOW + timedelta(hours=5)))
    assert NOW + timedelta(hours=5) == tally.as_of
    tally.took(OLD)
    assert NOW + timedelta(hours=5) == tally.as_of


def test_rows_tell_the_times_of_their_own_news() -> None:
    assert [THEN, OLD.published] == list(times_of(replace(OLD, modified=THEN)))
    told = Exploitation(cve="CVE-1", epss_date=date(2026, 5, 5), kev_added=date(2021, 1, 1))
    assert [datetime(2026, 5, 5, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)] == list(times_of(told))
    assert [] == list(times_of(RuntimeLine(product=NODE, line="18", start=date(2022, 1, 1), end=None)))
    assert [THEN] == list(times_of(replace(advisory("A"), published=THEN.replace(tzinfo=None))))


CELLS = [(source, cover) for source in SOURCES for cover in source.covers]


def sufficient(of: Source) -> dict[Cover, int]:
    """The fewest records of each kind with which a source is the whole."""
    return dict(of.covers)


@pytest.mark.parametrize(("of", "cover"), CELLS, ids=lambda value: getattr(value, "name", None) or str(value))
def test_each_kind_needs_its_own_records(of: Source, cover: Cover) -> None:
    others = set(of.covers) - {cover}
    whole = Tally(NOW).state(of, held=sufficient(of), origin="", digest="")
    assert (set(of.covers), False) == (set(whole.covers), whole.partial)

    for few in (of.covers[cover] - 1, 0):
        # However many there are of the others.
        held = {**dict.fromkeys(others, 10**6), cover: few}
        state = Tally(NOW).state(of, held=held, origin="", digest="")
        assert (others, True) == (set(state.covers), state.partial)
        assert CoverCount(cover, few, of.covers[cover]) in (state.counts or ())

    alone = Tally(NOW).state(of, held={cover: of.covers[cover]}, origin="", digest="")
    assert (cover,) == alone.covers


def test_records_of_kinds_that_a_source_should_not_have_count_for_nothing() -> None:
    osv_npm = source_named("osv-npm")
    state = Tally(NOW).state(osv_npm, held={Cover("pypi", AdvisoryKind.MALWARE): 10**6}, origin="", digest="")

    assert ((), True) == (state.covers, state.partial)
