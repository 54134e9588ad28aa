"""The question of an inspection: one artifact, where its bytes are, and what is known before they are read."""

from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.commit import CommitSource
from pratique.core.evidence import Evidence, NotAsked
from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.core.policy import Waiver
from pratique.core.reading import Trouble
from pratique.core.release import Artifact, ArtifactKind, Listing
from pratique.core.verdict import Standing
from pratique.history.surroundings import ALONE, Surroundings
from pratique.net.registries.upstreams import Upstream


class Party(StrEnum):
    """Who names a digest for an artifact."""

    LOCK = "the lockfile"
    REGISTRY = "the registry's listing"
    MEMORY = "this installation's memory"


@dataclass(frozen=True, slots=True)
class Expected:
    """Digests that one party accepts for the file."""

    party: Party
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An artifact to fetch: its identity, its places, and its promised digests."""

    ref: ReleaseRef | None
    ecosystem: Ecosystem
    filename: str
    kind: ArtifactKind
    urls: tuple[str, ...] = ()
    """Where the bytes are, in the order to try."""
    upstream: Upstream | None = None
    commit: CommitSource | None = None
    """The commit whose tree it is, instead of addresses."""
    data: bytes | None = None
    """The bytes of a file that was read already."""
    place: str | None = None
    """Where it lies in the repository: what was met there before says nothing about it, since it may change."""
    expected: tuple[Expected, ...] = ()
    size_bytes: int | None = None
    """As its lock or listing says; fewer bytes, where nobody promised them, are not the file."""

    @property
    def registry(self) -> str:
        """Return the registry that it belongs to; first-seen bytes of another registry do not apply."""
        return "" if self.upstream is None else self.upstream.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One artifact to judge, and what to compare it with."""

    file: File
    standing: Standing
    listing: Evidence[Listing] = field(default_factory=lambda: NotAsked("no listing was needed"))
    listed: Artifact | None = None
    """The artifact as the listing tells it."""
    baseline: File | None = None
    baseline_why: str = ""
    """Why there is no baseline."""
    unfit: frozenset[str] = frozenset()
    """Versions that are no baseline: known to be bad, or held."""
    waivers: tuple[Waiver, ...] = ()
    gone: Trouble | None = None
    """Why there are no bytes of it, where that is known already: it is asked about because it is known to be bad."""
    left_registry: str = ""
    """Where a change takes it from, when it came from a registry before."""
    surroundings: Surroundings = ALONE
    """What was looked up for the signals of history besides the listing."""

    @property
    def private(self) -> bool:
        """Return True if it comes from a private registry, which is judged report-only."""
        if self.file.upstream is None:
            # A lock names a registry that is not configured here: the name may be a private one there.
            return self.gone is not None
        return self.file.upstream.private
