"""Grades a resemblance by other facts about the name: age, use and publishers. A missing fact never lowers the grade."""

from dataclasses import dataclass
from datetime import timedelta

from pratique.history.names.kinds import Grade

YOUNG = timedelta(days=90)
"""The age of a name below which a strong resemblance keeps its grade."""
LONG_LIVED = timedelta(days=365)
"""The age of a name above which no resemblance is reported: the name has then been public for a year."""
MANY_DOWNLOADS_A_MONTH = 100_000
"""The number of downloads from which a name counts as widely used. It is not used for young names, because downloads are
easy to fake.
"""
SHARED_ACCOUNTS = frozenset({"github actions", "gitlab ci/cd", "circleci", "npm", "npm-cli-ops"})
"""Accounts that many users share: trusted publishing, and the registry's own account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """Facts about a name and about the popular name that it resembles. None means unknown."""

    age: timedelta | None = None
    """The time since the first release of the name, by a trusted publish time."""
    downloads_a_month: int | None = None
    publishers: frozenset[str] | None = None
    """The accounts that publish the name, as in the registry."""
    popular_publishers: frozenset[str] | None = None
    """The accounts that publish the popular name."""

    @property
    def young(self) -> bool | None:
        """Return True if the name is young, and None if its age is unknown."""
        return None if self.age is None else self.age < YOUNG

    @property
    def established(self) -> bool:
        """Return True if the name is legitimate: long-lived, widely used, or by a publisher of the popular name."""
        if self.age is not None and self.age >= LONG_LIVED:
            return True
        if self.young is False and (self.downloads_a_month or 0) >= MANY_DOWNLOADS_A_MONTH:
            return True
        shared = (self.publishers or frozenset()) & (self.popular_publishers or frozenset())
        return any(account.lower() not in SHARED_ACCOUNTS for account in shared)

    def weighed(self, grade: Grade) -> Grade:
        """Return the grade with the age of the name: a strong resemblance becomes weak if the name is known not to be young."""
        return Grade.WEAK if self.young is False else grade
