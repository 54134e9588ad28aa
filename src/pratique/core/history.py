"""The history of a package in its registry: releases in order, their changes, and signals.

It is based on a single listing. `Timeline.untold` describes the missing data; missing data never counts as a good
sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.release import Dated, ProjectStatus, TimeSource


class EventKind(StrEnum):
    """The kind of event; part of the JSON contract."""

    RELEASE = "release"
    PERSON_IN = "person-in"
    PERSON_OUT = "person-out"
    DEPENDENCY_ADDED = "dependency-added"
    DEPENDENCY_REMOVED = "dependency-removed"
    HOOK_ADDED = "hook-added"
    HOOK_CHANGED = "hook-changed"
    HOOK_REMOVED = "hook-removed"
    SIZE_JUMP = "size-jump"
    PROVENANCE_GAINED = "provenance-gained"
    PROVENANCE_LOST = "provenance-lost"
    DEPRECATED = "deprecated"
    YANKED = "yanked"
    REMOVED = "removed"
    TAG_BEHIND = "tag-behind"
    """`latest` refers to a release that is not the newest; listings show no other tag changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, with the release that shows it.

    `at` is the publish time of that release. Listings seldom state when a release was removed, yanked or deprecated, so
    such an event is known to be later. `subject` is an account, a dependency, an install script or a tag. `before` and
    `after` are the old and the new value, if there are two: ranges, commands, bytes.
    """

    kind: EventKind
    version: str | None
    at: Dated | None
    subject: str = ""
    before: str | None = None
    after: str | None = None
    later: bool = False
    """Whether it happened some time after `at`, at an unknown time."""


class Weight(StrEnum):
    """The effect of a signal on a release that is judged as new."""

    HOLDS = "holds"
    """The release is held for review."""
    LENGTHENS = "lengthens"
    """The cooldown of the release is extended."""
    RANKS = "ranks"
    """It is reported, and only affects the order of review."""

    @property
    def rank(self) -> int:
        """Return 0 for `ranks` up to 2 for `holds`."""
        return list(reversed(Weight)).index(self)


@dataclass(frozen=True, slots=True)
class Mark:
    """A signal that fired for one release: its id, and a sentence with the reason."""

    signal: str
    text: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Unread:
    """A signal that could not be evaluated for a release, with the reason."""

    signal: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One release on the timeline. None means unknown."""

    version: str
    line: str
    """The major line it belongs to, such as `3.x`."""
    published: Dated | None
    compared_with: str | None = None
    """The highest lower version of its line that is not known to be younger, else of all lines."""
    publisher: str | None = None
    maintainers: tuple[str, ...] | None = None
    dependencies: int | None = None
    hooks: tuple[str, ...] | None = None
    size_bytes: int | None = None
    """The unpacked size if it is known, else the size of the file."""
    provenance: bool | None = None
    trusted_publisher: str | None = None
    deprecated: str | None = None
    yanked: bool = False
    removed: bool = False
    """Whether it was published once but is no longer listed; all other data about it is unknown."""
    silence_days: int | None = None
    """Days since the previous release, on any line; None for the first release, and if times are unknown."""
    marks: tuple[Mark, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of its signals; None without signals."""
        return max((mark.weight for mark in self.marks), key=lambda weight: weight.rank, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A major release line, with its number of releases and its first and last release."""

    name: str
    releases: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The period in which an account is listed as a maintainer: its first and last entry, by position."""

    name: str
    first: int
    last: int
    releases: int
    """How many releases it published."""
    still: bool
    """Whether the newest entry with a list of maintainers includes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The history of a package from its first known release to its last."""

    package: PackageRef
    registry: str
    entries: tuple[Entry, ...]
    """In order of time if the registry itself has publish times, else of versions. Entries without a time come first."""
    events: tuple[Event, ...]
    """In the order of the entries that show them; events without a time come last."""
    by_time: bool
    """Whether the entries are in order of time."""
    lines: tuple[Line, ...] = ()
    """The highest first."""
    people: tuple[Presence, ...] = ()
    """Maintainers in the order in which they came."""
    tags: Mapping[str, str] = field(default_factory=dict)
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str | None = None
    times: TimeSource | None = None
    judged: str | None = None
    """The requested version; None if the listing does not contain it."""
    untold: tuple[str, ...] = ()
    """Data that the listing does not contain, one sentence each."""
    problems: tuple[str, ...] = ()
    """Parts of the listing that could not be parsed."""
    known_bad: tuple[str, ...] = ()
    """Known-bad facts about the requested release, one sentence each."""
    until: datetime | None = None
    """When the extended cooldown of the judged release ends, if a signal extends it and it is not over."""

    @property
    def answered(self) -> bool:
        """Return True if the listing contains publishers, maintainers or times."""
        return any(
            self.by_time or entry.publisher is not None or entry.maintainers is not None
            for entry in self.entries
        )

    @property
    def marked(self) -> tuple[Entry, ...]:
        """Return the entries with signals, in order."""
        return tuple(entry for entry in self.entries if entry.marks)

    @property
    def judged_entry(self) -> Entry | None:
        """Return the entry of the requested version; None if there is none."""
        return next((entry for entry in self.entries if entry.version == self.judged), None)


def wait_ends(entry: Entry | None, span: timedelta, now: datetime) -> datetime | None:
    """Return the end of an extended cooldown of `span`; None if there is none or if it is over.

    The time stated by a mirror is later than the publish time, so the cooldown ends by then at the latest. If no time is
    known, the cooldown starts at `now`, in UTC.
    """
    if entry is None or entry.weight is None or entry.weight is Weight.RANKS:
        return None
    until = (entry.published.at if entry.published else now) + span
    return until if until > now else None
