"""The content of registry listings: releases, artifacts, accounts, and their sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pratique.core.names import Digest, PackageRef, ReleaseRef


class TimeSource(StrEnum):
    """The source of a time."""

    REGISTRY = "registry"
    """The registry itself recorded the time at publication."""
    MIRROR = "mirror"
    """The time is when a cache stored the release, which is later than the publish time.

    An age that is computed from the time of a cache is a lower bound.
    """
    FIRST_SEEN = "first-seen"
    """The time is when this Pratique installation first saw the artifact."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A timezone-aware UTC time and its source."""

    at: datetime
    source: TimeSource


@dataclass(frozen=True, slots=True)
class Account:
    """A registry account, identified by its login name. E-mail addresses are reduced to their domain."""

    name: str
    email_domain: str | None = field(default=None, compare=False)


class ArtifactKind(StrEnum):
    """The kind of artifact file. An artifact is only compared with a baseline of the same kind."""

    NPM_TARBALL = "npm-tarball"
    WHEEL = "wheel"
    SDIST = "sdist"
    COMMIT = "commit"
    """The tree of a commit, for a dependency from a git repository."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One downloadable file. Pratique gives one verdict per file."""

    filename: str
    url: str
    kind: ArtifactKind
    digests: tuple[Digest, ...] = ()
    size_bytes: int | None = None
    published: Dated | None = None
    yanked: str | None = None
    """The reason for a yank ("" if none was given); None if the artifact is not yanked."""
    requires_python: str | None = None
    unpacked_bytes: int | None = None
    file_count: int | None = None
    signatures: tuple[tuple[str, str], ...] = ()
    """The registry's own signatures, each as (key id, signature in base64). The parser does not verify these signatures."""
    provenance_url: str | None = None
    """The URL at which the index serves the attestations of the file (PEP 740)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A command that the package manager runs automatically during installation.

    An `implicit` hook runs although the manifest does not list it. For example, npm runs `node-gyp rebuild` if a
    package has a binding.gyp but no install script.
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
    """Names in `dependencies` that an installation does not need, or that the release itself contains."""
    hooks: tuple[Hook, ...] | None = None
    has_install_hook: bool | None = None
    repository: str | None = None
    provenance: bool | None = None
    deprecated: str | None = None
    commit: str | None = None
    """The unverified commit id from the publisher's client (npm's `gitHead`), with 40 or 64 hex digits."""
    trusted_publisher: str | None = None
    """The CI service that published with a short-lived token, in the registry's notation (`github`)."""
    attestations: str | None = None
    """The URL at which the registry serves the bundle of attestations."""
    tool: str | None = None
    """The client that published the release, such as `npm/10.8.2 node/22.11.0`; unverified."""
    funding: str | None = None
    """The funding URL that the authors specify."""

    @property
    def yanked(self) -> bool:
        """Return True if every artifact of the release is yanked."""
        return bool(self.artifacts) and all(a.yanked is not None for a in self.artifacts)


class ProjectStatus(StrEnum):
    """The status of a whole package (PEP 792; npm's security holding package is `quarantined`)."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The data that a registry lists about a package."""

    package: PackageRef
    registry: str
    """The URL of the registry that was queried, without credentials."""
    releases: Mapping[str, Release]
    tags: Mapping[str, str] = field(default_factory=dict)
    maintainers: tuple[Account, ...] | None = None
    removed: Mapping[str, Dated] = field(default_factory=dict)
    """Versions that were published but are no longer listed."""
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str | None = None
    times: TimeSource | None = None
    """The source of the publish times in this listing; None if the listing has no times."""
    problems: tuple[str, ...] = ()
    """Versions or files that could not be parsed, one sentence each. No other field contains the versions and files
    that could not be parsed."""
