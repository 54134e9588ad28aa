"""npm's bulk advisory endpoint, `POST /-/npm/v1/security/advisories/bulk`, as npm, pnpm and yarn ask it.

A client holds each advisory's `vulnerable_versions` against its tree by itself, and drops in silence an advisory that
meets nothing there. So that text says exactly what was matched here, for all versions that were asked for.

Facts: @npmcli/arborist (audit-report), @npmcli/metavuln-calculator and npm-audit-report of npm 11: `id` tells apart the
advisories of one package, a missing `severity` counts as high, `url` and `title` are shown.
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
"""What npm itself takes an advisory without a severity for."""
_ID_BYTES = 6
"""JavaScript has whole numbers of up to 53 bits."""
_PAGES = (
    ("GHSA-", "https://github.com/advisories/"),
    ("MAL-", "https://osv.dev/vulnerability/"),
    ("CVE-", "https://osv.dev/vulnerability/"),
)
"""Where people read about an id; clients show it, and some take the GHSA id out of it."""


def npm_bulk(body: bytes, *, gzipped: bool, index: Advisories, freshness: Freshness) -> bytes:
    """Answer names with their versions by the advisories that meet these, as JSON.

    Withdrawn advisories are left out. An advisory that does not say which versions it means is answered for every version
    that was asked for, and its title says so. Raises ParseError for a body that is not such a request, or asks for more
    than `MOST_NAMES` names; RegistryError (advisories-missing) when the index does not cover npm or is too old; StoreError when it
    cannot be read.
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
    """The products that are asked for; what no package can be called has no advisories."""
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
        "title": title if thing.sure else f"{title} (it does not say which versions are affected)",
        "severity": _WORDS[match.severity] if match.severity is not None else _UNKNOWN,
        "vulnerable_versions": _vulnerable(product, thing, asked),
        "cwe": list(match.cwes),
        "cvss": {"score": match.score or 0, "vectorString": match.vector},
    }


def _vulnerable(product: Product, thing: Told, asked: Collection[str]) -> str:
    """The range of all that is affected, if it says of each version what was found; else these versions alone."""
    text = range_text((affected for _, affected in thing.bodies), product) if thing.sure else None
    met = frozenset(thing.versions)
    if text is not None and all((version in met) == _in_range(version, text) for version in asked):
        return text
    return " || ".join(thing.versions)


def _in_range(version: str, text: str) -> bool:
    return npm.satisfies(version, text, prereleases=True)


def _number(product: Product, thing: Told) -> int:
    """A number for an advisory of a package: always the same, since clients remember their answers by it."""
    digest = hashlib.sha256(f"{product.name}\n{thing.match.id}\n{thing.sure}".encode()).digest()
    return int.from_bytes(digest[:_ID_BYTES], "big")


def _page(thing: Told) -> str:
    for prefix, page in _PAGES:
        for own in thing.match.ids:
            if own.startswith(prefix):
                return page + own
    return next(iter(thing.match.urls), "")
