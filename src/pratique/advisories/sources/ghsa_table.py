"""Reads a recorded table of GitHub's reviewed npm advisories of early 2022, one per line.

The table has ranges as text and no fixed versions. There is no separator between the ranges of an advisory (`>=
2.0.0, < 2.17.2< 1.4.1`): commas join the ends of one range, and an operator without a comma begins the next range.

The ranges follow node's semver with pre-releases and partial versions, as in `npm audit`: `>= 1.7` includes
1.7.0-beta, and `< 4.14` excludes 4.14.0-beta. GitHub's OSV records show that the ranges `> 0`, `> 0.0.0` and `>=
0.0.0` mean every version, although they mean fewer versions in semver.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.sources.csv_table import Cells, is_table, product_of, table_rows, wants_csv
from pratique.advisories.sources.fields import MOST_RANGE_CHARS, cve_id, ghsa_id, one_line
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import NO_RECORD, is_malware_title
from pratique.advisories.spans import stretches_of_range
from pratique.advisories.versions import whole
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span

_NAME = "ghsa-table"
_COLUMNS = ("ghsa", "package", "cve", "affected", "title")
_COMPARISON = re.compile(r"(,?) *(>=|<=|<|>|=) *([0-9A-Za-z.+-]{1,256}) *")
_MOST_COMPARISONS = 500
_FIRST = frozenset({"0", "0.0.0"})
_PARTIAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")

_SCRAPED = datetime(2022, 2, 1, tzinfo=UTC)
"""The time of withdrawal for all withdrawn advisories.

The table marks withdrawn advisories in the title but does not contain the time.
"""

Ends = dict[str, str]
"""The ends of one range, as a mapping from operator to version."""


def _recognises(entry: Entry) -> bool:
    return is_table(entry, _COLUMNS)


def _rows(entry: Entry) -> Iterator[Row]:
    return table_rows(entry, _COLUMNS, _advisory)


def _advisory(cells: Cells) -> Advisory:
    own = ghsa_id(cells["ghsa"])
    if own is None:
        raise UnreadableError(NO_RECORD)
    title, cve = one_line(cells["title"]), cve_id(cells["cve"])
    return Advisory(
        id=own,
        source=_NAME,
        kind=AdvisoryKind.MALWARE if is_malware_title(title) else AdvisoryKind.VULNERABILITY,
        aliases=() if cve is None else (cve,),
        summary=title,
        affected=(_affected(product_of("npm", cells["package"]), cells["affected"]),),
        withdrawn=_SCRAPED if title.lower().startswith("withdrawn") else None,
        urls=(f"https://github.com/advisories/{own}",),
    )


def _affected(product: Product, text: str) -> Affected:
    """Return the affected versions in the text of the ranges. An invalid text means that the affected versions are unknown.

    Adjacent ranges without a separator are separated for display.
    """
    shown = one_line(text)
    try:
        ranges = list(_ranges(text))
        spans = [span for ends in ranges if not _is_whole(ends) for span in _spans(ends, product)]
    except ValueError:
        return Affected(product=product, shown=shown)
    versions = [ends["="] for ends in ranges if _is_whole(ends)]
    apart = dict.fromkeys(", ".join(f"{operator} {end}" for operator, end in ends.items()) for ends in ranges)
    return Affected(
        product=product,
        spans=tuple(dict.fromkeys(spans)),
        versions=tuple(dict.fromkeys(versions)),
        # The end of the stretch is no version that anybody could get to.
        fixed=tuple(whole(product, ends["<"]) for ends in ranges if "<" in ends and _is_partial(ends["<"])),
        shown=shown if len(ranges) == 1 else " || ".join(apart),
    )


def _ranges(text: str) -> Iterator[Ends]:
    """Yield the ranges in a text. Raises ValueError for invalid text."""
    ends: Ends = {}
    place = 0
    text = text.strip() if len(text) <= MOST_RANGE_CHARS else ""
    while place < len(text) or not text:
        match = _COMPARISON.match(text, place)
        if match is None or (match[1] and not ends):
            raise ValueError(text)
        if not match[1] and ends:
            yield _whole_range(ends)
            ends = {}
        if match[2][0] in {operator[0] for operator in ends}:
            raise ValueError(text)
        ends[match[2]] = match[3]
        place = match.end()
    yield _whole_range(ends)


def _whole_range(ends: Ends) -> Ends:
    if "=" in ends and len(ends) > 1:
        raise ValueError(ends)
    return ends


def _is_partial(version: str) -> bool:
    return _PARTIAL.fullmatch(version) is not None


def _is_whole(ends: Ends) -> bool:
    return "=" in ends and not _is_partial(ends["="])


def _spans(ends: Ends, product: Product) -> tuple[Span, ...]:
    """Return the interval between two ends; nothing if the interval is empty.

    The ends `>= 0` and `> 0` mean the first version.
    """
    meant = [f"{operator}{end}" for operator, end in ends.items() if operator[0] != ">" or end not in _FIRST]
    if not meant:
        return (Span(),)
    found = stretches_of_range(product, " ".join(meant))
    if found is None:
        raise ValueError(ends)
    return found


SOURCE = Source(
    name=_NAME,
    title="Recorded table of GitHub's npm advisories, up to early 2022",
    licence="CC-BY-4.0 (GitHub Advisory Database)",
    wants=wants_csv,
    rows=_rows,
    recognises=_recognises,
    max_file_bytes=64 * 1024 * 1024,
)
"""The advisory source that reads the recorded table.

The source never counts as complete, because the lines have no dates.
"""
