"""Draws the rows below the lanes: maintainers, added and removed dependencies, install hooks and provenance."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from pratique.core.history import Event, EventKind, Presence, Timeline
from pratique.report.history import ink
from pratique.report.history.axis import Axis
from pratique.report.history.lanes import Shelf
from pratique.report.history.publishers import Publishers
from pratique.report.history.words import event_words, short

MOST_PEOPLE = 9
_PERSON = 19.0
_ROW = 24.0
GUTTER = 12.0
"""The x coordinate of the row names."""


def people_svg(value: Timeline, axis: Axis, publishers: Publishers, *, top: float) -> tuple[list[str], float]:
    """Return a bar for each maintainer and the y coordinate below the bars.

    A bar extends from the first to the last release that lists the maintainer.
    """
    if not value.people:
        return [*_label("maintainers", top + 15), _untold(axis, top + 15)], top + _ROW
    kept = _foremost(value.people)
    found = [*_label("maintainers", top + 11)]
    y = top + 12
    from_start = {*(value.entries[0].maintainers or ())} if value.entries else set()
    for person in kept:
        found += _person(person, axis, publishers, y, came=person.name not in from_start)
        y += _PERSON
    left_out = len(value.people) - len(kept)
    if left_out:
        words = f"and {left_out:,} more present or former maintainers"
        found.append(ink.words(axis.left, y + 12, words, "faint small"))
        y += _PERSON
    return found, y + 5


def _foremost(people: Sequence[Presence]) -> list[Presence]:
    if len(people) <= MOST_PEOPLE:
        return list(people)
    chosen = sorted(people, key=lambda p: (not p.still, -p.last, -p.releases))[:MOST_PEOPLE]
    return sorted(chosen, key=lambda p: (p.first, p.name))


def _person(person: Presence, axis: Axis, publishers: Publishers, y: float, *, came: bool) -> Iterator[str]:
    start = axis.places[person.first] if came else axis.left
    end = axis.right if person.still else axis.places[person.last]
    known = publishers.known.get(person.name)
    classes = known.classes if known else "others"
    yield ink.words(axis.left - 8, y + 13, short(person.name, 18), "small", anchor="end")
    yield ink.box(start, y + 5, max(end - start, 3), 8, classes, round_=4)
    if came:
        yield ink.words(start - 4, y + 13, "in", "small strong", anchor="end")
    if not person.still:
        yield ink.words(max(end, start + 3) + 4, y + 13, "out", "small strong")


def dependencies_svg(value: Timeline, axis: Axis, *, top: float) -> tuple[list[str], float]:
    """Return a plus sign for each added dependency and a minus sign for each removed dependency."""
    if not any(entry.dependencies is not None for entry in value.entries):
        return [*_label("dependencies", top + 16), _untold(axis, top + 16)], top + _ROW
    added = _by_version(value, EventKind.DEPENDENCY_ADDED)
    gone = _by_version(value, EventKind.DEPENDENCY_REMOVED)
    if not added and not gone:
        words = "no known additions or removals"
        return [
            *_label("dependencies", top + 16),
            ink.words(axis.left, top + 16, words, "faint small"),
        ], top + _ROW
    found = [*_label("dependencies", top + 16)]
    y = top
    for sign, events in (("+", added), ("\N{MINUS SIGN}", gone)):
        if events:
            found += _all_signs(value, axis, {sign: events}, y + 16)
            y += _ROW
    return found, y


def hooks_svg(value: Timeline, axis: Axis, *, top: float) -> tuple[list[str], float]:
    """Return the changes of install scripts, or a note that no release has an install script."""
    y = top + 16
    found = [*_label("install hooks", y)]
    told = [entry.hooks for entry in value.entries if entry.hooks is not None]
    kinds = {
        EventKind.HOOK_ADDED: "+",
        EventKind.HOOK_CHANGED: "~",
        EventKind.HOOK_REMOVED: "\N{MINUS SIGN}",
    }
    events = [event for event in value.events if event.kind in kinds]
    if not told:
        found.append(_untold(axis, y))
    elif not any(told) and not events:
        found.append(ink.words(axis.left, y, "no release has an install hook", "faint small"))
    else:
        for entry, x in zip(value.entries, axis.places, strict=True):
            if entry.hooks:
                found.append(ink.box(x - 2, y - 2, 4, 4, "others"))
        found += _all_signs(value, axis, {sign: _by_version(value, kind) for kind, sign in kinds.items()}, y)
    return found, top + _ROW


def provenance_svg(value: Timeline, axis: Axis, *, top: float) -> tuple[list[str], float]:
    """Return a sign for each release with provenance, and a sign for each release that lost provenance.

    Provenance is not a sign of trust.
    """
    y = top + 16
    found = [*_label("provenance", y)]
    told = [entry.provenance for entry in value.entries if entry.provenance is not None]
    if not told:
        found.append(_untold(axis, y))
    elif not any(told):
        found.append(ink.words(axis.left, y, "no release has provenance", "faint small"))
    else:
        for entry, x in zip(value.entries, axis.places, strict=True):
            if entry.provenance:
                found.append(ink.box(x - 3.5, y - 8, 7, 7, "p2", round_=1.5))
        lost = _by_version(value, EventKind.PROVENANCE_LOST)
        found += _all_signs(value, axis, {"\N{MULTIPLICATION SIGN}": lost}, y)
    return found, top + _ROW


def _label(words: str, y: float) -> Iterator[str]:
    yield ink.words(GUTTER, y, words, "faint small")


def _untold(axis: Axis, y: float) -> str:
    return ink.words(axis.left, y, "not listed by this registry", "faint small")


def _by_version(value: Timeline, kind: EventKind) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in value.events:
        if event.kind is kind and event.version is not None:
            found.setdefault(event.version, []).append(event)
    return found


def _all_signs(
    value: Timeline, axis: Axis, rows: Mapping[str, Mapping[str, Sequence[Event]]], y: float
) -> Iterator[str]:
    places = {entry.version: place for place, entry in enumerate(value.entries)}
    marked = {entry.version for entry in value.marked}
    happened = [(version, sign, events[version]) for sign, events in rows.items() for version in events]
    happened.sort(key=lambda item: (item[0] not in marked, -places[item[0]]))
    others = sorted({axis.places[places[version]] for version, _, _ in happened})
    shelf = Shelf()
    for version, sign, events in happened:
        x = axis.places[places[version]]
        title = f"{version}: " + "; ".join(event_words(event) for event in events[:20])
        parts = [ink.words(x, y + 1, sign, "sign")]
        following = bisect_right(others, x)
        most = others[following] - 6 if following < len(others) else axis.right + 24
        for name in _names(events):
            end = x + 9 + ink.width(name, size=11.5)
            if end < most and shelf.fits(x + 1, end):
                strong = " strong" if version in marked else ""
                parts.append(ink.words(x + 8, y, name, f"small{strong}"))
                break
        yield ink.group(parts, title=title)


def _names(happened: Sequence[Event]) -> tuple[str, ...]:
    first = short(happened[0].subject, 28)
    if not first:
        return ("lost",)
    return (first,) if len(happened) == 1 else (f"{first} and {len(happened) - 1} more", str(len(happened)))
