"""The HTML page has no script and shows text of places as text."""

from dataclasses import replace
from html.parser import HTMLParser

from pratique.respond.report.html import page
from tests.respond.found import GAP, INSTALLED, LOCKED, answered


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - its signature
        self.found.append(tag)


def test_the_page_has_the_answer_the_rows_the_gaps_and_the_steps() -> None:
    text = page(answered(INSTALLED, LOCKED, gaps=(GAP,)))
    for part in (
        "Exposed: axios 1.14.1",
        "Found (2)",
        "bump axios",
        "Not checked (1)",
        "npm cache clean --force",
    ):
        assert part in text


def test_a_page_that_found_nothing_has_no_table() -> None:
    assert "<table>" not in page(answered())


def test_text_of_a_place_is_no_markup() -> None:
    tags = Tags()
    tags.feed(page(answered(replace(LOCKED, note="<script>alert(1)</script>", inside='"><img src=x>'))))
    assert not {"script", "img"} & set(tags.found)


def test_many_rows_are_counted() -> None:
    assert "and 1 more row:" in page(answered(*(replace(LOCKED, place=f"/srv/{n}") for n in range(5_001))))
