"""Reads `vuln/core` of the Node.js security working group: vulnerabilities of the Node.js runtime itself.

A version is affected if it is in `vulnerable` and not in `patched`. New records omit release lines past their end of
life, so that versions of these lines seem unaffected. `node_schedule` contains the dates on which the release lines
reach their end of life. The records of Node.js have no dates. Most records link to the release notes of a month, and
the first day of that month is used as the date of the record.

Sources: vuln/README.md and vuln/core/index.json of nodejs/security-wg (171 records). The records are interpreted as in
`is-my-node-vulnerable`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.fields import (
    MOST_ADDRESS_CHARS,
    addresses,
    cve_id,
    items,
    one_line,
    paragraphs,
    severity,
)
from pratique.advisories.sources.security_wg import NOT_OF_THE_SET, affected, records
from pratique.core.advisory import NODE, Advisory, AdvisoryKind, Rating
from pratique.ecosystems.reading.json_values import text

_NAME = "node-core"
_KEY = "vulnerable"
_PATH = re.compile(r"(?:^|/)vuln/core/index\.json\Z")
_NUMBER = re.compile(r"(?:#|(?:^|/)(?=\d+\.json\Z))(\d{1,10})(?:\.json)?\Z", re.ASCII)
"""The number of a record at the end of its location, such as `vuln/core/index.json#17` or `vuln/core/17.json`."""
_EVERYWHERE = "all"
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})-(20\d\d)\b", re.ASCII)


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return entry.path.endswith(".json") and b'"vulnerable"' in head and b'"affectedEnvironments"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    for where, record in records(entry, _KEY):
        yield record if isinstance(record, Skip) else _row(where, record)


def _row(where: str, record: Mapping[str, Any]) -> Row:
    number = _NUMBER.search(where)
    if number is None or not isinstance(record.get(_KEY), str):
        return Skip(where, NOT_OF_THE_SET)
    word = severity(record.get("severity"))
    overview = record.get("overview")
    return Advisory(
        id=f"NSWG-CORE-{number[1]}",
        source=_NAME,
        kind=AdvisoryKind.VULNERABILITY,
        aliases=tuple(dict.fromkeys(cve for cve in map(cve_id, items(record.get("cve"))) if cve)),
        summary=one_line(record.get("description")) or _first_sentence(overview),
        details=paragraphs(overview),
        ratings=() if word is None else (Rating(severity=word),),
        affected=(affected(NODE, record[_KEY], record.get("patched"), platforms=_platforms(record)),),
        published=_month(record.get("ref")),
        urls=addresses((record.get("ref"),)),
    )


def _platforms(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the affected platforms, named as in node's `process.platform`; empty for all platforms."""
    names = [text(name, most=40) for name in items(record.get("affectedEnvironments"))[:20]]
    return () if _EVERYWHERE in names else tuple(dict.fromkeys(name for name in names if name))


def _month(ref: object) -> datetime | None:
    """Return the first day of the month that the URL of the release notes contains."""
    found = _MONTH.search(ref[:MOST_ADDRESS_CHARS]) if isinstance(ref, str) else None
    return datetime(int(found[2]), _MONTHS.index(found[1]) + 1, 1, tzinfo=UTC) if found else None


def _first_sentence(overview: object) -> str:
    line = one_line(overview)
    first, stop, _ = line.partition(". ")
    return f"{first}." if stop else line


SOURCE = Source(
    name=_NAME,
    title="Node.js security working group, Node.js itself",
    licence="MIT",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    url="https://raw.githubusercontent.com/nodejs/security-wg/main/vuln/core/index.json",
    default=True,
)
"""The source of the Node.js records, in the format of the single file in the public repository."""
