"""The interface of an ecosystem: one set of pure functions per registry family, and their values.

An ecosystem is a module. `EcosystemModule` lists its functions; mypy compares the modules with it where the
table `pratique.ecosystems.ECOSYSTEMS` is written.
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
    """A question to a registry: an address, and the headers that make the answer readable."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocalPath:
    """A file or folder of this machine, as it was written."""

    path: str


@dataclass(frozen=True, slots=True)
class Python:
    """A version of CPython on a machine, and the wheels that it takes."""

    version: tuple[int, int]
    ranks: Mapping[str, int] = field(compare=False, repr=False)
    """The rank of each wheel tag such as `cp311-cp311-manylinux_2_17_x86_64`; the best has 0."""

    def __str__(self) -> str:
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A machine that things are installed on, in the words of npm and of Python.

    `None` and empty fields mean: no particular one. `pratique.ecosystems.platforms` makes the known ones.
    """

    name: str
    pythons: tuple[Python, ...]
    """The versions of Python that an installation may be for, the newest first; never empty."""
    python_is_named: bool = False
    """Whether a person named the version of Python, so that no project chooses others."""
    os: str | None = None
    """As node's `process.platform`: `linux`, `darwin`, `win32`."""
    cpu: str | None = None
    """As node's `process.arch`: `x64`, `arm64`."""
    libc: str | None = None
    """`glibc` or `musl` on Linux."""

    @property
    def label(self) -> str:
        """Name the machine and its versions of Python: `linux-x86_64 with Python 3.11, 3.12`."""
        return f"{self.name} with Python {', '.join(str(python) for python in reversed(self.pythons))}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An artifact that an installer would not take, and why."""

    artifact: Artifact
    why: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Artifacts of a release that an installer would take, and the others."""

    chosen: tuple[Artifact, ...]
    left_out: tuple[LeftOut, ...] = ()


class Sortable(Protocol):
    """A key of a total order. Keys of two ecosystems cannot be compared."""

    def __lt__(self, other: Any, /) -> bool: ...


class EcosystemModule(Protocol):
    """All that the rest of Pratique asks of an ecosystem. Everything is pure."""

    def normalise(self, name: str) -> PackageRef:
        """Check a name and give it its one spelling. Raises ParseError (name-invalid)."""

    def default_registry(self) -> str:
        """Return the URL of the public registry, for a machine without its own configuration."""

    def listing_request(self, package: PackageRef, registry: str, *, full: bool = True) -> Request:
        """Return the request for the listing of `package` at `registry`; `full=False` requests the short form."""

    def parse_listing(self, data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:
        """Read a registry's answer; `url` is where it came from. Raises ParseError (listing-invalid)."""

    def artifact_url(self, ref: ReleaseRef, registry: str) -> str | None:
        """Return the URL of the release's file if the registry has a rule for it, else None."""

    def sort_key(self, version: str) -> Sortable:
        """Return the sort key of a version in the ecosystem's order; any text has one."""

    def compare(self, left: str, right: str) -> int:
        """Compare two versions: -1, 0 or 1."""

    def is_prerelease(self, version: str) -> bool:
        """Return True for a pre-release, which nobody gets without requesting it."""

    def valid_range(self, text: str) -> bool:
        """Return True if `satisfies` understands `text` as a range."""

    def satisfies(self, version: str, wanted: str, *, prereleases: bool = False) -> bool:
        """Return True if a version is in a range; False for an invalid range."""

    def resolve(self, listing: Listing, wanted: str) -> Release | None:
        """Find the release that the installer would take for a version, a tag or a range."""

    def baseline(
        self,
        listing: Listing,
        version: str,
        *,
        kind: ArtifactKind | None = None,
        excluded: frozenset[str] = frozenset(),
    ) -> tuple[Release | None, str]:
        """Choose the release to compare `version` with, and say why this one, or why none."""

    def counterpart(self, release: Release, artifact: Artifact) -> Artifact | None:
        """Return the artifact of `release` (a baseline) that is most similar to `artifact`."""

    def artifacts_for(self, release: Release, platform: Platform, *, everything: bool = False) -> Selection:
        """Choose the artifacts that an installer on `platform` would take, or all of them."""

    def kind_of(self, filename: str) -> ArtifactKind:
        """Return the kind of artifact from a file name."""

    def matches_platform(self, markers: tuple[str, ...], platform: Platform) -> bool:
        """Return True if a package with these markers from a lock is installed on the platform."""

    def read_manifest(self, tree: Tree, kind: ArtifactKind | None = None) -> Manifest:
        """Return what an unpacked artifact declares; errors are in `Manifest.problem`."""
