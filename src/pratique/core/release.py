"""The content of registry listings: releases, artifacts, accounts, and their sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pratique.core.names import Digest, PackageRef, ReleaseRef


class TimeSource(StrEnum):
    """The source of a time."""

    REGISTRY = "registry"
    """The registry itself, at publication."""
    MIRROR = "mirror"
    """A cache whose times are those of its caching: later than the truth, so a lower bound of age."""
    FIRST_SEEN = "first-seen"
    """The first time this installation met the artifact."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An aware UTC time and its source."""

    at: datetime
    source: TimeSource


@dataclass(frozen=True, slots=True)
class Account:
    """A registry account: it is its login name. E-mail addresses are not kept, only the domain behind the `@`."""

    name: str
    email_domain: str | None = field(default=None, compare=False)


class ArtifactKind(StrEnum):
    """What sort of file an artifact is; a baseline is always of the same kind."""

    NPM_TARBALL = "npm-tarball"
    WHEEL = "wheel"
    SDIST = "sdist"
    COMMIT = "commit"
    """The tree of a commit, for a dependency that a lock takes from a git repository."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One downloadable file: the unit of judgement."""

    filename: str
    url: str
    kind: ArtifactKind
    digests: tuple[Digest, ...] = ()
    size_bytes: int | None = None
    published: Dated | None = None
    yanked: str | None = None
    """The reason given for a yank ("" when none was given), or None when not yanked."""
    requires_python: str | None = None
    unpacked_bytes: int | None = None
    file_count: int | None = None
    signatures: tuple[tuple[str, str], ...] = ()
    """The registry's own signatures, (key id, signature in base64) each: claims, verified by nobody here."""
    provenance_url: str | None = None
    """Where the index serves what attests the file (PEP 740)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A command that the package manager runs by itself at install time.

    `implicit` hooks are not written in the manifest: npm runs `node-gyp rebuild` for a lone binding.gyp.
    """

    name: str
    command: str
    implicit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version in a registry. None means unknown."""

    ref: ReleaseRef
    artifacts: tuple[Artifact, ...] = ()
    published: Dated | None = None
    publisher: Account | None = None
    maintainers: tuple[Account, ...] | None = None
    dependencies: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    """Those of `dependencies` without which an install goes on, or which the release brings itself."""
    hooks: tuple[Hook, ...] | None = None
    has_install_hook: bool | None = None
    repository: str | None = None
    provenance: bool | None = None
    deprecated: str | None = None
    commit: str | None = None
    """The commit that the publisher's client says it was built from (npm's `gitHead`): a claim, 40 or 64 hex digits."""
    trusted_publisher: str | None = None
    """The CI service that published by a short-lived token of its own, as the registry names it (`github`)."""
    attestations: str | None = None
    """Where the registry serves the bundle of attestations."""
    tool: str | None = None
    """The client that published, as `npm/10.8.2 node/22.11.0`: a claim of the client."""
    funding: str | None = None
    """Where its makers say that they take money; they choose the address."""

    @property
    def yanked(self) -> bool:
        """Return True if every artifact of the release is yanked."""
        return bool(self.artifacts) and all(a.yanked is not None for a in self.artifacts)


class ProjectStatus(StrEnum):
    """Status markers of a whole package (PEP 792; npm's security holding package is `quarantined`)."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything that a registry lists about a package."""

    package: PackageRef
    registry: str
    """Address of the registry that was asked, without credentials."""
    releases: Mapping[str, Release]
    tags: Mapping[str, str] = field(default_factory=dict)
    maintainers: tuple[Account, ...] | None = None
    removed: Mapping[str, Dated] = field(default_factory=dict)
    """Versions that were published once and are listed no more."""
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str | None = None
    times: TimeSource | None = None
    """Who is behind the publish times of this listing; None when it carries none."""
    problems: tuple[str, ...] = ()
    """Versions or files that could not be understood, one sentence each; they are in no other field."""
