"""A fix set: the release that an advisory names as the fix, and the siblings that it pins."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import ReleaseRef

SPARED_SIGNALS = frozenset({"lines-within-minutes"})
"""Signals that lengthen a wait and say nothing against a fix: a fix that is carried to all lines shows them."""


_MOST_SAID = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An advisory that names a release as the fix."""

    advisory: str
    """Its id."""
    reviewer: str = ""
    """Who else than the package's own maintainers read it before it was published; "": that cannot be told."""
    affects_predecessor: bool = False
    """Whether the release that the named one follows has the fault."""
    changed_at: datetime | None = None
    """When its record was last changed; aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixSet:
    """A release that an advisory names as the fix, with its siblings, and what prevents skipping the cooldown."""

    root: ReleaseRef
    """The release that is named."""
    advisory: str
    reviewer: str
    members: tuple[ReleaseRef, ...]
    """All of the set, the root first."""
    against: tuple[str, ...] = ()
    """Why the set waits all the same, a sentence each; the set goes as a whole or not at all."""

    @property
    def early(self) -> bool:
        """Return True if its members skip the cooldown."""
        return not self.against

    @property
    def words(self) -> str:
        """Return why a member skips the cooldown, or does not although an advisory names the fix: the end of a sentence."""
        if self.early:
            others = f", with {len(self.members) - 1} siblings that it pins" if len(self.members) > 1 else ""
            return (
                f"not waited for, since {self.advisory} (reviewed by {self.reviewer}) names {self.root} "
                f"as the fix{others}"
            )
        more = f"; and {len(self.against) - _MOST_SAID} more" if len(self.against) > _MOST_SAID else ""
        said = "; ".join(self.against[:_MOST_SAID])
        return f"{self.advisory} names {self.root} as the fix, and the set waits all the same: {said}{more}"
