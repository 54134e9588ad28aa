"""Facts about a name besides its letters: age, use and publishers. A missing fact never clears a name."""

from dataclasses import dataclass
from datetime import timedelta

from pratique.history.names.kinds import Grade

YOUNG = timedelta(days=90)
"""Younger: a strong resemblance counts in full."""
LONG_LIVED = timedelta(days=365)
"""Older: the name has been looked at for a year, and a resemblance is no finding."""
MANY_DOWNLOADS_A_MONTH = 100_000
"""So many are wide use; believed of a name that is not young, since downloads are easy to make."""
SHARED_ACCOUNTS = frozenset({"github actions", "gitlab ci/cd", "circleci", "npm", "npm-cli-ops"})
"""Accounts under which everybody's releases appear: that of trusted publishing, and the registry's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """Facts about a name and the popular name that it resembles. None means unknown."""

    age: timedelta | None = None
    """Since its first release, by a time that can be believed."""
    downloads_a_month: int | None = None
    publishers: frozenset[str] | None = None
    """Accounts that publish it, as the registry names them."""
    popular_publishers: frozenset[str] | None = None
    """Accounts that publish the popular name."""

    @property
    def young(self) -> bool | None:
        """Return True if it is young; None if its age is unknown."""
        return None if self.age is None else self.age < YOUNG

    @property
    def established(self) -> bool:
        """Return True if a resemblance is no finding: long-lived, widely used, or by a publisher of the popular name."""
        if self.age is not None and self.age >= LONG_LIVED:
            return True
        if self.young is False and (self.downloads_a_month or 0) >= MANY_DOWNLOADS_A_MONTH:
            return True
        shared = (self.publishers or frozenset()) & (self.popular_publishers or frozenset())
        return any(account.lower() not in SHARED_ACCOUNTS for account in shared)

    def weighed(self, grade: Grade) -> Grade:
        """Return the grade with age: a strong resemblance of a name that is known not to be young becomes weak."""
        return Grade.WEAK if self.young is False else grade
