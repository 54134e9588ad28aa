"""The tolerant parser: what it reads, and what it admits not to have read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.python.tolerant import parse_tolerant


def test_python_2_is_read_whole() -> None:
    tree, problem, _ = parse_tolerant("print 'a'\nexec code in scope\nraise E, 'x'\n`x`\n")

    assert tree is not None
    assert problem is None


def test_a_file_that_is_mostly_broken_says_so() -> None:
    _, problem, _ = parse_tolerant("import os\n" + "))) ((( ]] [[ {{ def def class :::\n" * 40)

    assert problem is not None
    assert "% of the file in error" in problem


def test_a_small_error_in_a_large_file_is_no_problem() -> None:
    _, problem, _ = parse_tolerant("import os\nx = 1\n" * 500 + "))\n")

    assert problem is None


def test_noise_is_not_given_to_the_parser() -> None:
    assert (None, "not text", ()) == parse_tolerant("\ufffd\x01" * 400)


@pytest.mark.parametrize("text", ["[" * 3_000 + "]" * 3_000, "lambda: " * 3_000 + "1", "1" + " + 1" * 9_000])
def test_what_is_too_deep_is_told(text: str) -> None:
    _, problem, _ = parse_tolerant(text)

    assert "too deep" in (problem or "")


@pytest.mark.fuzz
@given(st.text(alphabet="abfx ()[]{}:=+-'\"#,.\n\tdeflambdawithexecprint%", max_size=100))
def test_any_text_is_read_or_a_problem(text: str) -> None:
    tree, problem, _ = parse_tolerant(text)

    assert tree is not None or problem is not None
