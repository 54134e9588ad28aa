from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.ignores.ends import last_day

DAY = date(2030, 1, 31)


@pytest.mark.parametrize(
    "value",
    [
        date(2030, 2, 1),
        datetime(2030, 2, 1),
        datetime(2030, 1, 31, 12, tzinfo=UTC),
        datetime(2030, 2, 1, 3, tzinfo=timezone(timedelta(hours=5))),
        1896134400000,
        1896134400,
        1896134400.0,
        "2030-02-01",
        " 2030-02-01 ",
        "2030-02-01T00:00:00Z",
        "2030-01-31T14:30:04.136Z",
        "2030-02-01 00:00:00",
        "2030/02/01",
        "02/01/2030",
        "01/31/2030, 11:03:58",
        "31 January 2030 15:00",
        "31 January 2030 3:00 pm",
        "Thu, 31 Jan 2030 03:03:13 GMT",
        "Thu Jan 31 2030 12:00:00 GMT+1100 (Australian Eastern Daylight Time)",
    ],
)
def test_an_end_is_the_last_day_before_the_moment_that_the_tools_stop_at(value: object) -> None:
    assert DAY == last_day(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2030-13-01",
        True,
        None,
        [],
        {},
        time(1),
        10**30,
        -(10**30),
        float("inf"),
        float("nan"),
        "x" * 101,
    ],
)
def test_what_tells_no_moment_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        last_day(value)


def test_the_first_day_of_all_calendars_has_none_before_it() -> None:
    with pytest.raises(ValueError, match="the date is out of range"):
        last_day(date.min)


@pytest.mark.fuzz
@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.datetimes(), st.dates()))
def test_any_value_gives_a_day_or_an_error(value: object) -> None:
    try:
        day = last_day(value)
    except ValueError:
        return
    assert isinstance(day, date)
    assert not isinstance(day, datetime)
