"""Counts, times and commits."""

import pytest

from pratique.report.parts.counts import is_commit, moment, plural
from tests.report import answers


@pytest.mark.parametrize(("count", "words"), [(0, "0 rows"), (1, "1 row"), (1234, "1,234 rows")])
def test_one_is_not_many(count: int, words: str) -> None:
    assert words == plural(count, "row")


def test_a_time_is_told_in_utc() -> None:
    assert "2026-03-01 12:00 UTC" == moment(answers.NOW)


def test_only_what_looks_like_an_id_is_a_commit() -> None:
    assert is_commit("0123abc")
    assert is_commit("a" * 40)
    assert not is_commit("main")
    assert not is_commit("abc123")
