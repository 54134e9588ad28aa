"""The Markdown of a post-mortem: each part, and text that tries to be more than text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.incident.post_mortem.markdown import markdown
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


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        (Paragraph("run `a` now"), ["run <code>a</code> now"]),
        (Missing("none"), ["*none*"]),
        (Command("pratique exposed 'a b' ."), ["    pratique exposed 'a b' ."]),
        (Items(("a", "b")), ["- a", "- b"]),
        (Heading("Who"), ["### Who"]),
        (Table(("a", "b"), (("1", "2"),)), ["| a | b |", "| --- | --- |", "| 1 | 2 |"]),
    ],
)
def test_each_part(part: Part, lines: list[str]) -> None:
    assert ["# Axios", "", "**OPEN** Open.", "", "## Packages", "", *lines] == markdown(
        page_of(part)
    ).splitlines()


def test_a_closed_incident_is_marked_and_the_text_ends_with_one_line_break() -> None:
    text = markdown(page_of(is_open=False, banner="Closed."))

    assert "**CLOSED** Closed." in text
    assert text.endswith("## Packages\n")


def test_hostile_text_adds_no_line_markup_link_or_mention() -> None:
    text = markdown(page_of(*every(HOSTILE), title=HOSTILE, banner=HOSTILE))
    calm = markdown(page_of(*every("x"), title="x", banner="x"))

    assert len(calm.splitlines()) == len(text.splitlines())
    plain = [line for line in text.splitlines() if not line.startswith("    ")]
    assert not any(sign in line for line in plain for sign in ("<script", "@team", "](", "\x1b", "\u202e"))
    for line, other in zip(text.splitlines(), calm.splitlines(), strict=True):
        if other.startswith("|"):
            assert other.count("|") == line.count("|")


def test_long_text_is_shortened_and_commands_later_than_sentences() -> None:
    text = markdown(page_of(Paragraph("a" * 5_000), Command("b" * 5_000)))

    assert "b" * 5_000 in text
    assert "a" * 2_000 not in text
    assert "\N{HORIZONTAL ELLIPSIS}" in text


@pytest.mark.fuzz
@given(st.text())
def test_no_text_adds_a_line(text: str) -> None:
    lines = markdown(page_of(*every(text), title=text, banner=text)).split("\n")

    assert len(markdown(page_of(*every("x"))).split("\n")) == len(lines)
