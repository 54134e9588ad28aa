"""What others may know besides the listing. Each part is evidence: known, asked without an answer, or not asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.evidence import Evidence, NotAsked
from pratique.core.provenance import Continuity
from pratique.core.release import Listing


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A popular name that another one looks like."""

    name: str
    like: str
    """The popular name."""
    how: str
    """In which way, in words that end a sentence: `one letter is another`."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A release of the same account in another package."""

    package: str
    version: str
    at: datetime
    """Aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What comparing an artifact with its repository gave, in what signals need of it."""

    reference: str
    """The tag or commit that was compared with."""
    extra: tuple[str, ...] = ()
    """Paths of files that can run, are not in the repository, and are not known to be generated."""
    different: tuple[str, ...] = ()
    """Paths of files that can run and differ from those of the repository."""
    reachable: bool | None = None
    """Whether the commit that the registry names lies on a branch or tag; None: not told."""
    usual: bool | None = None
    """Whether the releases before this one have such files too; None: not told."""


_NOT_GIVEN = NotAsked("nobody looked it up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was looked up besides the listing."""

    now: datetime | None = None
    """The present, aware UTC: publish times behind it are not believed. None: not told."""
    dependencies: Mapping[str, Evidence[Listing]] = field(default_factory=dict)
    """Listings of dependencies, by name; those that are not here were not asked for."""
    lookalikes: Mapping[str, Evidence[tuple[Lookalike, ...]]] = field(default_factory=dict)
    """For names, of the package itself and of its dependencies: what they look like; none: a name of its own."""
    imports: Evidence[frozenset[str]] = _NOT_GIVEN
    """Names of packages that the code of the artifact asks for."""
    source: Evidence[Compared] = _NOT_GIVEN
    account: Evidence[tuple[Elsewhere, ...]] = _NOT_GIVEN
    """Releases of the judged release's account in other packages."""
    account_gap: str = ""
    """What of the account is not known where some is: no registry tells all that an account published."""
    builder: Evidence[Continuity] = _NOT_GIVEN
    """Whether the same repository and workflow attest the release as the attested one before it on its line."""
    domains: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """For domains of e-mail addresses: whether they exist; those that are not here were not asked about."""
    public: Mapping[str, Evidence[bool]] = field(default_factory=dict)
    """For private names, of the package itself and of dependencies that it adds: whether they exist in public."""


ALONE = Surroundings()
"""Nothing was looked up."""
