"""Defines the artifact to judge, the sources of its bytes, and the facts known before its bytes are read."""

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
    """A source of digests for an artifact."""

    LOCK = "the lockfile"
    REGISTRY = "the registry's listing"
    MEMORY = "the record on this machine"
    STAGE = "the registry's record of the staged release"


@dataclass(frozen=True, slots=True)
class Expected:
    """The digests that one source lists for a file."""

    party: Party
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An artifact to fetch: its identity, its source URLs, and its expected digests."""

    ref: ReleaseRef | None
    ecosystem: Ecosystem
    filename: str
    kind: ArtifactKind
    urls: tuple[str, ...] = ()
    """The URLs of the file, in the order to try."""
    upstream: Upstream | None = None
    commit: CommitSource | None = None
    """The git commit to fetch, instead of URLs."""
    data: bytes | None = None
    """The bytes, if they were already read."""
    place: str | None = None
    """The path in the repository. Earlier bytes at this path are not compared, because the file may change."""
    expected: tuple[Expected, ...] = ()
    size_bytes: int | None = None
    """The size in the lockfile or listing. Without an expected digest, a shorter download is rejected."""
    any_size: bool = False
    """Whether a person approved these bytes, so that the size limit for downloads does not apply."""

    @property
    def registry(self) -> str:
        """Return the URL of the registry; "" if the file does not come from one."""
        return "" if self.upstream is None else self.upstream.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An artifact to judge, and the baseline to compare it with."""

    file: File
    standing: Standing
    listing: Evidence[Listing] = field(default_factory=lambda: NotAsked("no listing was needed"))
    listed: Artifact | None = None
    """The artifact in the registry's listing."""
    baseline: File | None = None
    baseline_why: str = ""
    """Why there is no baseline."""
    unfit: frozenset[str] = frozenset()
    """Versions that are excluded as baselines because they are malicious or held."""
    waivers: tuple[Waiver, ...] = ()
    gone: Trouble | None = None
    """Why the bytes are unavailable, if that is known in advance. Set only for a release that is known to be malicious."""
    left_registry: str = ""
    """The new source, if a change takes the package from a source other than its earlier registry."""
    unreleased: bool = False
    """Whether the artifact is staged. A block of a staged artifact is not stored under the name of its release,
    because the release may be published later with other bytes."""
    surroundings: Surroundings = ALONE
    """The results of the lookups for history signals, in addition to the listing."""

    @property
    def private(self) -> bool:
        """Return True if the artifact comes from a private registry.

        Artifacts from a private registry are judged in report-only mode.
        """
        if self.file.upstream is None:
            # A lock names a registry that is not configured here: the name may be a private one there.
            return self.gone is not None
        return self.file.upstream.private
