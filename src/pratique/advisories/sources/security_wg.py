"""Reads both sets of the Node.js security working group: files with one record, or with all records by number."""

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

NOT_OF_THE_SET = "not an advisory of the set"
_FIRST = "0.0.0"
_NEVER = "<0.0.0"
"""The values that mean that no version is fixed."""


def records(entry: Entry, key: str) -> Iterator[tuple[str, Mapping[str, Any] | Skip]]:
    """Yield each record with its location: the file's path, or `path#number` in a combined file.

    `key` is a field of every record.

    A file without records yields one `Skip`.
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
    """Return the affected versions: those in the vulnerable range that are not in the patched one.

    If both ranges include the same single release, it counts as affected, because one of them is wrong. If
    npm would reject a range, the affected versions are unknown.
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
        shown += f"; in both, and counted as affected: {' || '.join(map(_text, doubtful))}"
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
    """Return the intervals in which both ranges share one release at an end of the vulnerable range.

    A patched range inside the vulnerable one is used as written.
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
    """Return True if the interval contains no two releases, ignoring pre-releases."""
    low = npm_versions.parse_version(span.low or _FIRST)
    high = npm_versions.parse_version(span.high or "")
    return low is not None and high is not None and low[1:4] == high[1:4]
