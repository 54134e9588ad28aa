"""A fix set: the release that an advisory lists as the fix, and the siblings that it pins."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import ReleaseRef

SPARED_SIGNALS = frozenset({"lines-within-minutes"})
"""Signals that extend a cooldown but are normal for a fix, because a fix is published on all lines."""


_MOST_SAID = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An advisory that lists a release as the fix."""

    advisory: str
    """Its id."""
    reviewer: str = ""
    """The reviewer other than the package's own maintainers; "": unknown."""
    affects_predecessor: bool = False
    """Whether the predecessor of the listed release is affected."""
    changed_at: datetime | None = None
    """When its record was last changed; aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixSet:
    """A release that an advisory lists as the fix, its siblings, and the reasons against skipping the cooldown."""

    root: ReleaseRef
    """The release that the advisory lists as the fix."""
    advisory: str
    reviewer: str
    members: tuple[ReleaseRef, ...]
    """All releases of the set, the root first."""
    against: tuple[str, ...] = ()
    """Why the set remains in cooldown, one sentence each; the set skips the cooldown as a whole or not at all."""

    @property
    def early(self) -> bool:
        """Return True if its members skip the cooldown."""
        return not self.against

    @property
    def words(self) -> str:
        """Return why the set skips the cooldown or why it does not, as the end of a sentence."""
        if self.early:
            others = f", with {len(self.members) - 1} siblings that it pins" if len(self.members) > 1 else ""
            return (
                f"no cooldown, because {self.advisory} (reviewed by {self.reviewer}) names {self.root} "
                f"as the fix{others}"
            )
        more = f"; and {len(self.against) - _MOST_SAID} more" if len(self.against) > _MOST_SAID else ""
        said = "; ".join(self.against[:_MOST_SAID])
        return f"{self.advisory} names {self.root} as the fix, but the set is still in cooldown: {said}{more}"
