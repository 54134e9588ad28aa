"""Defines evidence from outside the listing.

Each part of this evidence is either known, unknown after a request, or not requested.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.evidence import Evidence, NotAsked
from pratique.core.provenance import Continuity
from pratique.core.release import Listing


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A popular name that another name resembles."""

    name: str
    like: str
    """The popular name."""
    how: str
    """The description of the resemblance, as the end of a sentence: `a letter is replaced`."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A release of another package by the account that published the judged release."""

    package: str
    version: str
    at: datetime
    """The publish time, with the time zone UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The result of comparing an artifact with its repository, in the form that signals need."""

    reference: str
    """The tag or commit with which the artifact was compared."""
    extra: tuple[str, ...] = ()
    """Paths of files that can run, that the repository does not contain, and that are not known to be generated."""
    different: tuple[str, ...] = ()
    """Paths of files that can run and that differ from the repository."""
    reachable: bool | None = None
    """True if a branch or tag contains the commit that the registry states; None if this is unknown."""
    usual: bool | None = None
    """True if earlier releases also contain files that are not in the repository or differ from it; None if this is unknown."""


_NOT_GIVEN = NotAsked("the data was not requested")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The evidence about a release from outside its listing."""

    now: datetime | None = None
    """The current time in UTC; None if unknown. Publish times after this time are rejected."""
    dependencies: Mapping[str, Evidence[Listing]] = field(default_factory=dict)
    """The listings of dependencies, by name. A missing listing means that the listing was not requested."""
    lookalikes: Mapping[str, Evidence[tuple[Lookalike, ...]]] = field(default_factory=dict)
    """The resemblances of the names of the package and of its dependencies. None means that a name resembles no popular
    name.
    """
    imports: Evidence[frozenset[str]] = _NOT_GIVEN
    """The names of the packages that the code in the artifact imports."""
    source: Evidence[Compared] = _NOT_GIVEN
    account: Evidence[tuple[Elsewhere, ...]] = _NOT_GIVEN
    """The releases of other packages by the account that published the judged release."""
    account_gap: str = ""
    """The part of the account's releases that is unknown, because no registry lists all releases of an account."""
    builder: Evidence[Continuity] = _NOT_GIVEN
    """The comparison of the attested repository and workflow with the previous attested release on the same release line."""
    domains: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """The e-mail domains of maintainers, and whether they exist. A missing domain means that the domain was not looked up."""
    public: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """The private names among the package and its added dependencies, and whether they exist in the public registry."""


ALONE = Surroundings()
"""The evidence if nothing was requested."""
