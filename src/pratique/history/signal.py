"""What a signal is: a generator of sentences under a decorator, with its page as the module's docstring."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.history import Weight
from pratique.history.measured import MEASURED, Measured
from pratique.history.story import Story


class Need(StrEnum):
    """Data that a signal needs."""

    TIME = "time"
    """When the release was published, by a time that can be believed."""
    PUBLISHER = "publisher"
    """Who published it, and at least one of those before it."""
    MAINTAINERS = "maintainers"
    """Whom it and the release before it list as maintainers."""
    DEPENDENCIES = "dependencies"
    """What it depends on."""
    HOOKS = "hooks"
    """The install hooks of it and of the release that it is compared with."""
    PROVENANCE = "provenance"
    """Whether it has provenance."""
    REMOVALS = "removals"
    """Which versions were listed once and are no more."""
    DEPENDENCY_LISTINGS = "dependency-listings"
    """The listing of each dependency that it adds, with publish times."""
    DEPENDENCY_NAMES = "dependency-names"
    """What the name of each dependency that it adds looks like."""
    NAMES = "names"
    """What the package's own name looks like."""
    IMPORTS = "imports"
    """Which packages its code asks for."""
    SOURCE = "source"
    """How its artifact compares with its repository."""
    ACCOUNT = "account"
    """What else its publisher published."""
    BUILDER = "builder"
    """Who attested it, and who attested the one before it."""
    DOMAINS = "domains"
    """Whether the domains of e-mail addresses exist."""
    PUBLIC = "public"
    """Whether private names exist in public."""


IN_PARTS = frozenset(
    {Need.DEPENDENCY_LISTINGS, Need.DEPENDENCY_NAMES, Need.ACCOUNT, Need.DOMAINS, Need.PUBLIC}
)
"""Needs that may be met in part, as for some of the dependencies: a signal is asked about what is known."""

Speaks = Callable[[Story], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """A signal as a value: what it asks, and what it does to a new release that shows it."""

    id: str
    title: str
    weight: Weight
    check: Speaks
    page: str
    needs: tuple[Need, ...] = ()
    rule: str = ""
    """The rule that looks for the same in the artifact itself (`Signal.rule`)."""

    @property
    def measured(self) -> Measured | None:
        """Return how often benign releases show it; None if the recorded histories lack the data."""
        return MEASURED.get(self.id)

    @property
    def base_rate(self) -> float | None:
        """Return the share of benign releases that show it; None if it was not measured."""
        return self.measured.rate if self.measured else None


def signal(
    id_: str, title: str, *, weight: Weight = Weight.RANKS, needs: Iterable[Need] = (), rule: str = ""
) -> Callable[[Speaks], SignalRule]:
    """Declare a signal over the generator below it, which yields one sentence each time it fires."""

    def declare(check: Speaks) -> SignalRule:
        return SignalRule(
            id=id_,
            title=title,
            weight=weight,
            check=check,
            page=sys.modules[check.__module__].__doc__ or "",
            needs=tuple(needs),
            rule=rule,
        )

    return declare
