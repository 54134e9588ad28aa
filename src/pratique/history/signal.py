"""Defines signals: a decorated generator of sentences, in a module whose docstring is the page of the signal."""

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
    """A trusted publish time of the release."""
    PUBLISHER = "publisher"
    """The publisher of the release and of at least one earlier release."""
    MAINTAINERS = "maintainers"
    """The maintainers of the release and of the previous one."""
    DEPENDENCIES = "dependencies"
    """The dependencies of the release."""
    HOOKS = "hooks"
    """The install hooks of the release and of its baseline."""
    PROVENANCE = "provenance"
    """The presence of provenance."""
    REMOVALS = "removals"
    """The removed versions."""
    DEPENDENCY_LISTINGS = "dependency-listings"
    """The listing of each added dependency, with publish times."""
    DEPENDENCY_NAMES = "dependency-names"
    """The resemblances of the names of added dependencies."""
    NAMES = "names"
    """The resemblance of the package's own name."""
    IMPORTS = "imports"
    """The packages that its code imports."""
    SOURCE = "source"
    """The comparison of its artifact with its repository."""
    ACCOUNT = "account"
    """Other releases of its publisher."""
    BUILDER = "builder"
    """The attested builders of the release and of the previous one."""
    DOMAINS = "domains"
    """The existence of the maintainers' e-mail domains."""
    PUBLIC = "public"
    """The existence of private names in the public registry."""


IN_PARTS = frozenset(
    {Need.DEPENDENCY_LISTINGS, Need.DEPENDENCY_NAMES, Need.ACCOUNT, Need.DOMAINS, Need.PUBLIC}
)
"""Needs that may be partly met, for example for some dependencies; the signal is evaluated with the known data."""

Speaks = Callable[[Story], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """A signal: its check, its needs, and its effect on a new release."""

    id: str
    title: str
    weight: Weight
    check: Speaks
    page: str
    needs: tuple[Need, ...] = ()
    rule: str = ""
    """The rule that checks the same in the artifact (`Signal.rule`)."""

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
    """Declare the decorated generator as a signal; it yields one sentence each time the signal fires."""

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
