"""Defines the interface of an ecosystem: the functions that each ecosystem module provides, and the types of their values.

`EcosystemModule` lists the functions. mypy checks the modules against `EcosystemModule` where the table
`pratique.ecosystems.ECOSYSTEMS` is defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pratique.core.names import PackageRef, ReleaseRef

if TYPE_CHECKING:
    from pratique.core.manifest import Manifest
    from pratique.core.release import Artifact, ArtifactKind, Listing, Release
    from pratique.core.tree import Tree


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a registry: the URL, and headers that specify the response format."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocalPath:
    """A file or folder on the local machine; `path` is the path as the user wrote it."""

    path: str


@dataclass(frozen=True, slots=True)
class Python:
    """A CPython version on a machine, and the wheel tags that it supports."""

    version: tuple[int, int]
    ranks: Mapping[str, int] = field(compare=False, repr=False)
    """The rank of each wheel tag such as `cp311-cp311-manylinux_2_17_x86_64`; the best tag has rank 0."""

    def __str__(self) -> str:
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A target machine of an installation, described by the values that npm and Python use.

    `None` and empty fields mean that the value is unspecified. `pratique.ecosystems.platforms` creates the known platforms.
    """

    name: str
    pythons: tuple[Python, ...]
    """The Python versions that the installation may use, newest first; never empty."""
    python_is_named: bool = False
    """Whether the user specified the Python version, so that project files do not override it."""
    os: str | None = None
    """The operating system, as in Node.js `process.platform`: `linux`, `darwin` or `win32`."""
    cpu: str | None = None
    """The processor architecture, as in Node.js `process.arch`: `x64` or `arm64`."""
    libc: str | None = None
    """The C library on Linux: `glibc` or `musl`."""

    @property
    def label(self) -> str:
        """Return a label with the machine and its Python versions, such as `linux-x86_64 with Python 3.11, 3.12`."""
        return f"{self.name} with Python {', '.join(str(python) for python in reversed(self.pythons))}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An artifact that an installer would not select, and the reason."""

    artifact: Artifact
    why: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The artifacts of a release that an installer would select, and the artifacts that it would not select."""

    chosen: tuple[Artifact, ...]
    left_out: tuple[LeftOut, ...] = ()


class Sortable(Protocol):
    """A sort key of a total order. Keys of different ecosystems cannot be compared."""

    def __lt__(self, other: Any, /) -> bool: ...


class EcosystemModule(Protocol):
    """The pure functions that every ecosystem module provides."""

    def normalise(self, name: str) -> PackageRef:
        """Return the validated package name in its normalised spelling. Raises ParseError (name-invalid)."""

    def default_registry(self) -> str:
        """Return the URL of the public registry, for machines that configure no other registry."""

    def listing_request(self, package: PackageRef, registry: str, *, full: bool = True) -> Request:
        """Return the request for the listing of `package` at `registry`; `full=False` requests the abbreviated listing."""

    def parse_listing(self, data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:
        """Parse a registry's response; `url` is the URL of the response. Raises ParseError (listing-invalid)."""

    def artifact_url(self, ref: ReleaseRef, registry: str) -> str | None:
        """Return the URL of the release's file by the registry's URL convention; None if there is no such convention."""

    def sort_key(self, version: str) -> Sortable:
        """Return the sort key of a version in the ecosystem's order. Any text has a sort key."""

    def compare(self, left: str, right: str) -> int:
        """Return -1, 0 or 1 for the order of two versions."""

    def is_prerelease(self, version: str) -> bool:
        """Return True for a pre-release, which installers select only if the user or a range explicitly includes it."""

    def valid_range(self, text: str) -> bool:
        """Return True if `text` is a range that `satisfies` can parse."""

    def satisfies(self, version: str, wanted: str, *, prereleases: bool = False) -> bool:
        """Return True if a version is in a range; False for an invalid range."""

    def resolve(self, listing: Listing, wanted: str) -> Release | None:
        """Return the release that the installer would select for a version, a tag or a range."""

    def baseline(
        self,
        listing: Listing,
        version: str,
        *,
        kind: ArtifactKind | None = None,
        excluded: frozenset[str] = frozenset(),
    ) -> tuple[Release | None, str]:
        """Return the baseline of `version` with the reason for the choice, or the reason why there is none."""

    def counterpart(self, release: Release, artifact: Artifact) -> Artifact | None:
        """Return the artifact of `release` (the baseline) that is most similar to `artifact`."""

    def artifacts_for(self, release: Release, platform: Platform, *, everything: bool = False) -> Selection:
        """Return the artifacts that an installer on `platform` would select; with `everything`, all artifacts."""

    def kind_of(self, filename: str) -> ArtifactKind:
        """Return the kind of artifact for a filename."""

    def matches_platform(self, markers: tuple[str, ...], platform: Platform) -> bool:
        """Return True if a package with these lockfile markers is installed on the platform."""

    def read_manifest(self, tree: Tree, kind: ArtifactKind | None = None) -> Manifest:
        """Return the manifest of an unpacked artifact; errors are reported in `Manifest.problem`."""
