"""Styled lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.report.parts.escape import escape
from pratique.report.text.style import Fit, Span, Style, line, render, snippet


def test_lines_end_without_blanks() -> None:
    assert "a\n" == render([line("a  ")], colour=False)


def test_a_style_is_closed_where_it_ends() -> None:
    assert "\x1b[33mhold\x1b[0m now\n" == render([line(Span("hold", Style.HOLD), " now")], colour=True)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    told = line(
        "  ",
        Span("name@1.0.0", Style.STRONG),
        " " + "needs review because " * 20,
        Span("[rule]", Style.FAINT),
    )
    rows = render([told], colour=False, width=width).splitlines()
    assert all(len(row) <= width for row in rows)
    assert all(row.startswith("    ") for row in rows[1:])
    assert "".join(span.text for span in told).split() == " ".join(rows).split()


def test_a_word_in_two_styles_and_a_short_command_stay_together() -> None:
    told = line("x" * 33, " name", Span(",", Style.FAINT), " run `pratique audit --fix` now")
    assert ["x" * 33 + " name,", "  run `pratique audit --fix` now"] == render(
        [told], colour=False, width=40
    ).splitlines()


def test_a_snippet_stays_whole_and_code_is_cut() -> None:
    rows = render(
        [snippet("a " * 60), line(Span("b" * 90, fit=Fit.CUT))], colour=False, width=40
    ).splitlines()
    assert ["a " * 59 + "a", "b" * 39 + "\N{HORIZONTAL ELLIPSIS}"] == rows


def test_wide_characters_count_twice() -> None:
    assert ["\N{CJK UNIFIED IDEOGRAPH-4E00}" * 20, "  x"] == render(
        [line("\N{CJK UNIFIED IDEOGRAPH-4E00}" * 20 + " x")], colour=False, width=40
    ).splitlines()


def test_colours_survive_a_wrap() -> None:
    text = render([line(Span("word " * 20, Style.HOLD))], colour=True, width=40)
    assert all("\x1b[33m" in row for row in text.splitlines())


@given(st.lists(st.text(max_size=60), max_size=6), st.integers(40, 120))
def test_wrapping_loses_no_word(parts: list[str], width: int) -> None:
    texts = [escape(part) for part in parts]
    rows = render([line(*texts)], colour=False, width=width)
    assert "".join(texts).split() == rows.split()
