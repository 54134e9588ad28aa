"""Text from artifacts, made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.report.escape import escape, escape_markdown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "a\\u202eb"),
        ("a\nb\tc\r", "a\\nb\\tc\\x0d"),
        ("\N{TAG LATIN SMALL LETTER A}", "\\U000e0061"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_hidden_characters_are_shown(raw: str, shown: str) -> None:
    assert shown == escape(raw)


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert "abc\N{HORIZONTAL ELLIPSIS}" == escape("abcdefgh", most=4)


@pytest.mark.fuzz
@given(st.text())
def test_no_control_or_format_character_survives(text: str) -> None:
    assert not [c for c in escape(text) if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}]


@pytest.mark.fuzz
@given(st.text())
def test_markdown_has_no_live_markup(text: str) -> None:
    shown = escape_markdown(text)
    assert "@" not in shown
    assert "\n" not in shown
    bare = shown.replace("\\\\", "")
    assert all(bare[i - 1] == "\\" for i, c in enumerate(bare) if c in "|`<[" and i)
