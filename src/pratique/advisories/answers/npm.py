"""Implements npm's bulk advisory endpoint, `POST /-/npm/v1/security/advisories/bulk`, for npm, pnpm and yarn.

A client compares the `vulnerable_versions` of each advisory with its dependency tree and silently drops advisories that
match no package. Of the requested versions, the returned range therefore matches exactly those that are affected.

Sources: @npmcli/arborist (audit-report), @npmcli/metavuln-calculator and npm-audit-report of npm 11. Clients
distinguish the advisories of one package by `id`, treat a missing `severity` as high, and print `url` and `title`.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from pratique.advisories.answers.body import read_body, refused
from pratique.advisories.answers.npm_text import range_text
from pratique.advisories.answers.told import Told, told
from pratique.advisories.coverage import Freshness
from pratique.advisories.interface import Advisories
from pratique.core.advisory import Product
from pratique.core.finding import Severity
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError
from pratique.report.parts.escape import escape

MOST_NAMES = 20_000
MOST_TITLE_CHARS = 300

_WORDS = {
    Severity.INFO: "info",
    Severity.LOW: "low",
    Severity.MEDIUM: "moderate",
    Severity.HIGH: "high",
    Severity.CRITICAL: "critical",
}
_UNKNOWN = "high"
_ID_BYTES = 6
"""The length of an advisory's numeric id in bytes. JavaScript represents integers exactly only up to 53 bits."""
_PAGES = (
    ("GHSA-", "https://github.com/advisories/"),
    ("MAL-", "https://osv.dev/vulnerability/"),
    ("CVE-", "https://osv.dev/vulnerability/"),
)
"""The base URL of advisory pages. Clients show the URL, and some clients extract the GHSA id from the URL."""


def npm_bulk(body: bytes, *, gzipped: bool, index: Advisories, freshness: Freshness) -> bytes:
    """Return the advisories for the requested names and versions, as JSON.

    Withdrawn advisories are omitted. If an advisory lists no versions, it is returned for every requested version, with
    a note in its title. Raises ParseError for an invalid request or for more than `MOST_NAMES` names. Raises
    RegistryError (advisories-missing) if the index does not cover npm or is too old, and StoreError if the index cannot
    be read.
    """
    asked = read_body(body, dict[str, list[str]], gzipped=gzipped)
    if len(asked) > MOST_NAMES:
        raise refused(f"the request has {len(asked)} names, more than {MOST_NAMES}")
    wanted = _products(asked)
    answer = {
        product.name: [_advisory(product, thing, wanted[product]) for thing in things]
        for product, things in told(index, wanted, freshness).items()
    }
    return msgspec.json.encode(answer)


def _products(asked: Mapping[str, Collection[str]]) -> dict[Product, Collection[str]]:
    found: dict[Product, Collection[str]] = {}
    for name, versions in asked.items():
        try:
            found[Product.of(npm.normalise(name))] = tuple(dict.fromkeys(versions))
        except ParseError:
            continue
    return found


def _advisory(product: Product, thing: Told, asked: Collection[str]) -> dict[str, Any]:
    match = thing.match
    # Clients print both as they are.
    title, page = escape(match.summary or match.id, most=MOST_TITLE_CHARS), escape(_page(thing))
    return {
        "id": _number(product, thing),
        "url": page,
        "title": title if thing.sure else f"{title} (the advisory does not state the affected versions)",
        "severity": _WORDS[match.severity] if match.severity is not None else _UNKNOWN,
        "vulnerable_versions": _vulnerable(product, thing, asked),
        "cwe": list(match.cwes),
        "cvss": {"score": match.score or 0, "vectorString": match.vector},
    }


def _vulnerable(product: Product, thing: Told, asked: Collection[str]) -> str:
    """Return the range of all affected versions if it matches exactly the affected ones of the requested versions.

    If the range of all affected versions would be inexact, return a range that lists the affected requested versions.
    """
    text = range_text((affected for _, affected in thing.bodies), product) if thing.sure else None
    met = frozenset(thing.versions)
    if text is not None and all((version in met) == _in_range(version, text) for version in asked):
        return text
    return " || ".join(thing.versions)


def _in_range(version: str, text: str) -> bool:
    return npm.satisfies(version, text, prereleases=True)


def _number(product: Product, thing: Told) -> int:
    """Return a stable number for an advisory and a package, because clients use the number as a cache key."""
    digest = hashlib.sha256(f"{product.name}\n{thing.match.id}\n{thing.sure}".encode()).digest()
    return int.from_bytes(digest[:_ID_BYTES], "big")


def _page(thing: Told) -> str:
    for prefix, page in _PAGES:
        for own in thing.match.ids:
            if own.startswith(prefix):
                return page + own
    return next(iter(thing.match.urls), "")
