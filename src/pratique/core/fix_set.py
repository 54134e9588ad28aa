"""A fix set: the release that an advisory lists as the fix, and the siblings that this release pins."""

from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import ReleaseRef

SPARED_SIGNALS = frozenset({"lines-within-minutes"})
"""Signals that extend a cooldown but are normal for a fix, because maintainers publish a fix on all release lines."""


_MOST_SAID = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An advisory that lists a release as the fix."""

    advisory: str
    """The id of the advisory."""
    reviewer: str = ""
    """The reviewer of the advisory, other than the package's own maintainers; "" if unknown."""
    affects_predecessor: bool = False
    """Whether the advisory affects the predecessor of the listed release."""
    changed_at: datetime | None = None
    """When the advisory's record was last changed, in UTC."""


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
    """The reasons why the set remains in cooldown, one sentence each. Either all releases of the set skip the
    cooldown, or none does."""

    @property
    def early(self) -> bool:
        """Return True if the releases of the set skip the cooldown."""
        return not self.against

    @property
    def words(self) -> str:
        """Return the reason why the set skips the cooldown or remains in cooldown, as the end of a sentence."""
        if self.early:
            others = f", with {len(self.members) - 1} siblings that it pins" if len(self.members) > 1 else ""
            return (
                f"no cooldown, because {self.advisory} (reviewed by {self.reviewer}) lists {self.root} "
                f"as the fix{others}"
            )
        more = f"; and {len(self.against) - _MOST_SAID} more" if len(self.against) > _MOST_SAID else ""
        said = "; ".join(self.against[:_MOST_SAID])
        return f"{self.advisory} lists {self.root} as the fix, but the set is still in cooldown: {said}{more}"
