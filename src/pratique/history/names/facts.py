"""Grades a resemblance by other facts about the name: age, use and publishers. A missing fact never lowers the grade."""

from dataclasses import dataclass
from datetime import timedelta

from pratique.history.names.kinds import Grade

YOUNG = timedelta(days=90)
"""The age up to which a name keeps the grade of a strong resemblance."""
LONG_LIVED = timedelta(days=365)
"""The age of a name, one year, above which no resemblance of the name is reported."""
MANY_DOWNLOADS_A_MONTH = 100_000
"""The minimum number of monthly downloads of a widely used name.

The number of downloads is ignored for young names, because downloads are easy to fake.
"""
SHARED_ACCOUNTS = frozenset({"github actions", "gitlab ci/cd", "circleci", "npm", "npm-cli-ops"})
"""Accounts that many users share: trusted publishing, and the registry's own account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """Facts about a name, and about the popular name that the name resembles. None means unknown."""

    age: timedelta | None = None
    """The time since the first release under this name, according to a trusted publish time."""
    downloads_a_month: int | None = None
    publishers: frozenset[str] | None = None
    """The accounts that publish the package with this name, according to the registry."""
    popular_publishers: frozenset[str] | None = None
    """The accounts that publish the package with the popular name."""

    @property
    def young(self) -> bool | None:
        """Return True if the name is young, and None if its age is unknown."""
        return None if self.age is None else self.age < YOUNG

    @property
    def established(self) -> bool:
        """Return True if the name is legitimate: long-lived, widely used, or published by a publisher of the popular package."""
        if self.age is not None and self.age >= LONG_LIVED:
            return True
        if self.young is False and (self.downloads_a_month or 0) >= MANY_DOWNLOADS_A_MONTH:
            return True
        shared = (self.publishers or frozenset()) & (self.popular_publishers or frozenset())
        return any(account.lower() not in SHARED_ACCOUNTS for account in shared)

    def weighed(self, grade: Grade) -> Grade:
        """Return the grade, adjusted by the age of the name: a strong resemblance of an older name becomes weak."""
        return Grade.WEAK if self.young is False else grade
