"""The HTML of a post-mortem: each part, and text that tries to be more than text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.incident.post_mortem.html import html
from pratique.respond.incident.post_mortem.part import (
    Command,
    Heading,
    Items,
    Missing,
    Paragraph,
    Part,
    Table,
)
from tests.respond.incident.making import HOSTILE
from tests.respond.incident.post_mortem.parts import every, page_of


class Tags(HTMLParser):
    """Collects the start tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (Paragraph("run `a` now"), "<p>run <code>a</code> now</p>"),
        (Missing("none"), '<p class="faint"><em>none</em></p>'),
        (Command("pratique exposed x ."), "<pre>pratique exposed x .</pre>"),
        (Items(("a", "b")), "<ul><li>a</li><li>b</li></ul>"),
        (Heading("Who"), "<h3>Who</h3>"),
        (Table(("a",), (("1",), ("2",))), "<tr><td>1</td></tr>\n<tr><td>2</td></tr>"),
    ],
)
def test_each_part(part: Part, line: str) -> None:
    text = html(page_of(part))

    assert '<section id="packages"><h2>Packages</h2>\n' in text
    assert line in text


def test_the_page_loads_and_runs_nothing() -> None:
    tags = Tags(html(page_of(*every("x")))).found
    (policy,) = (
        dict(attributes)["content"]
        for tag, attributes in tags
        if tag == "meta" and dict(attributes).get("http-equiv")
    )

    assert policy is not None
    assert "default-src 'none'" in policy
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name, _ in attributes if name in {"src", "href"}]


def test_the_state_of_the_incident_is_the_headline() -> None:
    assert '<p class="headline">Open incident</p>' in html(page_of())
    assert '<p class="headline">Closed incident</p>' in html(page_of(is_open=False))


def test_hostile_text_adds_no_tag_and_no_attribute() -> None:
    text = html(page_of(*every(HOSTILE), title=HOSTILE, banner=HOSTILE))

    assert Tags(html(page_of(*every("x")))).found == Tags(text).found
    assert not any(sign in text for sign in ("\x1b", "\u202e", "\ud800"))


def test_long_text_is_shortened_and_commands_later_than_sentences() -> None:
    text = html(page_of(Paragraph("a" * 5_000), Command("b" * 5_000)))

    assert "b" * 5_000 in text
    assert "a" * 2_000 not in text


@pytest.mark.fuzz
@given(st.text())
def test_no_text_adds_a_tag(text: str) -> None:
    # A pair of backticks makes code, as in all sentences.
    found = Tags(html(page_of(*every(text.replace("`", "")), title=text, banner="x"))).found

    assert Tags(html(page_of(*every("x")))).found == found
