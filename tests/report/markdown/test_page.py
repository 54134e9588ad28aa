"""A page that fits into a comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.report.markdown.page import MOST_UNITS, Page, fitted
from pratique.report.parts.size_limit import Parts, units

HEAD = ("| a |", "| --- |")


def parts(count: int, size: int, letter: str) -> Parts:
    return Parts.of(range(count), lambda _: f"| {letter * size} |", room=MOST_UNITS)


def test_all_of_a_small_page_is_there_in_order() -> None:
    page = Page(
        opening=["first", ""],
        head=HEAD,
        rows=parts(1, 2, "r"),
        notice=["", "note"],
        blocks=parts(1, 2, "b"),
        folded=parts(2, 2, "f"),
        closing=["", "last"],
    )
    assert (
        "first\n\n| a |\n| --- |\n| rr |\n\nnote\n\n| bb |\n\n"
        "<details><summary>2 more packages without issues</summary>\n\n"
        "| a |\n| --- |\n| ff |\n| ff |\n\n</details>\n\nlast\n"
    ) == fitted(page)


def test_a_table_without_rows_has_no_head() -> None:
    assert "first\n" == fitted(Page(opening=["first"], head=HEAD))


def test_what_is_folded_goes_first_when_there_is_no_room() -> None:
    page = Page(head=HEAD, rows=parts(900, 60, "r"), blocks=parts(1, 9, "b"), folded=parts(900, 60, "f"))
    text = fitted(page)
    assert (900, 1) == (text.count("| r"), text.count("| b"))
    assert f"{900 - text.count('| f')} more rows: see the full report." in text


@pytest.mark.fuzz
@given(*[st.tuples(st.integers(0, 900), st.integers(40, 900))] * 3)
def test_every_page_fits_and_counts_what_it_leaves_out(
    rows: tuple[int, int], blocks: tuple[int, int], folded: tuple[int, int]
) -> None:
    page = Page(
        opening=["first"],
        head=HEAD,
        rows=parts(*rows, "r"),
        blocks=parts(*blocks, "b"),
        folded=parts(*folded, "f"),
        closing=["last"],
    )
    text = fitted(page)
    assert units(text) <= MOST_UNITS
    assert text.count("<details") == text.count("</details>")
    shown = [text.count(f"| {letter}") for letter in "rbf"]
    assert text.count("see the full report") == (shown[0] < rows[0]) + (shown[2] < folded[0])
    assert ("are in the full report" in text) == (shown[1] < blocks[0])
