"""Writes the affected versions of an npm package as one npm range, for npm's clients.

Clients evaluate the range with pre-releases included, so that each comparator is a bound in the plain order of versions.
"""

from collections.abc import Iterable

from pratique.advisories.span_sets import union
from pratique.advisories.spans import stretches_of
from pratique.advisories.versions import whole
from pratique.core.advisory import Affected, Product, Span
from pratique.ecosystems.npm.versions import parse_version, spelt


def range_text(affected: Iterable[Affected], product: Product) -> str | None:
    """Return an npm range of all versions in the claims; None if they list no version or no range can express them."""
    spans: list[Span] = []
    for one in affected:
        found = stretches_of(one)
        if found is None:
            return None
        spans += found
        spans += (Span(version, version, high_included=True) for version in one.versions)
    texts = [_text(span, product) for span in union(spans, product)]
    return None if None in texts else " || ".join(text for text in texts if text) or None


def _text(span: Span, product: Product) -> str | None:
    """Return an interval as text; None if a bound is not a valid version."""
    low, high = _bound(span.low, product), _bound(span.high, product)
    if low is None or high is None:
        return None
    if low and low == high:
        return low
    parts = (
        f"{'>' if span.low_excluded else '>='}{low}" if low else "",
        f"{'<=' if span.high_included else '<'}{high}" if high else "",
    )
    return " ".join(filter(None, parts)) or "*"


def _bound(version: str | None, product: Product) -> str | None:
    """Return a version in npm's spelling; "" for an open end."""
    if version is None:
        return ""
    parsed = parse_version(whole(product, version))
    return None if parsed is None else spelt(parsed)
