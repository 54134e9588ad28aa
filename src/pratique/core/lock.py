"""What a lockfile says is in a project."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.names import Digest, PackageRef, ReleaseRef

ROOT = ""
"""Key of the project itself in `LockedPackage.parents`."""


class SourceKind(StrEnum):
    """Where the bytes of a locked package come from."""

    REGISTRY = "registry"
    URL = "url"
    GIT = "git"
    PATH = "path"
    LINK = "link"
    WORKSPACE = "workspace"
    BUNDLED = "bundled"
    """Shipped inside another package's artifact; judged with it."""


@dataclass(frozen=True, slots=True)
class LockedFile:
    """One file that the lock accepts, with the digests it accepts for it."""

    filename: str | None
    digests: tuple[Digest, ...]
    url: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """One entry of a lock.

    `key` is unique in its lock (npm: the path below the project; Python: `name==version` and, if that is not
    enough, the source). `parents` are keys of the entries that ask for this one; `ROOT` is the project.
    """

    key: str
    package: PackageRef
    version: str | None
    """The exact version, or None when the file does not pin one."""
    source: SourceKind = SourceKind.REGISTRY
    alias: str | None = None
    """The name under which it is installed, when that is another one."""
    registry: str | None = None
    """Address of the registry as the lock tells it; None when it does not."""
    url: str | None = None
    """The address of the artifact or repository as the lock tells it."""
    files: tuple[LockedFile, ...] = ()
    groups: frozenset[str] = frozenset()
    """Dependency groups that need it (`dev`, `optional`, `peer`, extras); empty: needed at run time."""
    markers: tuple[str, ...] = ()
    """Conditions on the platform as written: PEP 508 markers, or npm `os`, `cpu`, `libc` lists."""
    optional: bool = False
    bundled: bool = False
    has_install_hook: bool | None = None
    dependencies: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    line: int | None = None

    @property
    def ref(self) -> ReleaseRef | None:
        """The release, when the entry pins one."""
        return None if self.version is None else self.package.at(self.version)

    @property
    def digests(self) -> tuple[Digest, ...]:
        """Every digest of every file that the lock accepts."""
        return tuple(digest for file in self.files for digest in file.digests)


class IncludeKind(StrEnum):
    """How one requirements file refers to another."""

    REQUIREMENTS = "requirements"
    CONSTRAINTS = "constraints"


@dataclass(frozen=True, slots=True)
class Include:
    """Another file that this one takes in (`-r`, `-c`), relative to it."""

    path: str
    kind: IncludeKind
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be understood; the rest of the lock stands."""

    what: str
    line: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The parsed content of one lockfile."""

    format: str
    """Format and version, such as `package-lock v3`."""
    packages: tuple[LockedPackage, ...]
    name: str | None = None
    problems: tuple[Problem, ...] = ()
    includes: tuple[Include, ...] = ()
    constraints: Mapping[str, str] = field(default_factory=dict)
    """Exact versions from a constraints file, by normalised name."""
    registries: tuple[str, ...] = ()
    """Registries that the file itself asks for (`--index-url`, tool tables): used only when trusted."""


def shortest_paths(lock: Lock, key: str, *, most: int = 5) -> tuple[tuple[str, ...], ...]:
    """Up to `most` shortest chains of keys from the project to the entry `key`, shortest first.

    A chain names each entry once; the project itself is not in it. An entry that nobody asks for has the chain
    of itself alone.
    """
    parents = {package.key: package.parents for package in lock.packages}
    found: list[tuple[str, ...]] = []
    visits: dict[str, int] = {}
    waiting: deque[tuple[str, ...]] = deque([(key,)])
    while waiting and len(found) < most:
        chain = waiting.popleft()
        above = parents.get(chain[0], ())
        if not above or ROOT in above:
            found.append(chain)
        for parent in above:
            # Visiting a node more than `most` times cannot give a new one of the `most` shortest chains.
            if parent == ROOT or parent in chain or visits.get(parent, 0) >= most:
                continue
            visits[parent] = visits.get(parent, 0) + 1
            waiting.append((parent, *chain))
    return tuple(found) or ((key,),)
