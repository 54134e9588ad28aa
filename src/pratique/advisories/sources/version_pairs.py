"""Reads a recorded list of malicious versions, each with its previous version, derived from OSV's malicious packages.

In each pair, the later version is malicious. The list contains no information about other versions. The previous
version is sometimes an estimate, so it is displayed but not recommended.
"""

from collections.abc import Iterator

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.sources.csv_table import Cells, is_table, product_of, table_rows, wants_csv
from pratique.advisories.sources.fields import one_line
from pratique.advisories.sources.osv_events import read_versions
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import is_id
from pratique.core.advisory import Advisory, AdvisoryKind, Affected
from pratique.ecosystems.reading.listing_values import parse_time

NOT_MALICIOUS = "the pair is not labelled malicious"
VERSION_INVALID = "version is not valid"

_NAME = "malicious-versions"
_COLUMNS = ("package", "ecosystem", "version_before", "version_after", "label", "incident_date")


def _recognises(entry: Entry) -> bool:
    return is_table(entry, _COLUMNS)


def _rows(entry: Entry) -> Iterator[Row]:
    return table_rows(entry, _COLUMNS, _advisory)


def _advisory(cells: Cells) -> Advisory:
    if cells["label"] != "malicious":
        raise UnreadableError(NOT_MALICIOUS)
    product = product_of(cells["ecosystem"], cells["package"])
    version, before = cells["version_after"], one_line(cells["version_before"])
    own = f"malicious-version:{product.type}/{product.name}@{version}"
    if not version or not is_id(own):
        raise UnreadableError(VERSION_INVALID)
    return Advisory(
        id=own,
        source=_NAME,
        kind=AdvisoryKind.MALWARE,
        summary=one_line(f"Malicious release of {product.name}"),
        details=one_line(f"The previous release was {before}.") if before else "",
        affected=(Affected(product=product, versions=read_versions([version])),),
        published=parse_time(cells["incident_date"]),
    )


SOURCE = Source(
    name=_NAME,
    title="Recorded list of malicious versions, 2023 to 2026",
    licence="MIT",
    wants=wants_csv,
    rows=_rows,
    recognises=_recognises,
    max_file_bytes=64 * 1024 * 1024,
)
"""The advisory source that reads the recorded list.

The source never counts as complete, because it contains only records with a known previous version.
"""
