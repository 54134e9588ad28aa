"""The parsed content of a lockfile: entries, requests and options."""

import heapq
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import NamedTuple, Self

from pratique.core.install_options import NO_OPTIONS, InstallOptions, Option
from pratique.core.names import Digest, PackageRef, ReleaseRef

ROOT = ""
"""The key of the project itself in `LockedPackage.parents`."""


class SourceKind(StrEnum):
    """The kind of source that a locked package comes from."""

    REGISTRY = "registry"
    URL = "url"
    GIT = "git"
    PATH = "path"
    LINK = "link"
    WORKSPACE = "workspace"
    BUNDLED = "bundled"
    """The package is shipped inside another package's artifact and judged with that artifact."""


@dataclass(frozen=True, slots=True)
class LockedFile:
    """One file that the lockfile accepts, with its accepted digests."""

    filename: str | None
    digests: tuple[Digest, ...]
    url: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """One entry of a lockfile.

    `key` is unique in its lockfile (npm: the path below the project; Python: `name==version`, with the source if that
    is not unique). `parents` contains the keys of the entries that depend on this entry. The key of the project is
    `ROOT`.
    """

    key: str
    package: PackageRef
    version: str | None
    """The exact version, or None if the file does not pin a version."""
    source: SourceKind = SourceKind.REGISTRY
    alias: str | None = None
    """The installed name of the package, if it differs from the package name."""
    registry: str | None = None
    """The registry URL in the lockfile; None if the lockfile does not contain a registry URL."""
    url: str | None = None
    """The URL of the artifact or repository in the lockfile."""
    files: tuple[LockedFile, ...] = ()
    any_file: bool = False
    """Whether an installer uses the best matching file of the release, even if the file is not in `files`."""
    groups: frozenset[str] = frozenset()
    """Dependency groups that need the package (`dev`, `optional`, `peer`, extras); empty for packages that are needed at run
    time."""
    extras: frozenset[str] = frozenset()
    """Extras that the entry itself requests, normalised. Only pip's files list such extras."""
    markers: tuple[str, ...] = ()
    """Platform conditions as written: PEP 508 markers, or npm `os`, `cpu` and `libc` lists."""
    like: str | None = None
    """A possible name of the installed file. Pratique judges the file with the most similar name, for example the
    most similar wheel tags."""
    options: InstallOptions = NO_OPTIONS
    """The effect of the file's options on the entry."""
    optional: bool = False
    bundled: bool = False
    has_install_hook: bool | None = None
    has_shrinkwrap: bool = False
    """Whether the artifact ships its own lockfile, which npm 10 and 11 use instead of the entries below this entry."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    """The requests that the entry satisfies, if the lockfile lists them, as pairs of requester and request.

    In yarn lockfiles, the requester is unknown (`""`) and the request is `name@range` (`name@npm:range` for a
    registry). In pnpm lockfiles, the requester is the path of a project folder, and the request is a name.
    """
    places: tuple[str, ...] = ()
    """Paths, relative to the project, of local archives or folders that the client may use and that must be judged.

    Lockfile parsers leave this field empty (`pratique.intake.entries.places`).
    """
    patches: tuple[tuple[str, ...], ...] = ()
    """Patches in the lockfile itself (yarn 2 and later), by path from the lockfile's folder.

    Each row lists the patches of one patched copy, in order of application.
    """
    line: int | None = None
    own_checksum: bool = False
    """Whether the lockfile has a digest of bytes that the client makes from the artifact, such as the zip of yarn 2 and later.

    No registry lists digests of bytes that a client makes, so Pratique cannot compare this digest.
    """
    deprecated: str | None = None
    """The author's deprecation message, if the lockfile contains it; untrusted text."""

    @property
    def ref(self) -> ReleaseRef | None:
        """Return the release, or None if the entry does not pin a version."""
        return None if self.version is None else self.package.at(self.version)

    @property
    def digests(self) -> tuple[Digest, ...]:
        """Return every digest of every file that the lockfile accepts."""
        return tuple(digest for file in self.files for digest in file.digests)

    @property
    def tells_bytes(self) -> bool:
        """Return True if a strong digest determines the installed bytes, whatever their source."""
        return not self.any_file and any(digest.strong for digest in self.digests)


