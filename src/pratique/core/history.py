"""The history of a package in its registry: releases in order, their changes, and signals.

The history is based on a single registry listing. `Timeline.untold` lists the data that the registry listing does not
contain. Missing data never counts as a good sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.release import Dated, ProjectStatus, TimeSource


class EventKind(StrEnum):
    """The kind of event in a package's history; part of the JSON contract."""

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
    """The tag `latest` refers to a release that is not the newest. A listing shows no other changes of tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event in a package's history, with the release that shows the event.

    `at` is the publish time of that release. Listings seldom state when a release was removed, yanked or deprecated, so
    such an event happened at an unknown time after `at`. `subject` is an account, a dependency, an install script or a
    tag. `before` and `after` are the old and the new value, if both exist, such as ranges, commands or sizes in bytes.
    """

    kind: EventKind
    version: str | None
    at: Dated | None
    subject: str = ""
    before: str | None = None
    after: str | None = None
    later: bool = False
    """Whether the event happened after `at`, at an unknown time."""


class Weight(StrEnum):
    """The effect of a signal on a release that is judged as new."""

    HOLDS = "holds"
    """The release is held for review."""
    LENGTHENS = "lengthens"
    """The cooldown of the release is extended."""
    RANKS = "ranks"
    """The signal is reported and affects only the order of review."""

    @property
    def rank(self) -> int:
        """Return the rank of the weight, from 0 for `ranks` to 2 for `holds`."""
        return list(reversed(Weight)).index(self)


@dataclass(frozen=True, slots=True)
class Mark:
    """A signal that fired for one release, with the signal's id and the reason in one sentence."""

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
    """The major release line, such as `3.x`."""
    published: Dated | None
    compared_with: str | None = None
    """The baseline: the highest lower version that is not known to be younger, on the same release line or else on any line."""
    publisher: str | None = None
    maintainers: tuple[str, ...] | None = None
    dependencies: int | None = None
    hooks: tuple[str, ...] | None = None
    size_bytes: int | None = None
    """The unpacked size if known, or else the size of the file."""
    provenance: bool | None = None
    trusted_publisher: str | None = None
    deprecated: str | None = None
    yanked: bool = False
    removed: bool = False
    """Whether the release was published but is no longer listed. All other data about a removed release is unknown."""
    silence_days: int | None = None
    """Days since the previous release on any line; None for the first release, and if publish times are unknown."""
    marks: tuple[Mark, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of the release's signals; None without signals."""
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
    """The period in which an account is listed as a maintainer.

    The bounds of the period are the positions of the first and the last entry that list the account.
    """

    name: str
    first: int
    last: int
    releases: int
    """The number of releases that the account published."""
    still: bool
    """Whether the account is in the newest list of maintainers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The history of a package from its first to its last known release."""

    package: PackageRef
    registry: str
    entries: tuple[Entry, ...]
    """All releases in order of time if the registry has its own publish times, or else in order of versions. Releases without a
    time come first."""
    events: tuple[Event, ...]
    """All events, in the order of the releases that show them. Events without a time come last."""
    by_time: bool
    """Whether the entries are in order of time."""
    lines: tuple[Line, ...] = ()
    """Release lines, highest version first."""
    people: tuple[Presence, ...] = ()
    """Maintainers in the order in which they joined."""
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
    """The end of an extended cooldown of the judged release; None if no signal extends the cooldown, or if the cooldown is
    over."""

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
        """Return the entry of the requested version; None if the timeline has no entry for the version."""
        return next((entry for entry in self.entries if entry.version == self.judged), None)


def wait_ends(entry: Entry | None, span: timedelta, now: datetime) -> datetime | None:
    """Return the end of the release's extended cooldown of length `span`; None if no extended cooldown applies now.

    A mirror's time is later than the publish time, so the cooldown ends at the mirror's time plus `span` at the latest.
    If no time is known, the cooldown starts at `now`, in UTC.
    """
    if entry is None or entry.weight is None or entry.weight is Weight.RANKS:
        return None
    until = (entry.published.at if entry.published else now) + span
    return until if until > now else None
