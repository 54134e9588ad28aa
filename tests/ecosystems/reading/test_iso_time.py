from datetime import UTC, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.reading.iso_time import parse_time


@pytest.mark.parametrize(
    "text",
    [
        *("2024-05-06T07:08:09Z", "2024-05-06T07:08:09.000Z", "2024-05-06T07:08:09+00:00"),
        *("2024-05-06T09:08:09+02:00", "2024-05-06T05:08:09.000000-0200", "2024-05-06 07:08:09Z"),
    ],
)
def test_times_with_a_zone_are_utc(text: str) -> None:
    assert datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC) == parse_time(text)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2024-05-06T07:08:09",
            "2024-05-06",
            "",
            "yesterday",
            "2024-13-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59",
        ),
        *("2024-05-06T07:08:09Z\n", "٢٠٢٤-05-06T07:08:09Z", 1714979289, None, ["2024-05-06T07:08:09Z"]),
    ],
)
def test_anything_else_is_not_a_time(value: object) -> None:
    assert parse_time(value) is None


@pytest.mark.fuzz
@given(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(timezone.utc)))  # noqa: UP017 - hypothesis
def test_times_come_back(at: datetime) -> None:
    assert at == parse_time(at.isoformat())
    assert at == parse_time(at.isoformat().replace("+00:00", "Z"))
