"""Reads CSV tables with a header. Each line becomes one row of the source, even if the line is invalid."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.osv_affected import (
    ANOTHER_ECOSYSTEM,
    NAME_INVALID,
    OSV_NAMES,
    product_named,
)
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.core.advisory import Product

NOT_THE_TABLE = "the header of the table is not the expected one"
NO_LINES = "the table is empty"
MALFORMED_LINE = "the line is not CSV, or has the wrong number of fields"
NOT_UTF_8 = "the line is not UTF-8"

Cells = Mapping[str, str]
"""The fields of one line, by the names of their columns."""


def is_table(entry: Entry, columns: tuple[str, ...]) -> bool:
    """Return True if a file starts with a header that contains the given columns."""
    first = entry.data[:4096].partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf")
    return wants_csv(entry.path) and set(columns) <= {
        cell.strip().decode("ascii", "replace") for cell in first.split(b",")
    }


def wants_csv(path: str) -> bool:
    """Return True if the file name is the name of a CSV table."""
    return path.endswith(".csv")


def table_rows(entry: Entry, columns: tuple[str, ...], make: Callable[[Cells], Row]) -> Iterator[Row]:
    """Yield one row for each line of the table. `make` may raise UnreadableError with the reason for skipping a line."""
    # Bytes that are not UTF-8 become surrogates, so that they spoil their own line alone.
    text = entry.data.decode("utf-8-sig", "surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(_lines(reader), None) or []
    if not set(columns) <= set(header):
        yield Skip(entry.path, NOT_THE_TABLE)
        return
    found = False
    for cells in _lines(reader):
        if cells != []:
            found = True
            yield _row(header, cells, make, f"{entry.path}:{reader.line_num}")
    if not found:
        yield Skip(entry.path, NO_LINES)


def product_of(ecosystem: str, name: str) -> Product:
    """Return the package in a line. Raises UnreadableError if the ecosystem is unsupported or the name is invalid."""
    known = OSV_NAMES.get(ecosystem.lower())
    if known is None:
        raise UnreadableError(ANOTHER_ECOSYSTEM)
    product = product_named(known, name)
    if product is None:
        raise UnreadableError(NAME_INVALID)
    return product


def _lines(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Yield the cells of each line. An invalid line yields None, and an empty line yields no cells."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _row(header: list[str], cells: list[str] | None, make: Callable[[Cells], Row], where: str) -> Row:
    if cells is None or len(cells) != len(header):
        return Skip(where, MALFORMED_LINE)
    if any(not cell.isascii() and _has_surrogate(cell) for cell in cells):
        return Skip(where, NOT_UTF_8)
    try:
        return make(dict(zip(header, cells, strict=True)))
    except UnreadableError as error:
        return Skip(where, error.why)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
