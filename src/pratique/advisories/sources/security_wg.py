"""Reads both collections of the Node.js security working group. A file has either one record, or all records by number."""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.sources.fields import MOST_LINE_CHARS, MOST_RANGE_CHARS
from pratique.advisories.sources.npm_bounds import first_versions
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.advisories.span_sets import intersection
from pratique.advisories.spans import stretches_of_range
from pratique.core.advisory import Affected, Product, Span
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm import versions as npm_versions
from pratique.ecosystems.reading.json_values import table, text

NOT_OF_THE_SET = "the record is not an advisory of this collection"
_FIRST = "0.0.0"
_NEVER = "<0.0.0"
"""The values that mean that no version fixes the vulnerability."""


def records(entry: Entry, key: str) -> Iterator[tuple[str, Mapping[str, Any] | Skip]]:
    """Yield each record with its location: the path of the file, or `path#number` in a file with all records.

    `key` is a field that every record has. For a file without records, yield one `Skip`.
    """
    try:
        document = table(read_json(entry.data))
    except UnreadableError as error:
        yield entry.path, Skip(entry.path, error.why)
        return
    if key in document:
        yield entry.path, document
        return
    for number, record in document.items():
        yield f"{entry.path}#{number[:MOST_LINE_CHARS]}", table(record)
    if not document:
        yield entry.path, Skip(entry.path, NOT_OF_THE_SET)


def affected(
    product: Product, vulnerable: object, patched: object, *, platforms: tuple[str, ...] = ()
) -> Affected:
    """Return the affected versions, which are the versions in the vulnerable range that are not in the patched range.

    If both ranges include one single release, one of the ranges is wrong, and the release counts as affected. If a range is
    invalid, the affected versions are unknown.
    """
    within = text(vulnerable, most=MOST_RANGE_CHARS)
    sound = text(patched, most=MOST_RANGE_CHARS)
    if sound is not None and "".join(sound.split()) == _NEVER:
        sound = None
    shown = (within or "") if sound is None else f"{within or ''} (patched: {sound})"
    valid = (
        within is not None
        and within.strip()
        and npm.valid_range(within)
        and (sound is None or npm.valid_range(sound))
    )
    if within is None or not valid:
        return Affected(product=product, platforms=platforms, shown=shown)
    doubtful = () if sound is None else _in_both(product, within, sound)
    if doubtful:
        shown += f"; releases in both ranges count as affected: {' || '.join(map(_text, doubtful))}"
    return Affected(
        product=product,
        spans=doubtful,
        within=within,
        outside=() if sound is None else (sound,),
        fixed=() if sound is None else first_versions(sound),
        platforms=platforms,
        shown=shown,
    )


def _in_both(product: Product, vulnerable: str, patched: str) -> tuple[Span, ...]:
    """Return the single releases that both ranges share at an end of the vulnerable range, as intervals.

    A patched range inside the vulnerable range is used unchanged.
    """
    inside = stretches_of_range(product, vulnerable) or ()
    starts = {(span.low, span.low_excluded) for span in inside}
    ends = {(span.high, span.high_included) for span in inside}
    return tuple(
        span
        for span in intersection(inside, stretches_of_range(product, patched) or (), product)
        if _is_one_release(span)
        and ((span.low, span.low_excluded) in starts or (span.high, span.high_included) in ends)
    )


def _text(span: Span) -> str:
    return span.low if span.low is not None and span.low == span.high else str(span)


def _is_one_release(span: Span) -> bool:
    """Return True if the interval contains at most one release, without pre-releases."""
    low = npm_versions.parse_version(span.low or _FIRST)
    high = npm_versions.parse_version(span.high or "")
    return low is not None and high is not None and low[1:4] == high[1:4]
