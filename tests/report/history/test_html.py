"""The page of a history."""

import base64
import hashlib
import re

import pytest
from hypothesis import given

from pratique.core.history import Timeline
from pratique.report.history.html import page
from tests.report.history import told
from tests.report.history.reading import Page, harmless


def test_the_page_has_the_picture_and_all_of_it_in_words() -> None:
    text = page(told.stream(), now=told.NOW)
    words = Page(text).words
    assert "<svg " in text
    for said in (
        "3 releases of 20 with signals: 3.3.6, 3.3.5, 4.0.0",
        "right9ctrl first published it 4 d before, and adds flatmap-stream",
        "new dependency: flatmap-stream ^0.1.0",
        "Judged: 4.0.1, published 2018-09-20 by right9ctrl: no signals fired (not evidence that it is safe).",
        "publishers: unknown for 4 of 20 releases",
        "signal dependency-young: its listing was not fetched",
        "made 2026-11-26 12:00 UTC",
    ):
        assert said in words


def test_every_release_has_its_row_the_newest_first() -> None:
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page(told.stream(), now=None))
    assert 20 == len(rows)
    assert ["4.0.1", "4.0.0", "3.3.6"] == rows[:3]


def test_the_policy_lets_the_own_style_sheet_in_and_nothing_else() -> None:
    text = page(told.stream(), now=None)
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert (
        f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;".replace("&#x27;", "'") in text
    )
    assert " style=" not in text


def test_a_very_long_table_is_cut_and_says_so() -> None:
    text = page(told.long(2_010), now=None)
    assert 2_000 == text.count('<th scope="row">')
    assert "and 10 older releases" in Page(text).words


def test_who_came_after_the_last_release_stands_under_today() -> None:
    assert (
        "npm became a maintainer, after the last release"
        in Page(page(told.stream(removed=True), now=None)).words
    )


@pytest.mark.fuzz
@given(told.HOSTILE)
def test_hostile_text_is_text(value: Timeline) -> None:
    harmless(page(value, now=None))
