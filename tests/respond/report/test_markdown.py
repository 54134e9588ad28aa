"""The Markdown page has the answer, a table, the coverage and the steps, and fits into a comment."""

from dataclasses import replace

from pratique.report.parts.size_limit import units
from pratique.respond.report.markdown import MOST_UNITS, page
from tests.respond.found import GAP, INSTALLED, LOCKED, answered


def test_the_page_has_the_answer_the_rows_the_gaps_and_the_steps() -> None:
    text = page(answered(INSTALLED, LOCKED, gaps=(GAP,)))
    assert text.startswith("**Exposed: axios 1.14.1 is installed")
    assert (
        "| axios 1.14.1 | installed | <code>/srv/web/node&#95;modules/axios/package.json:3</code> |" in text
    )
    assert "- not checked: /srv/api: bun.lock: unknown lockfile format" in text
    assert "1. Purge the caches" in text


def test_a_page_that_found_nothing_has_no_table() -> None:
    assert "| item |" not in page(answered())
    assert "- not checked: nothing of these places" in page(answered())


def test_rows_that_do_not_fit_are_counted() -> None:
    text = page(answered(*(replace(LOCKED, place=f"/srv/{number}" * 20) for number in range(900))))
    assert units(text) <= MOST_UNITS
    assert "more rows: see" in text


def test_text_of_a_place_is_no_markup() -> None:
    text = page(answered(replace(LOCKED, note="| [x](http://a.invalid) @everyone <b>")))
    assert "[x](" not in text
    assert "@everyone" not in text
