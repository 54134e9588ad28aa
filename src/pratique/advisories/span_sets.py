"""Computes unions, differences and intersections of version intervals."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import Product, Span


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A position in the order of versions: directly before or after a version, or beyond all versions."""

    order: tuple[Any, ...]
    """The sort key: (0, key of the version, True if directly after the version). (-1,) is below and (1,) is above all versions."""
    version: str | None = field(default=None, compare=False)

    @property
    def after(self) -> bool:
        return self.version is not None and bool(self.order[2])


_BELOW = _Place((-1,))
_ABOVE = _Place((1,))


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    start: _Place
    end: _Place


def union(spans: Iterable[Span], product: Product) -> tuple[Span, ...]:
    """Return the union of intervals, ordered and without overlaps or empty intervals."""
    return tuple(map(_span, _joined(_stretches(spans, product))))


def difference(spans: Iterable[Span], others: Iterable[Span], product: Product) -> tuple[Span, ...]:
    """Return the intervals of versions that are in the first intervals but not in the second ones, in order."""
    left = _joined(_stretches(spans, product))
    for other in _joined(_stretches(others, product)):
        left = [part for stretch in left for part in _without(stretch, other)]
    return tuple(map(_span, left))


def intersection(spans: Iterable[Span], others: Iterable[Span], product: Product) -> tuple[Span, ...]:
    """Return the intervals of versions that are in both the first and the second intervals, in order."""
    return difference(spans, difference((Span(),), others, product), product)


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for stretch in sorted(stretches):
        if found and stretch.start <= found[-1].end:
            found[-1] = _Stretch(found[-1].start, max(found[-1].end, stretch.end))
        else:
            found.append(stretch)
    return found


def _without(stretch: _Stretch, other: _Stretch) -> Iterator[_Stretch]:
    before = _Stretch(stretch.start, min(stretch.end, other.start))
    behind = _Stretch(max(stretch.start, other.end), stretch.end)
    for part in (before, behind):
        if part.start < part.end:
            yield part


def _stretches(spans: Iterable[Span], product: Product) -> Iterator[_Stretch]:
    module = order_of(product)
    assert module is not None  # only of packages and runtimes are versions in order
    for span in spans:
        start = _place(span.low, product, module.sort_key, after=span.low_excluded) or _BELOW
        end = _place(span.high, product, module.sort_key, after=span.high_included) or _ABOVE
        if start < end:
            yield _Stretch(start, end)


def _place(version: str | None, product: Product, key: Callable[[str], Any], *, after: bool) -> _Place | None:
    return None if version is None else _Place((0, key(whole(product, version)), after), version)


def _span(stretch: _Stretch) -> Span:
    start, end = stretch.start, stretch.end
    return Span(start.version, end.version, start.after, end.after)
