"""Reads a recorded index of OSV's malicious packages, with one line for each `MAL-` record and no texts.

In the field for versions, `*` means every version and `|` separates single versions. If the field for versions is
empty, the record has neither a list nor a range of versions, and the affected versions are unknown. The field
`withdrawn` does not contain the time of withdrawal.
"""

from collections.abc import Iterator

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.csv_table import Cells, is_table, product_of, table_rows, wants_csv
from pratique.advisories.sources.fields import one_line
from pratique.advisories.sources.osv_events import read_versions
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import MOST_ALIASES, NO_RECORD, is_id
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.ecosystems.reading.listing_values import parse_time

NO_TIME = "the record is withdrawn at an unknown time"

_NAME = "malicious-index"
_COLUMNS = ("id", "ecosystem", "package", "versions", "published", "aliases", "sources", "withdrawn")
_EVERY = "*"


def _recognises(entry: Entry) -> bool:
    return is_table(entry, _COLUMNS)


def _rows(entry: Entry) -> Iterator[Row]:
    return table_rows(entry, _COLUMNS, _advisory)


def _advisory(cells: Cells) -> Advisory:
    own, published = cells["id"], parse_time(cells["published"])
    if not is_id(own):
        raise UnreadableError(NO_RECORD)
    withdrawn = cells["withdrawn"] == "1"
    if withdrawn and published is None:
        raise UnreadableError(NO_TIME)
    product = product_of(cells["ecosystem"], cells["package"])
    aliases = [alias for alias in cells["aliases"].split("|")[:MOST_ALIASES] if is_id(alias) and alias != own]
    feeds = cells["sources"].replace("|", ", ")
    return Advisory(
        id=own,
        source=_NAME,
        kind=AdvisoryKind.MALWARE,
        aliases=tuple(dict.fromkeys(aliases)),
        summary=one_line(f"Malicious code in {product.name} ({cells['ecosystem']})"),
        details=one_line(f"Reported by {feeds}.") if feeds else "",
        affected=(_affected(product, cells["versions"]),),
        published=published,
        withdrawn=published if withdrawn else None,
    )


def _affected(product: Product, versions: str) -> Affected:
    if versions == _EVERY:
        return Affected(product=product, spans=(Span(),))
    return Affected(product=product, versions=read_versions(versions.split("|") if versions else None))


SOURCE = Source(
    name=_NAME,
    title="Recorded index of malicious packages",
    licence="Apache-2.0 (OpenSSF malicious packages)",
    wants=wants_csv,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    max_file_bytes=64 * 1024 * 1024,
)
"""The advisory source that reads the recorded index.

The index contains all records up to the date of the newest line.
"""
