"""Calculates the positions of releases on the axis of the picture.

The time axis is not to scale. Each release has a minimum width, and the width of a gap is the logarithm of the number
of days. Years without a release and four releases in one week are therefore both readable. Releases with a label get
more space.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log10

from pratique.core.history import Entry

SILENCE_DAYS = 365
"""The minimum length of a gap, in days, that the picture shows as a period without releases."""
_ROOM = 58.0
"""The preferred space next to a numbered release, in units of the picture."""
_APART = 72.0
"""The minimum distance between two dates, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on the time axis with its label."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The positions of all entries between `left` and `right`, and the ticks."""

    left: float
    right: float
    places: tuple[float, ...]
    ticks: tuple[Tick, ...]

    @property
    def step(self) -> float:
        """Return the mean distance between two neighbouring entries."""
        return (self.right - self.left) / max(1, len(self.places))


def axis_of(
    entries: Sequence[Entry], *, by_time: bool, left: float, right: float, dated: frozenset[str] = frozenset()
) -> Axis:
    """Return the axis with a position for each entry.

    `dated` contains at most twelve versions. The versions in `dated` get extra space, and their dates take precedence
    on the axis.
    """
    if not entries:
        return Axis(left, right, (), ())
    weights = [_weight(entry) if by_time else 1.0 for entry in entries]
    width = right - left
    roomy = [place for place, entry in enumerate(entries) if entry.version in dated]
    room = min(_ROOM, 0.4 * width / max(1, 2 * len(roomy)))
    extra = [0.0] * (len(entries) + 1)
    for place in roomy:
        extra[place] = max(extra[place], room)
        extra[place + 1] = max(extra[place + 1], room)
    left_over = max(0.0, width - sum(extra))
    unit = left_over / sum(weights)
    # Half of the first gap stands before the first release, so that none stands on the edge.
    places: list[float] = []
    at = left - weights[0] * unit / 2
    for weight, more in zip(weights, extra[:-1], strict=True):
        at += weight * unit + more
        places.append(round(at, 2))
    days = [
        Tick(x, f"{entry.published.at:%Y-%m-%d}")
        for entry, x in zip(entries, places, strict=True)
        if by_time and entry.version in dated and entry.published is not None
    ]
    ticks = _years(entries, places, days) if by_time else _thinned(_versions(entries, places), ())
    return Axis(left, right, tuple(places), ticks)


def _weight(entry: Entry) -> float:
    return 1.0 + 2.0 * log10(1.0 + max(0, entry.silence_days or 0))


def _years(entries: Sequence[Entry], places: Sequence[float], days: Sequence[Tick]) -> tuple[Tick, ...]:
    told = [(entry.published.at, x) for entry, x in zip(entries, places, strict=True) if entry.published]
    ticks: list[Tick] = []
    for pattern in ("%Y", "%Y-%m", "%Y-%m-%d"):
        ticks = _firsts(told, pattern)
        if len(ticks) >= 3:
            break
    return _thinned(ticks, days)


def _firsts(told: Sequence[tuple[datetime, float]], pattern: str) -> list[Tick]:
    found: dict[str, float] = {}
    for at, x in told:
        found.setdefault(at.astimezone(UTC).strftime(pattern), x)
    return [Tick(x, words) for words, x in found.items()]


def _versions(entries: Sequence[Entry], places: Sequence[float]) -> list[Tick]:
    firsts: dict[str, Tick] = {}
    for entry, x in zip(entries, places, strict=True):
        firsts.setdefault(entry.line, Tick(x, entry.version))
    return list(firsts.values())


def _thinned(ticks: Sequence[Tick], days: Sequence[Tick]) -> tuple[Tick, ...]:
    kept: list[Tick] = []
    for tick in (*days, *ticks):
        if all(abs(tick.x - other.x) >= _APART for other in kept):
            kept.append(tick)
    return tuple(sorted(kept, key=lambda tick: tick.x))
