"""Exports advisories as OSV records for other tools.

If OSV events cannot express a version range exactly, the advisory is skipped and reported, because other tools would read a smaller
range. If OSV does not list the database of an id, the exported id gets OSV's prefix for local ids, `x_`, and the original id
becomes an alias.

Source: OSV schema 1.7.5 (`id` and `modified` are required; each version range has an `introduced`, and `fixed` and `last_affected`
never share a range).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from pratique.advisories.interface import Skip
from pratique.advisories.spans import stretches_of, successor
from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Rating, Span
from pratique.core.finding import Severity
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm import versions as npm_versions

NO_ECOSYSTEM = "OSV has no ecosystem for the affected products"
NOT_EXACT = "OSV events cannot express the affected versions exactly"
SOME_PLATFORMS = "the advisory applies only to some platforms"
TWICE = "another advisory with the same id was already exported"

SCHEMA_VERSION = "1.7.5"

_ECOSYSTEMS = {"npm": "npm", "pypi": "PyPI", "gem": "RubyGems"}
_KNOWN_ID = re.compile(
    r"(?:BIT|CGA|CURL|CVE|DRUPAL|ECHO|EEF|GHSA|GO|GSD|HSEC|JLSEC|LBSEC|MAL|MINI|OSEC|OSV|PSF|PYSEC|ROOT|RSEC"
    r"|RUSTSEC|V8)-",
    re.IGNORECASE,
)
"""The id prefixes that the OSV schema lists for package advisory databases, in upper case."""
_LOCAL = "x_"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")
_MOST_NAME_CHARS = 60
_VECTOR_TYPES = (("CVSS:4", "CVSS_V4"), ("CVSS:3", "CVSS_V3"), ("", "CVSS_V2"))
_WORDS = {
    Severity.LOW: "LOW",
    Severity.MEDIUM: "MODERATE",
    Severity.HIGH: "HIGH",
    Severity.CRITICAL: "CRITICAL",
}
"""GitHub's severity levels. GitHub has no severity level for `info`."""
_KINDS: tuple[tuple[AdvisoryKind, Mapping[str, str]], ...] = (
    (AdvisoryKind.MALWARE, {"type": "malware"}),
    (AdvisoryKind.VULNERABILITY, {}),
    (AdvisoryKind.UNMAINTAINED, {"informational": "unmaintained"}),
)
_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The modification time of exported advisories whose modification time is unknown.

