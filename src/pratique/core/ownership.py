"""The user's own packages: allowed publishers, actual publishers, and unexpected releases."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pratique.core.history import Weight
from pratique.core.names import PackageRef
from pratique.core.reading import NotJudged
from pratique.core.release import Dated


class Alarm(StrEnum):
    """The kinds of notices for a package owner; part of the JSON contract."""

    STRANGER_PUBLISHED = "stranger-published"
    """An account outside the list of allowed publishers published a release."""
    STRANGER_MAY_PUBLISH = "stranger-may-publish"
    PUBLISHER_UNTOLD = "publisher-untold"
    """The publisher of this release is unknown, although the publishers of other releases are known."""
    PROVENANCE_LOST = "provenance-lost"
    SIGNAL = "signal"
    """Registry signals fired for a release."""
    REMOVED = "removed"
    IDLE_PUBLISHER = "idle-publisher"
    """An account may publish, but has published nothing for a year or has never published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice with its release and the reason in a sentence."""

    alarm: Alarm
    text: str
    weight: Weight
    """The urgency of the notice. `holds`: investigate at once; `lengthens`: investigate soon; `ranks`: clean up."""
    version: str | None = None
    at: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An account that may publish the package or has published it."""

    name: str
    may: bool | None
    """Whether the account may publish today; None if unknown."""
    allowed: bool | None
    """Whether the account is on the list of allowed publishers; None if there is no list."""
    releases: int
    last: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPackage:
    """One of the user's own packages."""

    package: PackageRef
    registry: str
    publishers: tuple[Publisher, ...]
    """The publishers. Accounts that may publish come first."""
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
    """The accounts that may publish according to the settings; empty if the settings list none."""
    not_asked: tuple[NotJudged, ...] = ()

    @property
    def complete(self) -> bool:
        """Return True if every package was looked up and every listing has publishers or times."""
        return bool(self.packages) and not self.not_asked and all(item.answered for item in self.packages)

    @property
    def weight(self) -> Weight | None:
        """Return the highest weight of all notices."""
        weights = (notice.weight for item in self.packages for notice in item.notices)
        return max(weights, key=lambda weight: weight.rank, default=None)
