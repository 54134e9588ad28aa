"""Indexes in memory, and several as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Advisories, Detectors, Row
from pratique.advisories.match import match
from pratique.advisories.memory import JoinedAdvisories, MemoryAdvisories
from pratique.core.advisory import NODE, Exploitation, RuntimeLine, Span
from tests.advisories.made import LEFT, about, advisory, state

ROWS: tuple[Row, ...] = (
    advisory("GHSA-1", about(LEFT, Span(high="2.0.0")), aliases=("CVE-1",)),
    advisory("GHSA-2", about(LEFT, Span(high="3.0.0")), aliases=("CVE-2",)),
    advisory("MAL-1", about(LEFT, versions=("1.0.0",)), withdrawn=True),
    Exploitation(cve="CVE-1", epss=0.5),
    RuntimeLine(product=NODE, line="18", start=None, end=None),
    Detectors(b"{}"),
)


def test_it_answers_all_that_an_index_is_asked() -> None:
    index: Advisories = MemoryAdvisories(ROWS, [state("osv-npm")])

    assert len(list(index.claims([LEFT]))) == 3
    assert [one.id for one in index.by_id("cve-2")] == ["GHSA-2"]
    assert set(index.exploitation(["cve-1", "CVE-9"])) == {"CVE-1"}
    assert [line.line for line in index.lines(NODE)] == ["18"]
    assert index.detectors() == [b"{}"]
    assert [source.name for source in index.sources()] == ["osv-npm"]


@pytest.mark.fuzz
@given(st.lists(st.integers(0, 2), min_size=len(ROWS), max_size=len(ROWS)))
def test_rows_answer_the_same_in_however_many_indexes_they_are(places: list[int]) -> None:
    parts = tuple(
        MemoryAdvisories([row for row, at in zip(ROWS, places, strict=True) if at == place])
        for place in range(3)
    )
    joined, alone = JoinedAdvisories(parts), MemoryAdvisories(ROWS)

    assert match(joined, {LEFT: {"1.0.0", "2.5.0"}}) == match(alone, {LEFT: {"1.0.0", "2.5.0"}})
    assert [one.id for one in joined.by_id("MAL-1")] == ["MAL-1"]
    assert joined.exploitation(["CVE-1"]) == alone.exploitation(["CVE-1"])
    assert joined.lines(NODE) == alone.lines(NODE)
    assert joined.detectors() == alone.detectors()
