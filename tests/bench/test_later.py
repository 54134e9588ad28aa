"""The split of malware by day."""

from pathlib import Path

import pytest
from bench.inspect.corpus import LISTS, Sample, read_sets
from bench.inspect.fetch import fetch
from bench.inspect.later import LateSampleError, days_of, refuse_late, split
from bench.inspect.tables import Row
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem


def _row(sha256: str, family: str) -> Row:
    return Row(set="mal-pypi", sha256=sha256, name=sha256, family=family, features={})


def _sample(sha256: str, drawn: str) -> Sample:
    return Sample(
        set="mal-pypi", ecosystem=Ecosystem.PYPI, name="n", version="1", filename="n-1.tar.gz", sha256=sha256, size_bytes=1,
        source="collection", drawn=drawn,
    )  # fmt: skip


def test_a_sample_counts_from_its_first_day_on() -> None:
    days = days_of(
        [_sample("a", "added 2024-08-02"), _sample("a", "added 2024-03-01"), _sample("b", "by hand")]
    )
    assert days == {"a": "2024-03-01"}


def test_a_late_relative_of_an_early_family_is_neither_learned_from_nor_asked_about() -> None:
    rows = [_row("early", "one"), _row("late", "one"), _row("new", "two"), _row("old", "three")]
    days = {"early": "2024-01-01", "late": "2024-09-01", "new": "2024-09-01"}
    before, after = split(rows, days, "2024-07-01")
    assert [row.sha256 for row in before] == ["early", "old"]
    assert [row.sha256 for row in after] == ["new"]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "2023-01-01", "2024-07-01", "2024-12-31"]))
    )
)
def test_no_family_is_on_both_sides(drawn: list[tuple[str, str]]) -> None:
    rows = [_row(str(at), family) for at, (family, _) in enumerate(drawn)]
    days = {str(at): day for at, (_, day) in enumerate(drawn) if day}
    before, after = split(rows, days)
    assert not {row.family for row in before} & {row.family for row in after}
    assert all(days[row.sha256] >= "2024-07-01" for row in after)


@pytest.mark.parametrize("day", ["2025-01-01", "2026-06-30"])
def test_a_sample_that_is_kept_for_evaluation_is_refused_by_name(day: str) -> None:
    with pytest.raises(LateSampleError, match=rf"mal-pypi: n 1 was added {day}"):
        refuse_late([_sample("a", "added 2024-12-31"), _sample("b", f"added {day}")])


def test_what_came_before_or_has_no_day_is_permitted() -> None:
    refuse_late([_sample("a", "added 2024-12-31"), _sample("b", "all"), _sample("c", "follows 2025.1.1")])


def test_fetching_refuses_a_list_with_a_late_sample(tmp_path: Path) -> None:
    with pytest.raises(LateSampleError):
        fetch(tmp_path, [_sample("a", "added 2025-03-01")], {})
    assert not list(tmp_path.iterdir())


def test_the_committed_lists_name_no_late_sample() -> None:
    refuse_late(read_sets(path.stem for path in LISTS.glob("mal-*.tsv")))
