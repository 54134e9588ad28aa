"""Defines what is about to be published, and everything that it is compared with."""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.tree import File, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRelease:
    """The release of the registry that the new release is compared with."""

    name: str
    """The release as reports name it, such as `acme@1.2.0`."""
    version: str
    tree: Tree
    manifest: Manifest
    attested: bool | None
    """Whether the registry has attestations of the release; None if the registry does not provide this information."""
    attested_problem: str = ""
    """The reason why a request for the attestations failed; "" if none failed."""
    trusted_publisher: str | None = None
    """The CI service that published the release with a short-lived token, if the registry names one."""


@dataclass(frozen=True, slots=True)
class IgnoreLine:
    """The line of an ignore file that excludes a path from git."""

    source: str
    line: int
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTree:
    """The project's folder and the commit that is checked out. Paths are relative to the project's folder."""

    head: str
    """The full id of the commit that is checked out; "" if the repository has no commit."""
    committed: Mapping[str, str]
    """The git object id of each file of the commit below the project's folder."""
    ignored: Mapping[str, IgnoreLine]
    """The outgoing files that are ignored by git, each with the line of the ignore file."""
    read: Callable[[str], bytes | None]
    """Returns the bytes of a file in the project's folder; None if it does not exist or is unreadable."""
    read_committed: Callable[[str], bytes | None]
    """Returns the bytes of a file in the commit; None if the commit lacks it or it is unreadable."""
    modified: tuple[str, ...] = ()
    """Source files of the commit with different bytes in the project's folder."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The commit of each tag; empty if the clone has no tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How this machine would publish, as far as its environment and configuration show."""

    attests: bool
    why: str
    """The reason for `attests`."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One artifact that is about to be published, and everything that it is compared with."""

    ecosystem: Ecosystem
    kind: ArtifactKind
    tree: Tree
    manifest: Manifest
    sha256: str
    filename: str
    built: bool
    """Whether the archive was built before; False if the client packed the folder for this check."""
    last: LastRelease | None = None
    listed_sha256: str | None = None
    """The SHA-256 of the file of this name that the registry already has; "" if the registry lists another digest."""
    is_listed: bool = False
    """Whether the registry already has this version."""
    packing: Tree | None = None
    """The files that the client would pack from the folder now, for a built npm archive."""
    work: WorkTree | None = None
    way: Way | None = None

    @cached_property
    def is_wheel(self) -> bool:
        """Return True for a wheel, whose paths are not those of the project's folder."""
        return self.kind is ArtifactKind.WHEEL

    @cached_property
    def version(self) -> str:
        """Return the version in the manifest, or "" if there is none."""
        return self.manifest.version or ""

    @cached_property
    def files(self) -> tuple[File, ...]:
        """Return the files in the order of their paths."""
        return tuple(sorted(self.tree.files, key=lambda file: file.path))


def suffix_of(path: str) -> str:
    """Return the file name extension in lower case, such as `.js`; "" if there is none."""
    return posixpath.splitext(path)[1].lower()


def top_of(path: str) -> str:
    """Return the first folder of a path; "" for a file without a folder."""
    top, slash, _ = path.partition("/")
    return top if slash else ""
