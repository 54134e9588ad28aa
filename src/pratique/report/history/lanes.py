"""Draws the lanes of the picture: one for each major version, with one dot for each release.

The size of a dot shows the size of the release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

from pratique.core.history import Entry, Timeline
from pratique.report.history import ink
from pratique.report.history.axis import Axis
from pratique.report.history.publishers import Publishers
from pratique.report.history.words import day, mark_words, short, size
from pratique.report.parts.counts import plural

MOST_LANES = 9
_QUIET_HEIGHT = 38.0
_LOUD_HEIGHT = 66.0
_LEAST, _MOST = 4.0, 9.0
"""The minimum and the maximum radius of a dot."""
_LONGEST_RUN = 110.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of the picture, for one release line or for several older lines."""

    name: str
    places: tuple[int, ...]
    """The positions of the lane's entries in the timeline."""
    loud: bool
    """Whether the lane contains a numbered release."""

    @property
    def height(self) -> float:
        """Return the height of the lane."""
        return _LOUD_HEIGHT if self.loud else _QUIET_HEIGHT


@dataclass(slots=True)
class Shelf:
    """Reserves space on a row, so that labels do not overlap."""

    taken: list[tuple[float, float]] = field(default_factory=list)

    def fits(self, start: float, end: float) -> bool:
        """Return True if the interval is free, and reserve the interval."""
        if any(start < right and left < end for left, right in self.taken):
            return False
        self.taken.append((start, end))
        return True


def lanes_of(value: Timeline, numbers: Mapping[str, int]) -> tuple[Lane, ...]:
    """Return the lanes, highest version first.

    If there are more release lines than lanes, some release lines share one lane. Release lines with signals or with
    the judged release get their own lane first.
    """
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(value.entries):
        places.setdefault(entry.line, []).append(place)
    names = [line.name for line in value.lines if line.name in places]

    def foremost(name: str) -> tuple[bool, int]:
        entries = [value.entries[place] for place in places[name]]
        loud = any(entry.version in numbers or entry.version == value.judged for entry in entries)
        return not loud, names.index(name)

    kept = set(sorted(names, key=foremost)[: MOST_LANES if len(names) <= MOST_LANES else MOST_LANES - 1])
    lanes = [_lane(name, places[name], value, numbers) for name in names if name in kept]
    rest = [name for name in names if name not in kept]
    if rest:
        shared = sorted(place for name in rest for place in places[name])
        lanes.append(_lane(f"{len(rest):,} other lines", shared, value, numbers))
    return tuple(lanes)


def _lane(name: str, places: Sequence[int], value: Timeline, numbers: Mapping[str, int]) -> Lane:
    loud = any(value.entries[place].version in numbers for place in places)
    return Lane(name, tuple(places), loud)


def radii(entries: Sequence[Entry], *, step: float) -> tuple[float, ...]:
    """Return the radius of each dot.

    The radius is the logarithm of the release's size, reduced where releases are close together.
    """
    sizes = [entry.size_bytes for entry in entries if entry.size_bytes]
    most = min(_MOST, max(_LEAST, 0.75 * step + 2.5))
    middle = min(most, 6.0)
    if not sizes:
        return tuple(middle for _ in entries)
    low, high = log10(min(sizes)), log10(max(sizes))
    least = min(_LEAST, most)
    return tuple(
        middle
        if not entry.size_bytes or high - low < 0.3
        else least + (most - least) * (log10(entry.size_bytes) - low) / (high - low)
        for entry in entries
    )


def lane_svg(
    lane: Lane,
    value: Timeline,
    axis: Axis,
    publishers: Publishers,
    numbers: Mapping[str, int],
    *,
    top: float,
) -> list[str]:
    """Return the SVG elements of a lane between `top` and `top + lane.height`."""
    y = top + lane.height - 14
    size_of = radii(value.entries, step=axis.step)
    xs = [axis.places[place] for place in lane.places]
    found = [ink.stroke(min(xs), y, max(xs), y, "lane")] if len(xs) > 1 else []
    found += [_run(run, value, axis, publishers, size_of, y) for run in _runs(lane, value, axis, size_of)]
    flags, versions = Shelf(), Shelf()
    poles = [place for place in lane.places if value.entries[place].version in numbers]
    for place in poles:
        flags.fits(axis.places[place] - 10, axis.places[place] + 10)
    for place in poles:
        entry = value.entries[place]
        found.append(_flag(entry, axis.places[place], y, numbers[entry.version], flags))
    for place in sorted(lane.places, key=lambda place: _priority(place, lane, value)):
        entry = value.entries[place]
        if entry.version in numbers:
            continue
        words = short(entry.version, 24)
        half = ink.width(words) / 2 + 3
        x = axis.places[place]
        beside = all(not (x - half < right and left < x + half) for left, right in flags.taken)
        if (beside or not lane.loud) and versions.fits(x - half, x + half):
            classes = "version strong" if entry.version == value.judged else "version faint"
            found.append(ink.words(x, y - 15, words, classes, anchor="middle"))
    return found


