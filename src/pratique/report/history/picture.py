"""Draws the history of a package as one self-contained SVG picture for light and dark mode.

From top to bottom, the picture contains a headline; a lane for each major version with a dot for each release;
maintainers, dependencies, install scripts and provenance; the legend; and the signals in words.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from pratique.core.history import Entry, Timeline
from pratique.report.history import ink
from pratique.report.history.axis import SILENCE_DAYS, Axis, axis_of
from pratique.report.history.lanes import lane_svg, lanes_of
from pratique.report.history.legend import legend_svg
from pratique.report.history.publishers import Publishers, publishers_of
from pratique.report.history.rows import GUTTER, dependencies_svg, hooks_svg, people_svg, provenance_svg
from pratique.report.history.words import (
    WEIGHTS,
    day,
    gravest,
    headline,
    mark_words,
    short,
    span,
    status_words,
)
from pratique.report.parts.counts import plural

WIDTH = 1200.0
_LEFT, _RIGHT = 132.0, 1172.0
MOST_NUMBERED = 12
"""The maximum number of releases with signals that the picture describes in words."""
_LINE = 17.0
_MOST_LINES = 3
_CHARACTERS = 165
_MOST_UNTOLD = 6


def picture(value: Timeline, *, story: bool = True) -> str:
    """Return the picture as an SVG element.

    Without `story`, the picture has no title and no text at the bottom, because the surrounding document contains
    them.
    """
    body, height = _body(value, story=story)
    frame = f"0 0 {ink.number(WIDTH)} {ink.number(height)}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="history" viewBox="{frame}" role="img"',
            ' aria-labelledby="history-title history-words">',
            f'<title id="history-title">{ink.shown(_title(value))}</title>',
            f'<desc id="history-words">{ink.shown(_description(value), most=3000)}</desc>',
            *body,
            "</svg>",
        ]
    )


def svg(value: Timeline) -> str:
    """Return a complete SVG file with its style sheet."""
    head, end, rest = picture(value).partition("</desc>\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{end}<style>{ink.SHEET}</style>\n{rest}\n'


def numbered(value: Timeline) -> dict[str, int]:
    """Return the numbers of the releases that the story describes.

    The function selects the releases with the most severe signals, and numbers these releases in the order of the axis.
    """
    chosen = {entry.version for entry in gravest(value.marked)[:MOST_NUMBERED]}
    inside = [entry.version for entry in value.entries if entry.version in chosen]
    return {version: number for number, version in enumerate(inside, start=1)}


def _title(value: Timeline) -> str:
    return f"History of {value.package.name} ({value.package.ecosystem.value})"


def _description(value: Timeline) -> str:
    told = [f"{headline(value)}; {span(value)}."]
    numbers = numbered(value)
    for entry in value.entries:
        if entry.version in numbers:
            words = "; ".join(mark_words(mark) for mark in entry.marks)
            told.append(f"{entry.version} ({day(entry.published)}): {words}.")
    return " ".join(told)


def _body(value: Timeline, *, story: bool) -> tuple[list[str], float]:
    numbers = numbered(value)
    axis = axis_of(value.entries, by_time=value.by_time, left=_LEFT, right=_RIGHT, dated=frozenset(numbers))
    publishers = publishers_of(value.entries)
    drawn = list(_head(value)) if story else []
    top = 96.0 if story else 10.0
    if value.entries:
        inner, top = _history(value, axis, publishers, numbers, top=top)
        drawn += inner
        legend, top = legend_svg(value, publishers, left=GUTTER, right=_RIGHT, top=top + 14)
        drawn += legend
    if story:
        told, top = _story(value, numbers, top=top + 8)
        drawn += told
    untold, top = _untold(value, top=top + 8) if story else ([], top)
    height = top + 14
    return [ink.box(0, 0, WIDTH, height, "paper"), *drawn, *untold], height


def _head(value: Timeline) -> Iterator[str]:
    name = short(value.package.name, 60)
    yield ink.words(GUTTER, 34, name, "name")
    after = GUTTER + ink.width(name, size=22) + 16
    parts = [value.package.ecosystem.value, plural(len(value.entries), "release"), span(value)]
    yield ink.words(after, 34, "  \N{MIDDLE DOT}  ".join(parts), "faint")
    yield ink.words(GUTTER, 60, headline(value), "head", most=150)
    status = status_words(value)
    if status:
        yield ink.words(GUTTER, 80, status, "f-holds strong", most=150)


def _history(
    value: Timeline, axis: Axis, publishers: Publishers, numbers: Mapping[str, int], *, top: float
) -> tuple[list[str], float]:
    front: list[str] = []
    y = top + 14
    for place, lane in enumerate(lanes_of(value, numbers)):
        if place % 2 == 0:
            front.append(ink.box(0, y, WIDTH, lane.height, "stripe"))
        front.append(ink.words(GUTTER, y + lane.height - 9.5, short(lane.name, 16), "strong"))
        y += lane.height
    lanes_end, y = y, top + 14
    dots: list[str] = []
    for lane in lanes_of(value, numbers):
        dots += lane_svg(lane, value, axis, publishers, numbers, top=y)
        y += lane.height
    ticks = list(_ticks(axis, lanes_end, by_time=value.by_time))
    y = lanes_end + 30
    rows: list[str] = []
    for found, below in _rows(value, axis, publishers, top=y):
        y = below
        rows += found
    silences = list(_silences(value, axis, top, y))
    guides = list(_guides(value, axis, numbers, lanes_end, y))
    return [*front, *silences, *guides, *dots, *ticks, *rows], y


def _rows(
    value: Timeline, axis: Axis, publishers: Publishers, *, top: float
) -> Iterator[tuple[list[str], float]]:
    found, y = people_svg(value, axis, publishers, top=top)
    yield found, y
    for draw in (dependencies_svg, hooks_svg, provenance_svg):
        found, y = draw(value, axis, top=y)
        yield found, y


def _ticks(axis: Axis, y: float, *, by_time: bool) -> Iterator[str]:
    yield ink.stroke(axis.left, y + 0.5, axis.right, y + 0.5, "lane")
    for tick in axis.ticks:
        yield ink.stroke(tick.x, y, tick.x, y + 5, "lane")
        yield ink.words(tick.x, y + 18, short(tick.words, 16), "faint small", anchor="middle")
    if not by_time:
        yield ink.words(GUTTER, y + 18, "in order of versions", "faint small")


def _silences(value: Timeline, axis: Axis, top: float, bottom: float) -> Iterator[str]:
    for place, entry in enumerate(value.entries):
        if place and entry.silence_days is not None and entry.silence_days >= SILENCE_DAYS:
            start, end = axis.places[place - 1] + 8, axis.places[place] - 8
            yield ink.box(start, top, end - start, bottom - top, "silence")
            for words in (f"{entry.silence_days:,} days of silence", f"{entry.silence_days:,} days"):
                if ink.width(words, size=11.5) < end - start:
                    yield ink.words((start + end) / 2, top + 11, words, "silent", anchor="middle")
                    break


def _guides(
    value: Timeline, axis: Axis, numbers: Mapping[str, int], top: float, bottom: float
) -> Iterator[str]:
    for entry, x in zip(value.entries, axis.places, strict=True):
        if entry.version in numbers and entry.weight is not None:
            yield ink.stroke(x, top, x, bottom, f"guide {entry.weight.value}")


def _story(value: Timeline, numbers: Mapping[str, int], *, top: float) -> tuple[list[str], float]:
    if not numbers:
        return [], top
    found = [ink.words(GUTTER, top + 14, "Signals of the numbered releases", "head")]
    y = top + 26
    for entry in value.entries:
        if entry.version in numbers and entry.weight is not None:
            found += [
                ink.dot(GUTTER + 9, y + 10, 9, f"f-{entry.weight.value}"),
                ink.words(GUTTER + 9, y + 14.2, str(numbers[entry.version]), "number"),
                ink.words(GUTTER + 26, y + 14.5, _opening(entry), "strong"),
            ]
            y += _LINE + 2
            for mark in entry.marks:
                for line in _wrapped(mark_words(mark)):
                    found.append(ink.words(GUTTER + 26, y + 13, line, "", most=400))
                    y += _LINE
            y += 4
    left_out = len(value.marked) - len(numbers)
    if left_out > 0:
        words = f"and {plural(left_out, 'more release')} with a ring, described in the text and JSON reports"
        found.append(ink.words(GUTTER, y + 14, words, "faint"))
        y += _LINE
    return found, y + 2


def _opening(entry: Entry) -> str:
    weight = WEIGHTS[entry.weight] if entry.weight else ""
    return f"{short(entry.version)}, {day(entry.published)}, published by {short(entry.publisher) or 'not told'}: {weight}"


def _wrapped(words: str, *, most: int = _MOST_LINES) -> Sequence[str]:
    lines = textwrap.wrap(words, _CHARACTERS, break_on_hyphens=False) or [""]
    return (
        lines
        if len(lines) <= most
        else [*lines[: most - 1], lines[most - 1][:-1] + "\N{HORIZONTAL ELLIPSIS}"]
    )


def _untold(value: Timeline, *, top: float) -> tuple[list[str], float]:
    told = [*value.untold, *(f"not understood: {problem}" for problem in value.problems)]
    if not told:
        return [], top
    found = [ink.words(GUTTER, top + 12, "Unknown", "strong faint small")]
    y = top + 14
    for words in told[:_MOST_UNTOLD]:
        found.append(ink.words(GUTTER, y + 12, f"\N{BULLET} {short(words, 180)}", "faint small"))
        y += 15
    if len(told) > _MOST_UNTOLD:
        found.append(ink.words(GUTTER, y + 12, f"and {len(told) - _MOST_UNTOLD:,} more", "faint small"))
        y += 15
    return found, y
