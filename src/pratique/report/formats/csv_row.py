"""Writes rows of CSV that contain no spreadsheet formulas and no terminal control characters."""

import csv
import io
from collections.abc import Iterable

from pratique.report.parts.escape import escape

_FORMULA = ("=", "+", "-", "@", "\t")
"""The characters with which spreadsheet formulas begin."""


def cell(value: str | None) -> str:
    """Return a CSV cell that no spreadsheet evaluates as a formula."""
    text = escape(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(cells: Iterable[str]) -> str:
    """Return a line of CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
