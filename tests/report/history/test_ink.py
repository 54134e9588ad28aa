"""SVG by small functions."""

import re

import pytest
from hypothesis import given

from pratique.report.history import ink
from tests.report.history.reading import harmless
from tests.report.hostile import TEXT


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("a\u202eb", "a\\u202eb"),
        ("\x00", "\\x00"),
        ("x" * 9, "xxxx\u2026"),
    ],
)
def test_text_is_never_markup(raw: str, shown: str) -> None:
    assert shown == ink.shown(raw, most=5 if raw.startswith("x") else 50)


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (2.34, "2.3"), (-0.5, "-0.5")])
def test_a_number_is_short(value: float, text: str) -> None:
    assert text == ink.number(value)


def test_a_wide_character_takes_more_room() -> None:
    assert ink.width("\u6f22") > ink.width("h")


def test_every_class_that_is_drawn_is_in_the_sheet() -> None:
    assert ink.PUBLISHERS == len(re.findall(r"^\.history \.p\d \{", ink.SHEET, re.MULTILINE))
    assert "prefers-color-scheme: dark" in ink.SHEET


@pytest.mark.fuzz
@given(TEXT)
def test_no_text_leaves_its_element(text: str) -> None:
    harmless(ink.group([ink.words(0, 0, text)], title=text))
