"""The history of a package in its registry: releases in order, their changes, and signals.

It contains only a listing of the day it was read. `Timeline.untold` names what is missing, which never counts
as a good sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.release import Dated, ProjectStatus, TimeSource


class EventKind(StrEnum):
    """What happened; part of the JSON contract."""

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
    """`latest` points at a release that is not the newest: all that a listing tells of tags that moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, with the release that shows it.

    `at` is the publish time of that release: listings seldom say when something was removed, yanked or
    deprecated, so the event is then known to be later. `subject` is an account, a dependency, an install
    script or a tag. `before` and `after` are values if there are two: ranges, commands, bytes.
    """

    kind: EventKind
    version: str | None
    at: Dated | None
    subject: str = ""
    before: str | None = None
    after: str | None = None
    later: bool = False
    """Whether it happened some time after `at`, and nobody tells when."""


class Weight(StrEnum):
    """What a mark does to a release that is judged as new."""

    HOLDS = "holds"
    """A person must look at it."""
    LENGTHENS = "lengthens"
    """It waits longer."""
    RANKS = "ranks"
    """It is told, and only sorts what to review first."""

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
    """A signal that could not be read of a release, and why."""

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
    """Unpacked where that is told, else of the file."""
    provenance: bool | None = None
    trusted_publisher: str | None = None
    deprecated: str | None = None
    yanked: bool = False
    removed: bool = False
    """It was published once, and is listed no more: all else about it is not told."""
    silence_days: int | None = None
    """Days since the release before it in time, of any line; None for the first, and where times are not told."""
    marks: tuple[Mark, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of its signals; None without signals."""
        return max((mark.weight for mark in self.marks), key=lambda weight: weight.rank, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A major line: how many releases it has, and the first and the last of them."""

    name: str
    releases: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How long an account is listed as a maintainer: from the first to the last entry that lists it, by position."""

    name: str
    first: int
    last: int
    releases: int
    """How many releases it published."""
    still: bool
    """Whether the newest entry that tells maintainers lists it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A package from its first known release to its last."""

    package: PackageRef
    registry: str
    entries: tuple[Entry, ...]
    """In order: of time where the registry itself tells times, else of versions. Without a time: first."""
    events: tuple[Event, ...]
    """In the order of the entries that show them; what is told of no time comes last."""
    by_time: bool
    """Whether the order is that of time."""
    lines: tuple[Line, ...] = ()
    """The highest first."""
    people: tuple[Presence, ...] = ()
    """Maintainers in the order in which they came."""
    tags: Mapping[str, str] = field(default_factory=dict)
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str | None = None
    times: TimeSource | None = None
    judged: str | None = None
    """The version that was asked about; None when none of the listing is it."""
    untold: tuple[str, ...] = ()
    """What the listing does not tell, one sentence each."""
    problems: tuple[str, ...] = ()
    """What of the listing could not be understood."""
    known_bad: tuple[str, ...] = ()
    """What is known to be bad about the release that was asked about, one sentence each."""
    until: datetime | None = None
    """When the longer wait of the judged release ends, where a mark asks for one and it is not over."""

    @property
    def answered(self) -> bool:
        """Return True if the listing has any history: publishers, maintainers, or times."""
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
        """Return the requested entry."""
        return next((entry for entry in self.entries if entry.version == self.judged), None)


def wait_ends(entry: Entry | None, span: timedelta, now: datetime) -> datetime | None:
    """Return when an extended cooldown of `span` ends; None without one, or if it is over.

    A mirror's time is later than the publish time, so the cooldown ends then at the latest. Without a time,
    it counts from `now`, in UTC.
    """
    if entry is None or entry.weight is None or entry.weight is Weight.RANKS:
        return None
    until = (entry.published.at if entry.published else now) + span
    return until if until > now else None
