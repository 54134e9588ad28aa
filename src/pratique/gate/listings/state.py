"""Defines the state of a package's listing, and how long a state is valid."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import PackageRef
from pratique.gate.decision.listing_decision import Marking
from pratique.gate.decision.uninstallable import Refused, Stamp
from pratique.store.record import FileName


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a package's listing."""

    package: PackageRef
    url: str
    """The URL of the stored listing. The URL and `accept` together are the key in the store."""
    accept: str
    own: bool
    """True if the package is private or bound to its own registry."""
    marking: Marking
    itself: Marking
    """The marks of the listing, except marks that result from dependencies."""
    needs: frozenset[str]
    """The names of the required dependencies of all releases."""
    refused: Refused | None
    doors: Stamp = ()
    """An identifier of the refused dependencies on which the marks are based."""
    removed: frozenset[FileName]
    """The files that the registry removed and that this Pratique installation stores."""
    epoch: str
    """An identifier of the inputs of the decisions (`Law.state_of`)."""
    digest: str
    digest_itself: str
    """The digest of the page without the marks that result from dependencies."""
    fresh_until: datetime
    trouble: str = ""
    """The reason why the listing could not be refreshed."""
    sets: int = 0
    """The number of known fix sets when the listing was evaluated."""

    def holds(self, epoch: str, now: datetime, *, sets: int) -> bool:
        """Return True if the decisions are still current. A new fix set may end a cooldown."""
        changes = self.marking.changes_at
        return self.epoch == epoch and (changes is None or (now < changes and self.sets == sets))