The OSV schema requires a modification time, and this time is too old to look recent.
"""


_Told = tuple[Advisory, list[dict[str, Any]]]


class _RefusedError(Exception):
    pass


def export(advisories: Iterable[Advisory]) -> Iterator[tuple[str, bytes] | Skip]:
    """Yield each OSV record as a file: a unique, portable file name and the bytes.

    Adjacent advisories with the same id become one record that lists the affected versions of all these advisories. A
    withdrawn advisory adds no affected versions to another advisory. Yield a `Skip` for each advisory that cannot be
    exported, including advisories whose id was already exported.
    """
    written: set[str] = set()
    for key, group in groupby(advisories, key=lambda advisory: _own_id(advisory.id).lower()):
        told: list[_Told] = []
        for advisory in group:
            try:
                told.append((advisory, _all_affected(advisory, TWICE if key in written else "")))
            except _RefusedError as refused:
                yield Skip(advisory.id, str(refused))
        if told:
            written.add(key)
            record = _record([one for one in told if one[0].withdrawn is None] or told)
            yield _file_name(record["id"]), json.dumps(record, indent=1).encode()


def _own_id(advisory_id: str) -> str:
    known = _KNOWN_ID.match(advisory_id)
    if known is not None:
        return known[0].upper() + advisory_id[known.end() :]
    return advisory_id if advisory_id.startswith(_LOCAL) else f"{_LOCAL}{advisory_id}"


def _file_name(own: str) -> str:
    if _PLAIN_NAME.match(own):
        return f"{own}.json"
    # Capitals do not tell files apart everywhere, and do not tell ids apart.
    digest = sha256(own.lower().encode("utf-8", "replace")).hexdigest()[:16]
    return f"{_NOT_PLAIN.sub('_', own)[:_MOST_NAME_CHARS]}-{digest}.json"


def _all_affected(advisory: Advisory, why_not: str) -> list[dict[str, Any]]:
    packages = [affected for affected in advisory.affected if affected.product.type in _ECOSYSTEMS]
    if why_not or not packages:
        raise _RefusedError(why_not or NO_ECOSYSTEM)
    return [_affected(affected) for affected in packages]


def _record(parts: Sequence[_Told]) -> dict[str, Any]:
    told = [advisory for advisory, _ in parts]
    own = _own_id(told[0].id)
    aliases = dict.fromkeys(name for advisory in told for name in advisory.ids if name != own)
    published = min((one.published for one in told if one.published), default=None)
    withdrawn = max((one.withdrawn for one in told if one.withdrawn), default=None)
    changed = max((one.modified for one in told if one.modified), default=published or withdrawn)
    urls = dict.fromkeys(url for advisory in told for url in advisory.urls)
    present = {
        "published": _time(published),
        "withdrawn": _time(withdrawn),
        "aliases": list(aliases),
        "summary": _first_of(advisory.summary for advisory in told),
        "details": _first_of(advisory.details for advisory in told),
        "severity": _vectors(rating for advisory in told for rating in advisory.ratings),
        "references": [{"type": "WEB", "url": url} for url in urls],
        "database_specific": _specific(told),
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "id": own,
        "modified": _time(changed or _UNKNOWN_TIME),
        **_present(present),
        "affected": list({json.dumps(item): item for _, affected in parts for item in affected}.values()),
    }


def _first_of(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _time(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _specific(told: Sequence[Advisory]) -> dict[str, Any]:
    ratings = [rating for advisory in told for rating in advisory.ratings]
    ratings += [rating for advisory in told for one in advisory.affected for rating in one.ratings]
    words = [rating.severity for rating in ratings if rating.severity in _WORDS]
    gravest = max(words, key=lambda word: word.rank, default=None)
    kinds = [advisory.kind for advisory in told]
    present = {
        "severity": None if gravest is None else _WORDS[gravest],
        "cwe_ids": list(dict.fromkeys(cwe for advisory in told for cwe in advisory.cwes)),
        "sources": list(dict.fromkeys(advisory.source for advisory in told)),
        **next((words for kind, words in _KINDS if kind in kinds), {}),
    }
    return _present(present)


def _vectors(ratings: Iterable[Rating]) -> list[dict[str, str]]:
    vectors = dict.fromkeys(rating.vector for rating in ratings if rating.vector is not None)
    return [{"type": _vector_type(vector), "score": vector} for vector in vectors]


def _vector_type(vector: str) -> str:
    return next(name for prefix, name in _VECTOR_TYPES if vector.startswith(prefix))


def _affected(affected: Affected) -> dict[str, Any]:
    if affected.platforms:
        raise _RefusedError(SOME_PLATFORMS)
    product = affected.product
    stretches = stretches_of(affected)
    if stretches is None:
        raise _RefusedError(NOT_EXACT)
    told = {
        "ranges": [_range(span, product) for span in stretches],
        "versions": list(affected.versions),
        "severity": _vectors(affected.ratings),
        "ecosystem_specific": _present({"affected_functions": list(affected.symbols)}),
    }
    package = {"ecosystem": _ECOSYSTEMS[product.type], "name": product.name, "purl": product.purl()}
    # A record without versions means that they are not told: one whose stretches are all empty would become that.
    if affected.tells and not stretches and not affected.versions:
        raise _RefusedError(NOT_EXACT)
    return {"package": package, **_present(told)}


def _range(span: Span, product: Product) -> dict[str, Any]:
    """Return one range for each interval, so that no range contains both `fixed` and `last_affected`."""
    events = [{"introduced": _first(span, product)}]
    if span.high is not None:
        events.append({"last_affected" if span.high_included else "fixed": _bound(span.high, product)})
    return {"type": "SEMVER" if product.type == "npm" else "ECOSYSTEM", "events": events}


def _first(span: Span, product: Product) -> str:
    """Return the first version of an interval. In OSV, `0` means the lowest possible version."""
    if span.low is None:
        return "0"
    if not span.low_excluded:
        return _bound(span.low, product)
    above = successor(product, span.low)
    if above is None:
        raise _RefusedError(NOT_EXACT)
    return above


def _bound(version: str, product: Product) -> str:
    if order_of(product) is not npm:
        return version
    parsed = npm_versions.parse_version(whole(product, version))
    if parsed is None:
        raise _RefusedError(NOT_EXACT)
    return npm_versions.spelt(parsed)
