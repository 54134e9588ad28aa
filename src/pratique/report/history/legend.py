"""Draws the legend: the publishers' colours and the meaning of the signs that occur in the picture."""

from collections.abc import Callable, Iterator

from pratique.core.history import Timeline, Weight
from pratique.report.history import ink
from pratique.report.history.axis import SILENCE_DAYS
from pratique.report.history.lanes import fades
from pratique.report.history.publishers import Publishers
from pratique.report.history.words import WEIGHTS, short
from pratique.report.parts.counts import plural

Draw = Callable[[float, float], list[str]]
_ROW = 22.0


def legend_svg(
    value: Timeline, publishers: Publishers, *, left: float, right: float, top: float
) -> tuple[list[str], float]:
    """Return the legend's SVG elements, in as many rows as needed, and the y coordinate below the legend."""
    found: list[str] = []
    y = top
    for items in (list(_people(publishers)), list(_signs(value))):
        x = left
        for draw, words in items:
            needed = 24 + ink.width(words, size=12.5) + 14
            if x + needed > right and x > left:
                x, y = left, y + _ROW
            found += draw(x + 9, y + 9)
            found.append(ink.words(x + 24, y + 13.5, words, "", most=120))
            x += needed
        y += _ROW if items else 0
    return found, y


def _people(publishers: Publishers) -> Iterator[tuple[Draw, str]]:
    for person in publishers.known.values():
        yield (
            lambda x, y, p=person: [  # type: ignore[misc]  # bound now, not when it is called
                ink.dot(x, y, 7.5, p.classes),
                ink.words(x, y + 3.4, p.letter, "letter"),
            ],
            f"{short(person.name, 30)} ({person.releases:,})",
        )
    if publishers.others:
        words = f"{plural(publishers.others, 'other publisher')} ({publishers.others_releases:,})"
        yield (lambda x, y: [ink.dot(x, y, 7, "others")]), words
    if publishers.untold:
        yield (lambda x, y: [ink.dot(x, y, 7, "untold")]), f"publisher unknown ({publishers.untold:,})"


def _signs(value: Timeline) -> Iterator[tuple[Draw, str]]:
    weights = {entry.weight for entry in value.entries}
    for weight in Weight:
        if weight in weights:
            yield (
                lambda x, y, w=weight: [ink.dot(x, y, 7, f"ring {w.value}")],  # type: ignore[misc]  # as above
                f"marked: {WEIGHTS[weight]}",
            )
    if value.judged_entry is not None:
        yield (lambda x, y: [ink.dot(x, y, 7.5, "judged")]), "judged here"
    if any(entry.removed or entry.yanked for entry in value.entries):
        yield (lambda x, y: [ink.cross(x, y, 6)]), "removed or yanked since"
    if fades(value) and any(entry.deprecated is not None for entry in value.entries):
        yield (lambda x, y: [f'<g class="faded">{ink.dot(x, y, 7, "p0")}</g>']), "faded: deprecated"
    if any(entry.size_bytes for entry in value.entries):
        yield (
            (lambda x, y: [ink.dot(x - 4, y, 3, "others"), ink.dot(x + 4, y, 6, "others")]),
            "larger: a larger release",
        )
    if any((entry.silence_days or 0) >= SILENCE_DAYS for entry in value.entries):
        yield (lambda x, y: [ink.box(x - 8, y - 8, 16, 16, "silence")]), "a year or more without a release"
    if value.by_time and len(value.entries) > 1:
        yield (lambda x, y: [ink.stroke(x - 8, y, x + 8, y, "lane")]), "long gaps are drawn shorter"