class Need(StrEnum):
    """The reason why a package is requested.

    The value is the name of the dependency group, as in npm lockfiles.
    """

    RUN = ""
    DEV = "dev"
    OPTIONAL = "optional"
    PEER = "peer"
    """A peer dependency that the client installs if no other entry provides it."""
    OPTIONAL_PEER = "optional-peer"
    """A peer dependency that the client installs only if another entry requires it."""


class LockRequest(NamedTuple):
    """One request in a lockfile, and the entries that satisfy the request.

    Lockfile parsers list the requests that the client follows on any platform. Parsers omit requests whose condition is
    never true.
    """

    asker: str
    """The key of the entry that makes the request, or `ROOT`."""
    name: str
    """The installed name of the package, normalised by its ecosystem."""
    wanted: str
    """The range, tag or URL as written; "" allows any version."""
    need: Need = Need.RUN
    answers: tuple[str, ...] = ()
    """Keys of the entries that the client may use; empty if no entry satisfies the request."""
    exact: bool = True
    """Whether the lockfile lists exactly this request.

    If False, `answers` contains the entries with the requested name. The client uses one of these entries only if the
    manifest overrides the requested range.
    """
    line: int | None = None
    """The line of the entry that makes the request."""
    extra: str = ""
    """An extra of the requester that nothing in the lockfile requests, although the project may.

    The request applies only if this extra is requested, and `need` is `OPTIONAL_PEER`.
    """


class IncludeKind(StrEnum):
    """The way in which one requirements file refers to another."""

    REQUIREMENTS = "requirements"
    CONSTRAINTS = "constraints"


@dataclass(frozen=True, slots=True)
class Include:
    """Another file that a requirements file includes (`-r`, `-c`). The path is relative to the requirements file."""

    path: str
    kind: IncludeKind
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be parsed. The rest of the lockfile remains valid."""

    what: str
    line: int | None
    why: str
    resolved_again: bool = False
    """Whether the package manager uses the lockfile, and chooses a release for this request that the lockfile lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The parsed content of one lockfile."""

    format: str
    """The lockfile format and its version, such as `package-lock v3`."""
    packages: tuple[LockedPackage, ...]
    name: str | None = None
    problems: tuple[Problem, ...] = ()
    includes: tuple[Include, ...] = ()
    constraints: Mapping[str, str] = field(default_factory=dict)
    """Exact versions from a constraints file, by normalised package name."""
    registries: tuple[str, ...] = ()
    """Registry URLs in the lockfile itself. Pratique uses only trusted URLs."""
    inventory: bool = False
    """Whether the file lists installed packages (a tree, an SBOM) instead of packages to install."""
    requests: tuple[LockRequest, ...] = ()
    """All requests of the project and of the lockfile's entries; empty for a format without a dependency graph."""
    requires_python: str | None = None
    """The supported Python versions of the lockfile, as a PEP 440 or Poetry range; None if the lockfile specifies no range."""
    environments: tuple[str, ...] = ()
    """PEP 508 markers, one of which must match the installation environment; empty allows any environment."""
    platforms: tuple[str, ...] = ()
    """Gem platforms of the lockfile, as written; empty if the lockfile lists no platforms."""
    options: tuple[Option, ...] = ()
    """Options for all entries, in the order in which the installer reads them.

    `LockedPackage.options` contains the effect of the options.
    """
    asked_by_folder: Mapping[str, frozenset[str]] | None = None
    """The names of direct dependencies of the project ("") and of its workspace members, by folder; None for a format without
    such lists."""
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The requirements as written in the manifests of the project's folders, by folder and name. Set only if
    `requests` contains resolved versions."""
    taken_in: tuple[str, ...] = ()
    """The paths of all files that are merged into this lockfile, relative to its folder."""
    client: LockedPackage | None = None
    """The package manager release that the lockfile pins and that the client downloads and runs.

    `packages` does not contain the pinned package manager.
    """

    @property
    def alone(self) -> bool:
        """Return True if the lockfile's bytes alone determine the parsed content, wherever the lockfile is."""
        return not self.includes and not self.options

    @property
    def with_client(self) -> "Lock":
        """Return the lockfile data with the pinned package manager added to the packages."""
        return self if self.client is None else replace(self, packages=(*self.packages, self.client))


