import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.pypi.python_versions import MOST_PYTHONS, PYTHONS, allowed, newest


@pytest.mark.parametrize(
    ("text", "pythons"),
    [
        ("==3.12.*", [(3, 12)]),
        (">=3.12,<3.13", [(3, 12)]),
        ("==3.12.4", [(3, 12)]),
        (">=3.11.5,<3.13", [(3, 12), (3, 11)]),
        (">=3.11,!=3.12.*,<3.14", [(3, 13), (3, 11)]),
        ("~3.11", [(3, 11)]),
        (">=3.13 || ==3.9.*", [(3, 15), (3, 14), (3, 13), (3, 9)]),
        ("^3.14", [(3, 15), (3, 14)]),
        ("<3", [(2, 7)]),
        ("*", []),
        ("", []),
        ("python", []),
        (">=4", []),
        (">=3" + ",>=3" * 2_000, []),
    ],
)
def test_a_range_allows_the_pythons_of_which_it_holds_a_patch_release(
    text: str, pythons: list[tuple[int, int]]
) -> None:
    assert pythons == list(allowed(text))


def test_the_newest_ones_are_taken() -> None:
    assert newest(set(PYTHONS)) == PYTHONS[:MOST_PYTHONS]
    assert newest({(3, 9), (3, 10)}) == ((3, 10), (3, 9))


def test_the_python_that_runs_this_is_known() -> None:
    assert sys.version_info[:2] in PYTHONS


@pytest.mark.fuzz
@given(st.text(max_size=40) | st.text("<>=!~^*|, .3190", max_size=20))
def test_any_text_allows_some_or_none(text: str) -> None:
    assert set(allowed(text)) <= set(PYTHONS)
