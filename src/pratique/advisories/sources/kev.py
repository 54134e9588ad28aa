"""Reads CISA KEV, a list of CVEs with known exploitation, each with the day by which US agencies must fix the CVE.

Source: the JSON feed of the Known Exploited Vulnerabilities Catalog and its schema (cveID, dateAdded, dueDate,
knownRansomwareCampaignUse: `Known` or `Unknown`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import cve_id, day, items
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.advisory import Exploitation
from pratique.ecosystems.reading.json_values import table

_NAME = "kev"
_LIST = "vulnerabilities"


def _wants(path: str) -> bool:
    return path.endswith("known_exploited_vulnerabilities.json")


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return b'"catalogVersion"' in head and b'"cveID"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        listed = items(table(read_json(entry.data)).get(_LIST))
    except UnreadableError as error:
        yield Skip(entry.path, error.why)
        return
    for place, record in enumerate(listed):
        yield _row(f"{entry.path}#{place}", table(record))
    if not listed:
        yield Skip(entry.path, "the file is empty or not the KEV catalogue")


def _row(where: str, record: Mapping[str, Any]) -> Row:
    cve, added = cve_id(record.get("cveID")), day(record.get("dateAdded"))
    if cve is None or added is None:
        return Skip(where, "the entry does not contain a CVE id and the day of its addition")
    return Exploitation(
        cve=cve,
        kev_added=added,
        kev_due=day(record.get("dueDate")),
        ransomware=record.get("knownRansomwareCampaignUse") == "Known",
    )


SOURCE = Source(
    name=_NAME,
    title="CISA Known Exploited Vulnerabilities",
    licence="CC0-1.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    url="https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    default=True,
)
"""The advisory source that reads CISA's KEV catalogue, in the format of the JSON feed."""
