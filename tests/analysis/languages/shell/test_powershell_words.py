"""Statements of PowerShell with their lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.shell.powershell_words import statements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb; c", [(1, "a"), (2, "b"), (2, "c")]),
        ("a |\n b", [(1, "a |  b")]),
        ("a `\n b", [(1, "a   b")]),
        ("# x\na # y\n<# z\n#>\nb", [(2, "a"), (5, "b")]),
        ("a 'b;c\nd' e", [(1, "a 'b;c\nd' e")]),
        ("if (x) { a }\nb", [(1, "if (x)"), (1, "a"), (2, "b")]),
        ("\n\n'x' | y", [(3, "'x' | y")]),
        ("", []),
    ],
)
def test_statements_end_where_powershell_ends_them(text: str, expected: list[tuple[int, str]]) -> None:
    assert expected == list(statements(text))


@pytest.mark.fuzz
@given(st.text(alphabet="ab'\"`#<>@;{}|\n $", max_size=60))
def test_lines_never_leave_the_text(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in statements(text))