_MOST_DETOURS = 20_000


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The dependents of all entries in a lockfile, computed once for many queries.

    `parents` lists the dependents of each entry, nearest to the project first. An entry without dependents has the
    parent `ROOT`; unreachable entries are omitted. `steps` contains the length of a shortest path to each entry.
    """

    parents: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, int]

    @classmethod
    def of(cls, lock: Lock) -> Self:
        """Return the dependents of every entry of the lockfile."""
        above = {package.key: tuple(dict.fromkeys(package.parents)) or (ROOT,) for package in lock.packages}
        strangers = {parent for parents in above.values() for parent in parents if parent not in above}
        above |= {stranger: (ROOT,) for stranger in strangers if stranger != ROOT}
        below: dict[str, list[str]] = {}
        for key, parents in above.items():
            for parent in parents:
                below.setdefault(parent, []).append(key)
        steps = {ROOT: 0}
        waiting = deque([ROOT])
        while waiting:
            parent = waiting.popleft()
            for key in below.get(parent, ()):
                if key not in steps:
                    steps[key] = steps[parent] + 1
                    waiting.append(key)
        nearest_first = {
            key: tuple(sorted((parent for parent in above[key] if parent in steps), key=steps.__getitem__))
            for key in steps
            if key != ROOT
        }
        return cls(nearest_first, steps)

    def chains(self, key: str, *, most: int = 5) -> tuple[tuple[str, ...], ...]:
        """Return up to `most` shortest paths from the project to the entry `key`, shortest first.

        A path contains each entry at most once and does not contain the project. An unreachable entry has one path,
        which contains only the entry. In a lockfile with tens of thousands of cycles, the search may return fewer paths
        than exist, but at least one.
        """
        return self.search(key, most=most)[0]

    def search(self, key: str, *, most: int) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """Return the shortest paths as `chains` does, and True if the list is certainly complete."""
        if key not in self.parents:
            return ((key,),), True
        found: list[tuple[str, ...]] = []
        # Best first: by the length of the finished chain if nothing stands in its way, then the longest so far. The
        # last number says which parent of the chain's head comes next.
        start = _Link(key, self.steps[key], None)
        waiting = [(self.steps[key], -1, 0, start, 0)]
        order = count(1)
        left = len(self.steps) * most + _MOST_DETOURS
        while waiting and len(found) < most and left > 0:
            length, depth, _, chain, which = heapq.heappop(waiting)
            left -= 1
            parent, *others = self.parents[chain.key][which : which + 2]
            steps = self.steps[parent]
            if others:
                longer = length + self.steps[others[0]] - steps
                heapq.heappush(waiting, (longer, depth, next(order), chain, which + 1))
            if parent == ROOT:
                found.append(tuple(chain))
                continue
            if steps >= chain.fewest:  # only then may it be in the chain already
                left += depth
                if parent in chain:
                    continue
            link = _Link(parent, min(steps, chain.fewest), chain)
            heapq.heappush(waiting, (length, depth - 1, next(order), link, 0))
        return tuple(found), not waiting


@dataclass(frozen=True, slots=True)
class _Link:
    key: str
    fewest: int
    below: "_Link | None"

    def __iter__(self) -> Iterator[str]:
        link: _Link | None = self
        while link is not None:
            yield link.key
            link = link.below


def shortest_paths(lock: Lock, key: str, *, most: int = 5) -> tuple[tuple[str, ...], ...]:
    """Return up to `most` shortest paths from the project to the entry `key`, shortest first; see `Ancestry`.

    For many entries, create one `Ancestry` and use its methods.
    """
    return Ancestry.of(lock).chains(key, most=most)
