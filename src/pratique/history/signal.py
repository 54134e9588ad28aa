"""Defines signals.

A signal is a decorated generator of sentences. The docstring of the module that defines a signal is the page of that
signal.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.history import Weight
from pratique.history.measured import MEASURED, Measured
from pratique.history.story import Story


class Need(StrEnum):
    """The data that a signal can need."""

    TIME = "time"
    """A trusted publish time of the release."""
    PUBLISHER = "publisher"
    """The publisher of the release, and the publisher of at least one earlier release."""
    MAINTAINERS = "maintainers"
    """The maintainers of the release, and those of the previous release."""
    DEPENDENCIES = "dependencies"
    """The dependencies of the release."""
    HOOKS = "hooks"
    """The install scripts of the release and of its baseline."""
    PROVENANCE = "provenance"
    """Whether the release has provenance."""
    REMOVALS = "removals"
    """The removed versions of the package."""
    DEPENDENCY_LISTINGS = "dependency-listings"
    """The listings of all added dependencies, with publish times."""
    DEPENDENCY_NAMES = "dependency-names"
    """The resemblances of the names of added dependencies to popular names."""
    NAMES = "names"
    """The resemblance of the package's own name to popular names."""
    IMPORTS = "imports"
    """The names of the packages that the release's code imports."""
    SOURCE = "source"
    """The comparison of the release's artifact with its source repository."""
    ACCOUNT = "account"
    """Other packages that the release's publisher published at the same time."""
    BUILDER = "builder"
    """The attested builders of the release and of the previous release."""
    DOMAINS = "domains"
    """Whether the e-mail domains of the maintainers exist."""
    PUBLIC = "public"
    """Whether private names exist in the public registry."""


IN_PARTS = frozenset(
    {Need.DEPENDENCY_LISTINGS, Need.DEPENDENCY_NAMES, Need.ACCOUNT, Need.DOMAINS, Need.PUBLIC}
)
"""Kinds of data that may be incomplete, for example known for only some of the dependencies.

A signal that needs data of these kinds is evaluated with the part that is available.
"""

Speaks = Callable[[Story], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """A signal: the check, the data that it needs, and its effect on a new release."""

    id: str
    title: str
    weight: Weight
    check: Speaks
    page: str
    needs: tuple[Need, ...] = ()
    rule: str = ""
    """The id of the rule that makes the same check on the contents of the artifact."""

    @property
    def measured(self) -> Measured | None:
        """Return how often the signal fires for benign releases; None if the recorded histories do not contain the data."""
        return MEASURED.get(self.id)

    @property
    def base_rate(self) -> float | None:
        """Return the share of benign releases for which the signal fires; None if the share was not measured."""
        return self.measured.rate if self.measured else None


def signal(
    id_: str, title: str, *, weight: Weight = Weight.RANKS, needs: Iterable[Need] = (), rule: str = ""
) -> Callable[[Speaks], SignalRule]:
    """Declare the decorated generator as a signal. The generator yields one sentence each time the signal fires."""

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
