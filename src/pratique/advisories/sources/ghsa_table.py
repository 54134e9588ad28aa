"""A recorded table of GitHub's reviewed npm advisories, as they were early in 2022: one line for each.

It has the range as text and no fixed versions. Where an advisory has several ranges they stand side by side without
anything between them (`>= 2.0.0, < 2.17.2< 1.4.1`): commas join the ends of one range, and an operator without a comma
before it begins the next.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.sources.csv_table import Cells, is_table, product_of, table_rows, wants_csv
from pratique.advisories.sources.fields import MOST_RANGE_CHARS, cve_id, ghsa_id, one_line
from pratique.advisories.sources.osv_events import at_most, is_version
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import NO_RECORD, is_malware_title
from pratique.advisories.versions import whole
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span

_NAME = "ghsa-table"
_COLUMNS = ("ghsa", "package", "cve", "affected", "title")
_COMPARISON = re.compile(r"(,?) *(>=|<=|<|>|=) *([0-9A-Za-z.+-]{1,256}) *")
_MOST_COMPARISONS = 500
_FIRST = frozenset({"0", "0.0.0"})

_SCRAPED = datetime(2022, 2, 1, tzinfo=UTC)
"""What was withdrawn by then says so in its title, and not when it was."""

Ends = dict[str, str]
"""The ends of one range: operator -> version."""


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
    """What a text means; one that cannot be read as a whole tells nothing. Glued ranges are shown as they are read."""
    shown = one_line(text)
    try:
        ranges = list(_ranges(text))
        spans = [_span(ends, product) for ends in ranges if "=" not in ends]
    except ValueError:
        return Affected(product=product, shown=shown)
    versions = [ends["="] for ends in ranges if "=" in ends]
    return Affected(
        product=product,
        spans=tuple(dict.fromkeys(spans)),
        versions=tuple(dict.fromkeys(versions)),
        shown=shown if len(ranges) == 1 else "",
    )


def _ranges(text: str) -> Iterator[Ends]:
    """The ranges of a text. Raises ValueError for what is none."""
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


def _span(ends: Ends, product: Product) -> Span:
    """The stretch between two ends; `>= 0` and `> 0` mean from the first version, as in GitHub's own OSV records."""
    if not all(is_version(product, version) for version in ends.values()):
        raise ValueError(ends)
    low, above = ends.get(">="), ends.get(">")
    start = Span(low if above is None else above, low_excluded=above is not None)
    if start.low in _FIRST:
        start = Span()
    most = ends.get("<=")
    end = Span(high=ends.get("<")) if most is None else at_most(product, most)
    return Span(
        low=None if start.low is None else whole(product, start.low),
        high=None if end.high is None else whole(product, end.high),
        low_excluded=start.low_excluded,
        high_included=end.high_included,
    )


SOURCE = Source(
    name=_NAME,
    title="Recorded table of GitHub's npm advisories, up to early 2022",
    licence="CC-BY-4.0 (GitHub Advisory Database)",
    wants=wants_csv,
    rows=_rows,
    recognises=_recognises,
    max_file_bytes=64 * 1024 * 1024,
)
"""It covers nothing: no line tells when it was written."""
