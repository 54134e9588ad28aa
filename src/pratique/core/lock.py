"""The content of a lockfile."""

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
"""Key of the project itself in `LockedPackage.parents`."""


class SourceKind(StrEnum):
    """The kind of source that a locked package comes from."""

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
    """One file that the lock accepts, with its accepted digests."""

    filename: str | None
    digests: tuple[Digest, ...]
    url: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """One entry of a lock.

    `key` is unique in its lock (npm: the path below the project; Python: `name==version`, with the source if that is
    not unique). `parents` are the keys of the entries that depend on this one; `ROOT` is the project.
    """

    key: str
    package: PackageRef
    version: str | None
    """The exact version, or None if the file does not pin one."""
    source: SourceKind = SourceKind.REGISTRY
    alias: str | None = None
    """The name under which it is installed, if it differs."""
    registry: str | None = None
    """The URL of the registry in the lock; None if the lock has none."""
    url: str | None = None
    """The URL of the artifact or repository in the lock."""
    files: tuple[LockedFile, ...] = ()
    any_file: bool = False
    """Whether an installer uses the best matching file of the release, even if it is not in `files`."""
    groups: frozenset[str] = frozenset()
    """Dependency groups that need it (`dev`, `optional`, `peer`, extras); empty: needed at run time."""
    extras: frozenset[str] = frozenset()
    """Extras that the line itself requests, normalised; only pip's files list them."""
    markers: tuple[str, ...] = ()
    """Conditions on the platform as written: PEP 508 markers, or npm `os`, `cpu`, `libc` lists."""
    like: str | None = None
    """The possible name of the installed file: the most similar file is judged, for example by a wheel's tags."""
    options: InstallOptions = NO_OPTIONS
    """The effect of the file's options on the entry."""
    optional: bool = False
    bundled: bool = False
    has_install_hook: bool | None = None
    has_shrinkwrap: bool = False
    """Whether its artifact ships a lock of its own, which npm 10 and 11 use instead of the entries below this one."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    """The requests that it satisfies, if the lock lists them: the requester and the request. In locks of yarn, the requester is
    unknown (`""`) and the request is `name@range` (`name@npm:range` for a registry); in those of pnpm, the requester is one of
    the project's own folders, by its path, and the request is a name."""
    places: tuple[str, ...] = ()
    """Paths, relative to the project, of local archives or folders that its client may use and that must be judged. A reader of
    locks sets none (`pratique.intake.entries.places`)."""
    patches: tuple[tuple[str, ...], ...] = ()
    """Patches that the lock itself lists (yarn 2 and later), by path from its folder: one row for each patched copy, with its
    patches in the order in which the client applies them."""
    line: int | None = None
    own_checksum: bool = False
    """Whether the lock has a digest of bytes that the client makes from the artifact (yarn 2 and later: of its zip). No registry
    lists such a digest, so it is compared with nothing here."""
    deprecated: str | None = None
    """The author's deprecation message, if the lock repeats it; untrusted text."""

    @property
    def ref(self) -> ReleaseRef | None:
        """Return the release, if the entry pins one."""
        return None if self.version is None else self.package.at(self.version)

    @property
    def digests(self) -> tuple[Digest, ...]:
        """Return every digest of every file that the lock accepts."""
        return tuple(digest for file in self.files for digest in file.digests)

    @property
    def tells_bytes(self) -> bool:
        """Return True if a strong digest determines the installed bytes, whatever their source."""
        return not self.any_file and any(digest.strong for digest in self.digests)


class Need(StrEnum):
    """The reason for a request; the value is the group name, as in npm locks."""

    RUN = ""
    DEV = "dev"
    OPTIONAL = "optional"
    PEER = "peer"
    """A peer that the client installs if no other entry provides it."""
    OPTIONAL_PEER = "optional-peer"
    """A peer that the client installs only if another entry requires it."""