def fades(value: Timeline) -> bool:
    """Return True if deprecated releases are drawn faint.

    If nearly all releases are deprecated, none is drawn faint, and a line at the top of the picture states the
    deprecation.
    """
    deprecated = sum(entry.deprecated is not None for entry in value.entries)
    return deprecated <= 0.8 * len(value.entries)


def _priority(place: int, lane: Lane, value: Timeline) -> tuple[int, int]:
    entry = value.entries[place]
    if entry.version == value.judged:
        return 0, 0
    if entry.marks or entry.removed:
        return 1, -place
    if place == lane.places[-1]:
        return 2, 0
    if place == lane.places[0]:
        return 3, 0
    return 4, -place


def _runs(lane: Lane, value: Timeline, axis: Axis, size_of: Sequence[float]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in lane.places:
        if runs and _joins(runs[-1], place, value, axis, size_of):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _joins(run: Sequence[int], place: int, value: Timeline, axis: Axis, size_of: Sequence[float]) -> bool:
    first, last, this = value.entries[run[0]], run[-1], value.entries[place]
    near = axis.places[place] - axis.places[last] < 0.8 * (size_of[last] + size_of[place])
    alike = (first.publisher, first.deprecated is None) == (this.publisher, this.deprecated is None)
    short_ = axis.places[place] - axis.places[run[0]] < _LONGEST_RUN
    return near and alike and short_ and not any(_stands_out(entry, value) for entry in (first, this))


def _stands_out(entry: Entry, value: Timeline) -> bool:
    return bool(entry.marks) or entry.removed or entry.yanked or entry.version == value.judged


def _run(
    run: Sequence[int],
    value: Timeline,
    axis: Axis,
    publishers: Publishers,
    size_of: Sequence[float],
    y: float,
) -> str:
    first, last = value.entries[run[0]], value.entries[run[-1]]
    classes, letter = publishers.look(first.publisher)
    faded = ' class="faded"' if first.deprecated is not None and fades(value) else ""
    if len(run) == 1:
        x, r = axis.places[run[0]], size_of[run[0]]
        parts = [f"<g{faded}>{ink.dot(x, y, r, classes)}</g>"]
        if letter and r >= 5.5 and not first.removed:
            parts.append(ink.words(x, y + 3.4, letter, "letter"))
        parts += _signs(first, value, x, y, r)
        return ink.group(parts, title=entry_title(first))
    r = max(size_of[place] for place in run)
    start, end = axis.places[run[0]] - r, axis.places[run[-1]] + r
    parts = [f"<g{faded}>{ink.box(start, y - r, end - start, 2 * r, classes, round_=r)}</g>"]
    told = "letter" if classes != "untold" else "letter faint"
    for label in (f"{letter} {len(run)}" if letter else str(len(run)), letter):
        if label and end - start > ink.width(label, size=10) + 5 and r >= 5:
            parts.append(ink.words((start + end) / 2, y + 3.4, label, told))
            break
    who = first.publisher or "not told"
    title = f"{plural(len(run), 'release')}, {first.version} to {last.version}, published by {who}, {day(first.published)} to {day(last.published)}"
    return ink.group(parts, title=title)


def _signs(entry: Entry, value: Timeline, x: float, y: float, r: float) -> list[str]:
    parts = []
    if entry.removed or entry.yanked:
        parts.append(ink.cross(x, y, r + 2.5))
    if entry.weight is not None:
        parts.append(ink.dot(x, y, r + 3.5, f"ring {entry.weight.value}"))
    if entry.version == value.judged:
        parts.append(ink.dot(x, y, r + (6.5 if entry.weight else 4), "judged"))
    return parts


def _flag(entry: Entry, x: float, y: float, number: int, shelf: Shelf) -> str:
    weight = entry.weight.value if entry.weight else "ranks"
    words = short(entry.version, 20)
    top = y - 38
    parts = [
        ink.stroke(x, top + 9, x, y - 12, f"guide {weight}"),
        ink.dot(x, top, 9, f"f-{weight}"),
        ink.words(x, top + 4.2, str(number), "number"),
    ]
    if shelf.fits(x + 11, x + 14 + ink.width(words, size=12.5)):
        parts.append(ink.words(x + 13, top + 4.5, words, "strong"))
    return ink.group(parts)


def entry_title(entry: Entry) -> str:
    """Return the tooltip text of a release."""
    parts = [entry.version, day(entry.published), f"published by {entry.publisher or 'not told'}"]
    parts += [size(entry.size_bytes)] if entry.size_bytes is not None else []
    parts += ["removed"] if entry.removed else []
    parts += ["yanked"] if entry.yanked else []
    parts += ["deprecated"] if entry.deprecated is not None else []
    parts += [mark_words(mark) for mark in entry.marks]
    return "; ".join(parts)
