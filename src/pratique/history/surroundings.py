"""Holds evidence from outside the listing. Each part is known, unknown after a request, or not requested."""

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
    """The kind of resemblance, as the end of a sentence: `one letter is another`."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A release by the same account in another package."""

    package: str
    version: str
    at: datetime
    """Aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The result of comparing an artifact with its repository, as signals need it."""

    reference: str
    """The tag or commit that was compared with."""
    extra: tuple[str, ...] = ()
    """Paths of files that can run, are not in the repository, and are not known to be generated."""
    different: tuple[str, ...] = ()
    """Paths of files that can run and differ from those of the repository."""
    reachable: bool | None = None
    """True if the commit that the registry states is on a branch or tag; None if unknown."""
    usual: bool | None = None
    """True if earlier releases also have such files; None if unknown."""


_NOT_GIVEN = NotAsked("nobody looked it up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The evidence from outside the listing."""

    now: datetime | None = None
    """The current time, aware UTC; later publish times are not trusted. None if unknown."""
    dependencies: Mapping[str, Evidence[Listing]] = field(default_factory=dict)
    """Listings of dependencies, by name; missing ones were not requested."""
    lookalikes: Mapping[str, Evidence[tuple[Lookalike, ...]]] = field(default_factory=dict)
    """Resemblances of the names of the package and its dependencies; None if a name resembles no other."""
    imports: Evidence[frozenset[str]] = _NOT_GIVEN
    """Names of packages that the code of the artifact imports."""
    source: Evidence[Compared] = _NOT_GIVEN
    account: Evidence[tuple[Elsewhere, ...]] = _NOT_GIVEN
    """Releases of the judged release's account in other packages."""
    account_gap: str = ""
    """The unknown part of the account's releases, because no registry lists all releases of an account."""
    builder: Evidence[Continuity] = _NOT_GIVEN
    """The comparison of the attested repository and workflow with those of the previous attested release on its line."""
    domains: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """E-mail domains and whether they exist; missing ones were not looked up."""
    public: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """Private names of the package and its added dependencies, and whether they exist in the public registry."""


ALONE = Surroundings()
"""Nothing was looked up."""
