"""Builds the phrases for events, signals and times in all history reports. Text from a package is escaped."""

from collections.abc import Iterable

from pratique.core.history import Entry, Event, EventKind, Mark, Timeline, Weight
from pratique.core.release import Dated, ProjectStatus, TimeSource
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape

NOT_TOLD = "not told"
WEIGHTS = {
    Weight.HOLDS: "held for review",
    Weight.LENGTHENS: "extended cooldown",
    Weight.RANKS: "worth a look",
}
"""The phrase for the effect of a signal on a release that is judged as new."""
_NAME = 80
_VALUE = 120
_SENTENCE = 500
_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def day(told: Dated | None) -> str:
    """Return a date as text. Dates from a mirror are labelled."""
    if told is None:
        return NOT_TOLD
    date = told.at.date().isoformat()
    return date if told.source is TimeSource.REGISTRY else f"{date} or before"


def size(value: int | None) -> str:
    """Return a size with its unit."""
    if value is None:
        return NOT_TOLD
    for unit, name in _SIZES:
        if value >= unit:
            return f"{value / unit:.1f} {name}"
    return plural(value, "byte")


_EVENTS = {
    EventKind.RELEASE: "published by {name}",
    EventKind.PERSON_IN: "{name} became a maintainer",
    EventKind.PERSON_OUT: "{name} is no longer a maintainer",
    EventKind.DEPENDENCY_ADDED: "new dependency: {name} {after}",
    EventKind.DEPENDENCY_REMOVED: "removed dependency: {name}",
    EventKind.HOOK_ADDED: "new install hook {name}: {after}",
    EventKind.HOOK_CHANGED: "install hook {name} changed from {before} to {after}",
    EventKind.HOOK_REMOVED: "install hook {name} was removed",
    EventKind.SIZE_JUMP: "grew from {before} to {after}",
    EventKind.PROVENANCE_GAINED: "has provenance, unlike the previous release",
    EventKind.PROVENANCE_LOST: "has no provenance, unlike the previous release",
    EventKind.DEPRECATED: "deprecated since: {name}",
    EventKind.YANKED: "yanked since: {name}",
    EventKind.REMOVED: "removed since: the registry no longer lists the release",
    EventKind.TAG_BEHIND: "the tag {name} points to {after}, although {before} is the newest",
}
_NAMELESS = {
    EventKind.RELEASE: "published, publisher unknown",
    EventKind.YANKED: "yanked since, reason unknown",
    EventKind.DEPRECATED: "deprecated since, reason unknown",
}
_LONG = {EventKind.DEPRECATED, EventKind.YANKED}
_PEOPLE = {EventKind.PERSON_IN, EventKind.PERSON_OUT}


def event_words(event: Event) -> str:
    """Return the description of an event, without version and time."""
    if not event.subject and event.kind in _NAMELESS:
        return _NAMELESS[event.kind]
    values = (event.before, event.after)
    if event.kind is EventKind.SIZE_JUMP:
        before, after = (size(int(value or 0)) for value in values)
    else:
        before, after = (_short(value, _VALUE) for value in values)
    # What a package chose is filled in once: braces in it are no places.
    name = _short(event.subject, _VALUE if event.kind in _LONG else _NAME)
    words = _EVENTS[event.kind].format(name=name, before=before, after=after).replace("  ", " ")
    return words + (", after the last release" if event.kind in _PEOPLE and event.later else "")


def mark_words(mark: Mark) -> str:
    """Return a sentence that describes a signal, with the signal's id."""
    return f"{_short(mark.text, _SENTENCE)} [{escape(mark.signal, most=_NAME)}]"


def headline(value: Timeline) -> str:
    """Return a summary of the package's history in one line."""
    count = plural(len(value.entries), "release")
    marked = value.marked
    if not value.entries:
        return "the listing contains no release"
    if marked:
        words = ", ".join(short(entry.version) for entry in gravest(marked)[:5])
        more = f" and {len(marked) - 5:,} more" if len(marked) > 5 else ""
        return f"{plural(len(marked), 'release')} of {len(value.entries):,} with signals: {words}{more}"
    unread = unread_signals(value.entries)
    if unread:
        return f"{count}, none with signals; {plural(len(unread), 'signal')} could not be evaluated for every release"
    return f"{count}, none with signals"


def gravest(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with signals: holds first, then cooldowns, each newest first."""
    newest_first = list(entries)[::-1]
    return sorted(newest_first, key=lambda entry: -(entry.weight.rank if entry.weight else -1))


def unread_signals(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the signals that are unknown for at least one release, with the reason, by signal id."""
    found: dict[str, str] = {}
    for entry in entries:
        for item in entry.unread:
            found.setdefault(item.signal, item.why)
    return dict(sorted(found.items()))


def unread_words(entries: Iterable[Entry]) -> list[str]:
    """Return unknown signals as sentences, grouped by reason."""
    by_reason: dict[str, list[str]] = {}
    for signal, why in unread_signals(entries).items():
        by_reason.setdefault(why, []).append(escape(signal, most=_NAME))
    return [
        f"{'signals' if len(names) > 1 else 'signal'} {', '.join(names)}: {_short(why, _SENTENCE)}"
        for why, names in by_reason.items()
    ]


def status_words(value: Timeline) -> str:
    """Return the status of the package, or "" for the usual status."""
    reason = f": {_short(value.status_reason, _SENTENCE)}" if value.status_reason else ""
    if value.status is ProjectStatus.ACTIVE:
        return reason.removeprefix(": ")
    return f"registry status: {value.status.value}{reason}"


def span(value: Timeline) -> str:
    """Return the first and the last publish date, if they are known."""
    told = [entry.published for entry in value.entries if entry.published is not None]
    if not told or not value.by_time:
        return "in the order of versions"
    return f"{told[0].at:%Y-%m-%d} to {told[-1].at:%Y-%m-%d}"


def short(text: str | None, most: int = 40) -> str:
    """Return a version or a name, escaped and shortened."""
    return escape(text or "", most=most)


def _short(text: str | None, most: int = _NAME) -> str:
    return escape(text or "", most=most)
