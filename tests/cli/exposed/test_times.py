"""A time of the command line is in UTC unless it names a zone."""

import pytest

from pratique.cli.exposed.times import read_time
from pratique.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", "2026-03-31T00:00:00+00:00"),
        ("2026-03-31T00:21", "2026-03-31T00:21:00+00:00"),
        ("2026-03-31T02:21+02:00", "2026-03-31T00:21:00+00:00"),
    ],
)
def test_a_time_is_read(text: str, expected: str) -> None:
    assert expected == read_time(text).isoformat()


def test_another_text_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'yesterday' is not a time"):
        read_time("yesterday")