class LockRequest(NamedTuple):
    """One request in a lock, and the entries that satisfy it.

    A reader lists the requests that its client follows on any platform. It omits requests under a condition that is never
    true.
    """

    asker: str
    """The key of the entry that makes the request, or `ROOT`."""
    name: str
    """The name under which the package is installed, normalised by its ecosystem."""
    wanted: str
    """The range, tag or URL as written; "": any version."""
    need: Need = Need.RUN
    answers: tuple[str, ...] = ()
    """Keys of the entries that the client may use; empty: no entry satisfies the request."""
    exact: bool = True
    """Whether the lock lists exactly this request. If not, `answers` are the entries of that name; the client uses one of them
    only if the manifest overrides the requested range."""
    line: int | None = None
    """The line of the entry that makes the request."""
    extra: str = ""
    """The only extra of the requester for which the request is made, if nothing in the lock requests that extra (then `need` is
    `OPTIONAL_PEER`); the project may request it."""


class IncludeKind(StrEnum):
    """The way in which one requirements file refers to another."""

    REQUIREMENTS = "requirements"
    CONSTRAINTS = "constraints"


@dataclass(frozen=True, slots=True)
class Include:
    """Another file that a requirements file includes (`-r`, `-c`), relative to it."""

    path: str
    kind: IncludeKind
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that could not be parsed; the rest of the lock remains valid."""

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
    """Registries in the tables of the file itself: used only if trusted."""
    inventory: bool = False
    """Whether it lists installed packages (a tree, an SBOM) instead of packages to install."""
    requests: tuple[LockRequest, ...] = ()
    """The edges of the lock: all requests of its entries and of the project. Empty for a format without a
    graph."""
    requires_python: str | None = None
    """The Python versions that the lock is for, as a range of PEP 440 or of Poetry; None if it is not stated."""
    environments: tuple[str, ...] = ()
    """PEP 508 markers, one of which must match the environment of the installation; empty: any environment."""
    platforms: tuple[str, ...] = ()
    """Platforms of gems that the lock is made for, as written; empty: not stated."""
    options: tuple[Option, ...] = ()
    """Options for all entries, in the order in which the installer reads them; `LockedPackage.options` has the result."""
    asked_by_folder: Mapping[str, frozenset[str]] | None = None
    """The names that the project ("") and the members of its workspace depend on, by folder; None for a format without such
    lists."""
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The requirements in the manifests of the project's folders, by folder and name, if `requests` have the resolved version."""
    taken_in: tuple[str, ...] = ()
    """Paths of all files that are merged into it, relative to its folder."""
    client: LockedPackage | None = None
    """The package manager release that the lock specifies and its client downloads and runs; not in `packages`."""

    @property
    def alone(self) -> bool:
        """Return True if the lock's own bytes determine everything, wherever the file is."""
        return not self.includes and not self.options

    @property
    def with_client(self) -> "Lock":
        """Return the lock with the package manager that it specifies added to its packages."""
        return self if self.client is None else replace(self, packages=(*self.packages, self.client))


_MOST_DETOURS = 20_000


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The dependents in a lock, computed once for many entries.

    `parents` lists the dependents of each entry, nearest to the project first. An entry without dependents has the
    parent `ROOT`; unreachable entries are left out. `steps` is the length of a shortest path to the entry.
    """

    parents: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, int]

    @classmethod
    def of(cls, lock: Lock) -> Self:
        """Return the dependents of every entry of the lock."""
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

        A path contains each entry once and does not contain the project. An unreachable entry has one path that contains
        only the entry. In a lock with tens of thousands of cycles, the search may return fewer paths than exist, but at
        least one.
        """
        return self.search(key, most=most)[0]

    def search(self, key: str, *, most: int) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """Return the same paths, and True if the list is certainly complete."""
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
    """The head of a path that is being built towards the project."""

    key: str
    fewest: int
    """The fewest steps of any entry of the chain."""
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
