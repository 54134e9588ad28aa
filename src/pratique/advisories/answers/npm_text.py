"""Writes the affected versions of an npm package as one npm range.

npm clients also match pre-releases against the range. Each comparator of the range is therefore a bound in plain
version order.
"""

from collections.abc import Iterable

from pratique.advisories.span_sets import union
from pratique.advisories.spans import stretches_of
from pratique.advisories.versions import whole
from pratique.core.advisory import Affected, Product, Span
from pratique.ecosystems.npm.versions import parse_version, spelt


def range_text(affected: Iterable[Affected], product: Product) -> str | None:
    """Return one npm range of all versions that the advisories list as affected.

    Returns None if the advisories list no version or if no npm range can express the versions.
    """
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
    if version is None:
        return ""
    parsed = parse_version(whole(product, version))
    return None if parsed is None else spelt(parsed)
