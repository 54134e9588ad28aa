"""Shortens a Markdown page so that it fits into a comment.

Rows and blocks that do not fit are omitted completely, and the page states their number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pratique.report.parts.counts import plural
from pratique.report.parts.size_limit import NOTHING, Parts, leading, shares, units

MOST_UNITS = 65_000
"""The maximum size of a page in UTF-16 code units. Code hosts accept 65,536 units; the rest is reserved for the sender's own
line."""
_BLANKS = re.compile(r"\n{3,}")
_LEFT = 600
"""The space reserved for the numbers of omitted parts, the frame of folded parts, and the first line of a review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of a Markdown page, in the order of the page.

    Rows and blocks that do not fit are omitted.
    """

    opening: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Parts = NOTHING
    notice: Sequence[str] = ()
    blocks: Parts = NOTHING
    folded: Parts = NOTHING
    """Rows of the table that are folded; the table header is repeated above the folded rows."""
    closing: Sequence[str] = ()


def fitted(page: Page) -> str:
    """Return the whole page if it fits.

    If the page does not fit, return as many rows and blocks as fit, with the number of omitted rows and blocks.
    """
    fixed = (*page.opening, *page.head, *page.head, *page.notice, *page.closing)
    room = MOST_UNITS - _LEFT - sum(units(line) + 1 for line in fixed)
    of_rows, of_blocks = shares(page.rows.first, page.blocks.first, room)
    kept = (*page.rows.first[:of_rows], *page.blocks.first[:of_blocks])
    of_folded = leading(page.folded.first, room - sum(units(part) + 1 for part in kept))
    lines = [*page.opening, *_table(page.head, page.rows, of_rows), *page.notice]
    if page.blocks.total:
        lines += ["", *page.blocks.first[:of_blocks]]
    if of_blocks < page.blocks.total:
        more = plural(page.blocks.total - of_blocks, "more package")
        lines.append(f"The reasons of {more} are in the full report.")
    if page.folded.total:
        title = f"{plural(page.folded.total, 'more package')} without issues"
        lines += ["", f"<details><summary>{title}</summary>", "", *_table(page.head, page.folded, of_folded)]
        lines += ["", "</details>"]
    lines += page.closing
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _table(head: Sequence[str], rows: Parts, kept: int) -> list[str]:
    lines = [*head, *rows.first[:kept]] if kept else []
    if kept < rows.total:
        lines += ["", f"{plural(rows.total - kept, 'more row')}: see the full report."]
    return lines
