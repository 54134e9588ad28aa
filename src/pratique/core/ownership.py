"""The user's own packages: allowed publishers, actual publishers, and unexpected publications."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.history import Weight
from pratique.core.names import PackageRef
from pratique.core.reading import NotJudged
from pratique.core.release import Dated


class Alarm(StrEnum):
    """The kinds of alarms for an owner; part of the JSON contract."""

    STRANGER_PUBLISHED = "stranger-published"
    """An account that is not on the list published."""
    STRANGER_MAY_PUBLISH = "stranger-may-publish"
    PUBLISHER_UNTOLD = "publisher-untold"
    """The publisher of this release is unknown, although that of other releases is known."""
    PROVENANCE_LOST = "provenance-lost"
    SIGNAL = "signal"
    """Signals fired for a release, as they do for packages of others."""
    REMOVED = "removed"
    IDLE_PUBLISHER = "idle-publisher"
    """An account that may publish, but has not published for a year or has never published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One alarm with its release, and the reason in a sentence."""

    alarm: Alarm
    text: str
    weight: Weight
    """`holds`: look at once; `lengthens`: look soon; `ranks`: tidy up."""
    version: str | None = None
    at: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An account that may publish the package or has published it."""

    name: str
    may: bool | None
    """Whether it may publish today; None: unknown."""
    allowed: bool | None
    """Whether it is on the list; None: there is no list."""
    releases: int
    last: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPackage:
    """One of the user's own packages."""

    package: PackageRef
    registry: str
    publishers: tuple[Publisher, ...]
    """Accounts that may publish come first."""
    since: tuple[str, ...]
    """Versions that were published in the examined period, in order."""
    notices: tuple[Notice, ...]
    """The notices, most severe first."""
    untold: tuple[str, ...] = ()
    answered: bool = True
    """Whether the listing contains any publishers or times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """The result of `history --own`."""

    since: datetime
    packages: tuple[OwnPackage, ...]
    allowed: tuple[str, ...] = ()
    """The accounts that may publish; empty: not configured."""
    not_asked: tuple[NotJudged, ...] = ()

    @property
    def complete(self) -> bool:
        """Return True if every package was looked up and its listing has data."""
        return bool(self.packages) and not self.not_asked and all(item.answered for item in self.packages)

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of all notices."""
        weights = (notice.weight for item in self.packages for notice in item.notices)
        return max(weights, key=lambda weight: weight.rank, default=None)
