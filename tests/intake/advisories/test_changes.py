"""The list of changed records."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.advisories.changes import Changes


def test_what_changed_since_a_time_is_told_with_a_day_of_overlap() -> None:
    changes = Changes.read(
        b"2026-05-03T00:00:00Z,MAL-2026-3\r\n2026-05-02T12:00:00.123456Z,GHSA-aaaa-bbbb-cccc\n2026-04-01T00:00:00Z,PYSEC-1\n"
    )
    assert changes is not None
    assert 3 == len(changes.modified)
    assert ("GHSA-aaaa-bbbb-cccc", "MAL-2026-3") == changes.since(datetime(2026, 5, 3, tzinfo=UTC))
    assert ("MAL-2026-3",) == changes.since(datetime(2026, 5, 3, 13, tzinfo=UTC))
    assert () == changes.since(datetime(2026, 5, 9, tzinfo=UTC))


def test_the_newest_of_two_lines_about_one_record_counts() -> None:
    lines = b"2026-01-01T00:00:00Z,A\n2026-03-01T00:00:00Z,A\n2026-02-01T00:00:00Z,A"
    changes = Changes.read(lines)
    assert changes is not None
    assert {"A": datetime(2026, 3, 1, tzinfo=UTC)} == changes.modified


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"<html>",
        b"2026-05-03T00:00:00Z",
        b"yesterday,MAL-1",
        b"2026-05-03T00:00:00,MAL-1",
        b"2026-05-03T00:00:00Z,../../secret",
        b"2026-05-03T00:00:00Z,npm/MAL-1",
        b"2026-05-03T00:00:00Z,MAL-1\x1b[2J",
        b"2026-05-03T00:00:00Z,.hidden",
        b"2026-05-03T00:00:00Z," + b"x" * 200,
        b"2026-05-03T00:00:00Z,\xff",
    ],
)
def test_a_list_with_an_odd_line_tells_nothing(line: bytes) -> None:
    assert Changes.read(line) is None
    assert Changes.read(b"2026-05-03T00:00:00Z,MAL-1\n" + line + b"\n2026-05-03T00:00:00Z,MAL-2") is None


@pytest.mark.fuzz
@given(st.binary(max_size=60))
def test_any_bytes_give_a_list_or_none(data: bytes) -> None:
    changes = Changes.read(data)
    assert changes is None or changes.modified
