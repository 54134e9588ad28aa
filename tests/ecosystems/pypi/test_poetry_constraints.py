"""Poetry's constraints on versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from pratique.ecosystems.pypi.poetry_constraints import satisfies


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        # The examples of Poetry's documentation.
        ("^1.2.3", ["1.2.3", "1.9.9"], ["1.2.2", "2.0.0"]),
        ("^1.2", ["1.2.0", "1.9.9"], ["1.1.9", "2.0.0"]),
        ("^1", ["1.0.0", "1.9"], ["0.9", "2.0.0"]),
        ("^0.2.3", ["0.2.3", "0.2.9"], ["0.2.2", "0.3.0"]),
        ("^0.0.3", ["0.0.3"], ["0.0.2", "0.0.4"]),
        ("^0.0", ["0.0.0", "0.0.9"], ["0.1.0"]),
        ("^0", ["0.0.0", "0.9.9"], ["1.0.0"]),
        ("~1.2.3", ["1.2.3", "1.2.9"], ["1.2.2", "1.3.0"]),
        ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
        ("~1", ["1.0.0", "1.9.9"], ["2.0.0"]),
        ("*", ["0", "9!9"], []),
        ("1.*", ["1.0.0", "1.9"], ["2.0.0", "0.9"]),
        ("1.2.*", ["1.2.0", "1.2.9"], ["1.3.0"]),
        (">= 1.2.0", ["1.2.0", "9"], ["1.1"]),
        ("> 1", ["1.0.1"], ["1", "0.9"]),
        ("< 2", ["1.9"], ["2", "2.0.1"]),
        ("<=2", ["2.0"], ["2.0.1"]),
        ("!= 1.2.3", ["1.2.4"], ["1.2.3"]),
        (">= 1.2, < 1.5", ["1.2", "1.4.9"], ["1.5", "1.1"]),
        (">=1.2 <1.5", ["1.2", "1.4.9"], ["1.5", "1.1"]),
        ("==1.2.3", ["1.2.3", "1.2.3.0"], ["1.2.4"]),
        ("1.2.3", ["1.2.3"], ["1.2.4"]),
        ("=1.2.3", ["1.2.3"], ["1.2.4"]),
        # Others in use.
        ("^1.0 || ^3.0", ["1.5", "3.5"], ["2.0"]),
        ("1.0|2.0", ["1.0", "2.0"], ["1.5"]),
        ("~=1.4.2", ["1.4.2", "1.4.9"], ["1.5", "1.4.1"]),
        ("~=1.4", ["1.4", "1.9"], ["2.0"]),
        ("!=1.2.*,>=1", ["1.3"], ["1.2.5", "0.9"]),
        ("==1.*", ["1.5"], ["2"]),
        ("^1!2.0", ["1!2.5"], ["1!3.0", "2.5"]),
        ("v1.2", ["1.2"], ["1.3"]),
        ("!=*", [], ["1"]),
    ],
)
def test_a_constraint_takes_what_poetry_takes(constraint: str, inside: list[str], outside: list[str]) -> None:
    assert {True} >= {satisfies(version, constraint) for version in inside}
    assert {False} >= {satisfies(version, constraint) for version in outside}


@pytest.mark.parametrize("constraint", ["^1.2", "<3", ">=2.0.dev0"])
def test_a_pre_release_counts_like_any_other_version(constraint: str) -> None:
    assert satisfies("2.0.0rc1", constraint) is True


def test_a_local_label_does_not_count() -> None:
    assert [True, True, False] == [satisfies("2.1.0+cpu", told) for told in ("2.1.0", "^2.1", "<2.1")]


@pytest.mark.parametrize("constraint", ["branch", "dev-x", "^", "^1.*", "1 - 2", ">=1.2,,", "", "^x" * 3_000])
def test_what_is_no_constraint_says_nothing(constraint: str) -> None:
    assert satisfies("1.0", constraint) is None


@pytest.mark.parametrize("version", ["", "x", "1" * 300, "2004d"])
def test_what_is_no_version_is_in_no_range_and_out_of_none(version: str) -> None:
    assert satisfies(version, "^1.0") is None


NUMBERS = st.lists(st.integers(0, 3), min_size=1, max_size=3)


@pytest.mark.fuzz
@given(NUMBERS, NUMBERS)
def test_caret_keeps_the_leftmost_number_that_is_not_zero(low: list[int], other: list[int]) -> None:
    """Poetry: "allow an update if the new version number does not modify the left-most non-zero digit"."""
    place = next((index for index, number in enumerate(low) if number), len(low) - 1)
    version, bound = (".".join(map(str, numbers)) for numbers in (other, low))
    padded = [*other, 0, 0, 0]
    expected = Version(version) >= Version(bound) and padded[: place + 1] == low[: place + 1]
    assert expected is satisfies(version, f"^{bound}")


@pytest.mark.fuzz
@given(st.text(alphabet="^~<>=!|,. *x1v0a", max_size=10))
def test_any_text_has_an_answer(constraint: str) -> None:
    assert satisfies("1.0", constraint) in {True, False, None}
