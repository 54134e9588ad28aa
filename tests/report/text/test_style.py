"""Styled lines."""

from pratique.report.text.style import Span, Style, line, render


def test_lines_end_without_blanks() -> None:
    assert "a\n" == render([line("a  ")], colour=False)


def test_a_style_is_closed_where_it_ends() -> None:
    assert "\x1b[33mhold\x1b[0m now\n" == render([line(Span("hold", Style.HOLD), " now")], colour=True)
