"""The state of a package's listing, and how long it is valid."""

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
    """Where the bytes were had; with `accept` their name in the store."""
    accept: str
    own: bool
    """Whether the package has a registry of its own."""
    marking: Marking
    itself: Marking
    """What is said of its own files, without that of what they need."""
    needs: frozenset[str]
    """Names of packages that some release cannot be installed without."""
    refused: Refused | None
    doors: Stamp = ()
    """By what is refused of its needs it was marked."""
    removed: frozenset[FileName]
    """Files that the registry has no more, and this installation has."""
    epoch: str
    """What it was decided by (`Law.state_of`)."""
    digest: str
    digest_itself: str
    """Without what is said because of its needs."""
    fresh_until: datetime
    trouble: str = ""
    """Why the registry's present answer is not known."""
    sets: int = 0
    """How many fix sets were known when it was begun."""

    def holds(self, epoch: str, now: datetime, *, sets: int) -> bool:
        """Return True if the decisions are still current. A new fix set may end a cooldown."""
        changes = self.marking.changes_at
        return self.epoch == epoch and (changes is None or (now < changes and self.sets == sets))
