"""The times that people write."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.moment import end_of, start_of
from pratique.errors import UsageError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", NOW + timedelta(days=7)),
        ("1s", NOW + timedelta(seconds=1)),
        ("2026-03-01", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-01T13:00", datetime(2026, 3, 1, 13, tzinfo=UTC)),
        ("2026-03-01T13:00-02:00", datetime(2026, 3, 1, 15, tzinfo=UTC)),
    ],
)
def test_an_end_is_a_span_a_day_to_its_end_or_a_moment(text: str, expected: datetime) -> None:
    assert expected == end_of(text, NOW, "--expires")


@pytest.mark.parametrize("text", ["", "soon", "0", "2026-02-28", "2026-03-01T11:59", "-1d"])
def test_an_end_that_is_over_or_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        end_of(text, NOW, "--expires")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", NOW - timedelta(days=7)),
        ("2026-02-01", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-01T13:00", datetime(2026, 2, 1, 13, tzinfo=UTC)),
        ("2026-02-01T13:00-02:00", datetime(2026, 2, 1, 15, tzinfo=UTC)),
    ],
)
def test_a_start_is_a_span_before_now_a_day_or_a_moment(text: str, expected: datetime) -> None:
    assert expected == start_of(text, NOW, "since")


def test_a_start_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="since 'soon' is not a date, a time or a span"):
        start_of("soon", NOW, "since")


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_an_error(text: str) -> None:
    for read in (end_of, start_of):
        with suppress(UsageError):
            assert read(text, NOW, "x").tzinfo is not None
