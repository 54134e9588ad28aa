"""Text from artifacts, made safe to show."""

import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pratique.report.parts.escape import code, escape, escape_markdown, prose
from tests.report.hostile import TEXT


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


READER = MarkdownIt("commonmark").enable("table")


class Rendered(HTMLParser):
    """What a reader of Markdown makes of a text: its elements, and its words without what is never seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(READER.render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("@team", "&#64;&#8203;team"),
        ("#1", "&#35;&#8203;1"),
        ("GH-1", "GH&#8203;-1"),
        ("https://x.invalid", "https:&#8203;//x.invalid"),
        ("www.x.invalid", "www&#8203;.x.invalid"),
        (":tada:", ":&#8203;tada:"),
        ("lib/a.js:7", "lib/a.js:7"),
        ("&#64;team", "&amp;&#8203;&#35;&#8203;64;team"),
        ("a|b", "a&#124;b"),
        ("1. x", "&#49;. x"),
        ("1.0.0", "1.0.0"),
        ("- x", "&#45; x"),
    ],
)
def test_markdown_that_reaches_people_or_makes_links_is_broken(raw: str, shown: str) -> None:
    assert shown == escape_markdown(raw)


def test_code_can_be_copied() -> None:
    assert "<code>&#64;scope/name&#64;1.0.0</code>" == code("@scope/name@1.0.0")
    assert "@scope/name@1.0.0" == Rendered(code("@scope/name@1.0.0")).words.strip()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("run `node x` now", "run <code>node x</code> now"),
        ("a ` b", "a &#96; b"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        (":x``:", ":x&#8203;:"),
    ],
)
def test_a_sentence_keeps_what_it_marks_as_code(raw: str, shown: str) -> None:
    assert shown == prose(raw)
    assert set(Rendered(prose(raw)).tags) <= {"p", "code"}


@pytest.mark.parametrize("escape_", [escape_markdown, code, prose])
@pytest.mark.parametrize("text", ["@" * 1000, "|x" * 1000, "\x1b" * 1000, "\U000e0041" * 1000, "x" * 1000])
def test_references_do_not_make_a_text_much_longer(escape_: Callable[..., str], text: str) -> None:
    assert len(escape_(text, most=100)) <= 300 + len("<code></code>")


@pytest.mark.fuzz
@given(TEXT | st.text())
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    shown = escape_markdown(text)
    assert not set("\n|`<>*_[]\\@") & set(shown)
    page = Rendered(f"x {shown} x")
    assert ["p"] == page.tags
    assert f"x {escape(text)} x".split() == page.words.replace("\N{ZERO WIDTH SPACE}", "").split()


@pytest.mark.fuzz
@given(TEXT | st.text())
def test_a_list_item_or_cell_is_no_more_than_that(text: str) -> None:
    for shown in (escape_markdown(text), code(text), prose(text)):
        assert set(Rendered(f"- {shown}\n- b").tags) <= {"ul", "li", "code"}
        table = Rendered(f"| a | b |\n| --- | --- |\n| {shown} | {shown} |")
        assert 2 == table.tags.count("td")
        assert set(table.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
