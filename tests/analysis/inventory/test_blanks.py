"""Spaces and tabs that carry data."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import blanks
from pratique.core.tree import File


def bits(count: int) -> str:
    """Spaces and tabs that say nothing, in the order of chance."""
    chance = Random(1)
    return "".join(chance.choice(" \t") for _ in range(count))


def test_data_at_the_ends_of_lines_is_told_with_its_first_line() -> None:
    lines = ["hello", "world" + bits(16), *("line" + bits(16) for _ in range(20))]
    found = blanks.read(File("README.md", "\n".join(lines).encode()))
    assert found is not None
    assert 2 == found.line
    assert 21 * 16 == found.count


def test_data_in_one_run_is_told() -> None:
    found = blanks.read(File("a.py", f"text = '{bits(1936)}'\n".encode()))
    assert found is not None
    assert 1936 == found.count


@pytest.mark.parametrize(
    "text",
    [
        "\t\t\t\tcode()\n" * 100,
        "\t\t  mixed = 1\n" * 100,
        "a" + " " * 500 + "b\n",
        ("x = 1" + "\t" * 20 + "\n") * 50,
        "one \t \t two\n" * 500,
        "line" + "  \t\n" * 100,
    ],
)
def test_indentation_and_padding_are_passed_over(text: str) -> None:
    assert blanks.read(File("a.py", text.encode())) is None


def test_fewer_blanks_than_carry_a_word_are_passed_over() -> None:
    assert blanks.read(File("a.md", ("word" + bits(100) + "\n").encode())) is None


@pytest.mark.fuzz
@given(st.text(alphabet=" \t\na", max_size=400))
def test_any_text_gives_an_answer(text: str) -> None:
    found = blanks.read(File("a.txt", text.encode()))
    assert found is None or blanks.FEWEST <= found.count
