"""Reads a recorded response of npm's bulk advisory endpoint, which `npm audit` uses.

A response contains only advisories for the requested packages, so the source never counts as complete. A response does not list
fixed versions.

Source: `POST /-/npm/v1/security/advisories/bulk` as npm and pnpm use it (npm-audit-report, metavuln-calculator).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import (
    MOST_LINE_CHARS,
    MOST_RANGE_CHARS,
    addresses,
    cwe_ids,
    ghsa_id,
    is_malicious_code,
    items,
    one_line,
    severity,
)
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.advisories.sources.ratings import rating_of_vector
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Rating
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.reading.json_values import table, text
from pratique.errors import ParseError

_NAME = "npm-bulk"
_GHSA = re.compile(r"/(GHSA(?:-[0-9a-z]{4}){3})\Z", re.ASCII | re.IGNORECASE)
_OWN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,99}", re.ASCII)
_MALICIOUS_TITLE = re.compile(r"(?:malware in|malicious package in)\b", re.IGNORECASE)


def _wants(path: str) -> bool:
    return path.endswith(".json")


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return head.lstrip().startswith(b"{") and b'"vulnerable_versions"' in head and b'"url"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        answer = table(read_json(entry.data))
    except UnreadableError as error:
        yield Skip(entry.path, error.why)
        return
    listed = [
        (name, place, advisory)
        for name, advisories in answer.items()
        for place, advisory in enumerate(items(advisories))
    ]
    for name, place, advisory in listed:
        yield _row(f"{entry.path}#{name[:MOST_LINE_CHARS]}[{place}]", name, table(advisory))
    if not listed:
        yield Skip(entry.path, "the file is empty or not a response of the endpoint")


def _row(where: str, name: str, record: Mapping[str, Any]) -> Row:
    try:
        product = Product.of(npm.normalise(name))
    except ParseError:
        return Skip(where, "the package name is not valid")
    own = _id(record)
    if own is None:
        return Skip(where, "no id")
    title = one_line(record.get("title"))
    cwes = cwe_ids(items(record.get("cwe")))
    malicious = is_malicious_code(cwes) or _MALICIOUS_TITLE.match(title) is not None
    return Advisory(
        id=own,
        source=_NAME,
        kind=AdvisoryKind.MALWARE if malicious else AdvisoryKind.VULNERABILITY,
        summary=title,
        ratings=tuple(_ratings(record)),
        affected=(_affected(product, record.get("vulnerable_versions")),),
        urls=addresses((record.get("url"),)),
        cwes=cwes,
    )


def _id(record: Mapping[str, Any]) -> str | None:
    """Return the GHSA id at the end of the URL, or the endpoint's number for the advisory if the URL contains no GHSA id."""
    address = record.get("url")
    ghsa = _GHSA.search(address[-100:]) if isinstance(address, str) else None
    if ghsa is not None:
        return ghsa_id(ghsa[1])
    own = str(record.get("id")) if isinstance(record.get("id"), int | str) else ""
    return f"npm:{own}" if _OWN.fullmatch(own) else None


def _affected(product: Product, vulnerable: object) -> Affected:
    within = text(vulnerable, most=MOST_RANGE_CHARS)
    if within is None or not within.strip() or not npm.valid_range(within):
        return Affected(product=product, shown=within or "")
    return Affected(product=product, within=within, shown=within)


def _ratings(record: Mapping[str, Any]) -> Iterator[Rating]:
    """Yield the ratings by CVSS vector and by severity word. A record without a rating has a score of 0 and no vector."""
    vector, word = table(record.get("cvss")).get("vectorString"), severity(record.get("severity"))
    rating = rating_of_vector(vector[:MOST_LINE_CHARS]) if isinstance(vector, str) else None
    if rating is not None:
        yield rating
    if word is not None:
        yield Rating(severity=word)


SOURCE = Source(
    name=_NAME,
    title="Recorded responses of npm's bulk advisory endpoint",
    licence="CC-BY-4.0 (GitHub Advisory Database)",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
)
"""The advisory source that reads responses that were saved as files."""
