import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.node_schedule import SOURCE
from pratique.core.advisory import NODE, RuntimeLine
from tests.advisories.sources.osv_records import row_of, why
from tests.lockfiles.locks import shapes

PATH = "schedule.json"


def rows(value: object) -> list[Row]:
    return list(SOURCE.rows(Entry(PATH, json.dumps(value).encode())))


def test_each_line_has_its_start_and_its_end() -> None:
    told = rows(
        {
            "v0.12": {"start": "2015-02-06", "end": "2016-12-31"},
            "v22": {"start": "2024-04-24", "lts": "2024-10-29", "end": "2027-04-30", "codename": "Jod"},
        }
    )

    assert [
        RuntimeLine(product=NODE, line="0.12", start=date(2015, 2, 6), end=date(2016, 12, 31)),
        RuntimeLine(product=NODE, line="22", start=date(2024, 4, 24), end=date(2027, 4, 30)),
    ] == told


def test_a_line_without_an_end_is_no_line_with_a_wrong_one() -> None:
    assert RuntimeLine(product=NODE, line="99", start=date(2040, 1, 1), end=None) == row_of(
        SOURCE, {"v99": {"start": "2040-01-01"}}, PATH
    )
    assert "the end of support is not a date" == why(
        SOURCE, {"v99": {"start": "2040-01-01", "end": "later"}}, PATH
    )


def test_what_is_no_line_is_told() -> None:
    assert "the entry has no valid name of a release line" == why(
        SOURCE, {"iojs": {"start": "2015-01-01"}}, PATH
    )
    assert "the entry has neither a start nor an end of support" == why(SOURCE, {"v1": []}, PATH)
    assert "not a schedule" == why(SOURCE, [], PATH)
    assert why(SOURCE, b"{", PATH)


def test_the_file_is_wanted_and_known_again() -> None:
    assert SOURCE.wants("Release-main/schedule.json")
    assert not SOURCE.wants("Release-main/package.json")
    assert SOURCE.recognises(Entry(PATH, b'{"v4": {"start": "2015-09-08", "end": "2018-04-30"}}'))
    assert not SOURCE.recognises(Entry(PATH, b'{"monday": "9 to 5"}'))
    assert SOURCE.default


LEAVES = st.none() | st.sampled_from(["2018-04-30", "2018-13-01", "\ud800", 4, True])


@given(shapes(LEAVES, st.sampled_from(["v4", "v0.10", "start", "end", "v", "\ud800"])))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    found = rows({"v4": value}) + rows(value)

    assert all(isinstance(row, RuntimeLine | Skip) for row in found)
    assert found
