"""The split of malware by day."""

from bench.inspect.corpus import Sample
from bench.inspect.later import days_of, split
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
