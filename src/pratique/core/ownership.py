"""What we publish ourselves: who may, who did, and what none of us meant to publish."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.history import Weight
from pratique.core.names import PackageRef
from pratique.core.reading import NotJudged
from pratique.core.release import Dated


class Alarm(StrEnum):
    """What an owner should know of; part of the JSON contract."""

    STRANGER_PUBLISHED = "stranger-published"
    """An account that is not on the list published."""
    STRANGER_MAY_PUBLISH = "stranger-may-publish"
    PUBLISHER_UNTOLD = "publisher-untold"
    """Nobody tells who published, and of other releases it is told."""
    PROVENANCE_LOST = "provenance-lost"
    SIGNAL = "signal"
    """A release that signals mark, as they would mark one of others."""
    REMOVED = "removed"
    IDLE_PUBLISHER = "idle-publisher"
    """An account that may publish, and did not for a year or ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One alarm with its release and why, in a sentence."""

    alarm: Alarm
    text: str
    weight: Weight
    """`holds`: look at once; `lengthens`: look soon; `ranks`: tidy up."""
    version: str | None = None
    at: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An account that may publish, or did."""

    name: str
    may: bool | None
    """Whether it may publish today; None: the registry does not tell."""
    allowed: bool | None
    """Whether it is on the list; None: there is no list."""
    releases: int
    last: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPackage:
    """One package of ours."""

    package: PackageRef
    registry: str
    publishers: tuple[Publisher, ...]
    """Those who may first."""
    since: tuple[str, ...]
    """Versions that were published in the time that is looked at, in order."""
    notices: tuple[Notice, ...]
    """The gravest first."""
    untold: tuple[str, ...] = ()
    answered: bool = True
    """Whether the listing tells anything of who or when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """The answer of `history --own`."""

    since: datetime
    packages: tuple[OwnPackage, ...]
    allowed: tuple[str, ...] = ()
    """The accounts that may publish; empty: nobody said."""
    not_asked: tuple[NotJudged, ...] = ()

    @property
    def complete(self) -> bool:
        """Return True if every package was looked up and has data."""
        return bool(self.packages) and not self.not_asked and all(item.answered for item in self.packages)

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of all notices."""
        weights = (notice.weight for item in self.packages for notice in item.notices)
        return max(weights, key=lambda weight: weight.rank, default=None)
