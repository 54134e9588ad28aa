"""Reads `vuln/npm` of the Node.js security working group.

The files are advisories for npm packages from 2015 to 2019, one JSON file each.

The collection is small and no longer updated. The source never counts as complete, but is useful for old dependency
trees. Only the titles of two records show that these records are about malicious releases.

Source: vuln/README.md and vuln/npm of nodejs/security-wg, with 467 records.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import (
    MOST_LINE_CHARS,
    addresses,
    cve_id,
    items,
    midnight,
    number,
    one_line,
    paragraphs,
    severity_of_score,
)
from pratique.advisories.sources.ratings import rating_of_vector
from pratique.advisories.sources.security_wg import NOT_OF_THE_SET, affected, records
from pratique.core.advisory import Advisory, AdvisoryKind, Product, Rating
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError

_NAME = "node-security-wg-npm"
_KEY = "module_name"
_PATH = re.compile(r"(?:^|/)vuln/npm/\d+\.json\Z", re.ASCII)
"""The paths of single records. `vuln/npm/index.json` is excluded, because it repeats all records."""
_MALICIOUS = re.compile(r"\bmalicious (?:package|code|module)\b|\bmalware\b|\bbackdoor\b", re.IGNORECASE)


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return entry.path.endswith(".json") and b'"module_name"' in head and b'"created_at"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    for where, record in records(entry, _KEY):
        yield record if isinstance(record, Skip) else _row(where, record)


def _row(where: str, record: Mapping[str, Any]) -> Row:
    own, module = record.get("id"), record.get(_KEY)
    if isinstance(own, bool) or not isinstance(own, int) or own < 0 or not isinstance(module, str):
        return Skip(where, NOT_OF_THE_SET)
    try:
        product = Product.of(npm.normalise(module))
    except ParseError:
        return Skip(where, "the package name is not valid")
    title = one_line(record.get("title"))
    return Advisory(
        id=f"NSWG-ECO-{own}",
        source=_NAME,
        kind=AdvisoryKind.MALWARE if _MALICIOUS.search(title) else AdvisoryKind.VULNERABILITY,
        aliases=tuple(dict.fromkeys(cve for cve in map(cve_id, items(record.get("cves"))) if cve)),
        summary=title,
        details=paragraphs(record.get("overview")),
        ratings=tuple(_ratings(record)),
        affected=(affected(product, record.get("vulnerable_versions"), record.get("patched_versions")),),
        published=midnight(record.get("publish_date")) or midnight(record.get("created_at")),
        modified=midnight(record.get("updated_at")),
        urls=addresses(items(record.get("references"))),
    )


def _ratings(record: Mapping[str, Any]) -> Iterator[Rating]:
    """Yield the rating of the CVSS vector, and also the score if it differs from the score of the vector (22 records).

    A score of -1 means that a record has no score.
    """
    vector, score = record.get("cvss_vector"), number(record.get("cvss_score"), most=10.0)
    rating = rating_of_vector(vector[:MOST_LINE_CHARS]) if isinstance(vector, str) else None
    if rating is not None:
        yield rating
    if score is not None and (rating is None or rating.score != score):
        yield Rating(score=score, severity=severity_of_score(score))


SOURCE = Source(
    name=_NAME,
    title="Node.js security working group, npm packages of 2015 to 2019",
    licence="MIT",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    url="https://github.com/nodejs/security-wg/archive/refs/heads/main.zip",
)
"""The advisory source that reads the working group's advisories, as in the group's public repository."""
