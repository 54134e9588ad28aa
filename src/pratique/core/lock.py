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
    any_file: bool = False
    """Whether an installer takes the release's file that fits best, whether it is among `files` or not."""
    groups: frozenset[str] = frozenset()
    """Dependency groups that need it (`dev`, `optional`, `peer`, extras); empty: needed at run time."""
    extras: frozenset[str] = frozenset()
    """Extras that the line itself asks for, normalised; only pip's files name them."""
    markers: tuple[str, ...] = ()
    """Conditions on the platform as written: PEP 508 markers, or npm `os`, `cpu`, `libc` lists."""
    like: str | None = None
    """The name that the installed file may have had: the one to judge is the most like it, as by a wheel's tags."""
    options: InstallOptions = NO_OPTIONS
    """What the options of the file come to for it."""
    optional: bool = False
    bundled: bool = False
    has_install_hook: bool | None = None
    has_shrinkwrap: bool = False
    """Whether its artifact ships a lock of its own, which npm 10 and 11 follow in the place of what lies below the entry."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    """The requests that it answers, where the lock names them: who asks, and for what. In locks of yarn anybody (`""`)
    asks for `name@range` (`name@npm:range` when it is of a registry), in those of pnpm one of the project's own folders,
    by its path, for a name."""
    places: tuple[str, ...] = ()
    """Paths, relative to the project, of the local archives or folders that its client may take, where they are to be
    judged; a reader of locks sets none (`pratique.intake.entries.places`)."""
    patches: tuple[tuple[str, ...], ...] = ()
    """Patches that the lock itself names (yarn 2 and later), by path from its folder: one row for each copy that is patched, with
    its patches in the order in which the client applies them."""
    line: int | None = None
    own_checksum: bool = False
    """Whether the lock has a digest of bytes that the client makes of the artifact (yarn 2 and later: of its zip). No registry
    lists such a digest, so that it is compared with nothing here."""
    deprecated: str | None = None
    """What its makers say when they have given it up, where the lock repeats it; untrusted text."""

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
        """Return True if a strong digest determines what is installed, wherever it comes from."""
        return not self.any_file and any(digest.strong for digest in self.digests)


class Need(StrEnum):
    """Why a request is made; the value is the name of the group, as in locks of npm."""

    RUN = ""
    DEV = "dev"
    OPTIONAL = "optional"
    PEER = "peer"
    """A peer that the client installs when nothing else does."""
    OPTIONAL_PEER = "optional-peer"
    """A peer that the client installs only when something else asks for it."""


class LockRequest(NamedTuple):
    """One request inside a lock, and the entries that answer it.

    A reader lists the requests that its client follows on some platform. One under a condition that never holds is left out.
    """

    asker: str
    """The key of the entry that asks, or `ROOT`."""
    name: str
    """The name under which the answer is installed, normalised by its ecosystem."""
    wanted: str
    """The range, tag or address as written; "": any version."""
    need: Need = Need.RUN
    answers: tuple[str, ...] = ()
    """Keys of entries, of which each is one that the client may take; empty: no entry answers."""
    exact: bool = True
    """Whether the lock names this very request. Else `answers` are the entries of that name, one of which the client takes
    only where the manifest replaces what is asked for."""
    line: int | None = None
    """Of the entry that asks."""
    extra: str = ""
    """The extra of the asker for which alone it is made, where nothing in the lock asks for that extra (then `need` is
    `OPTIONAL_PEER`); the project may."""


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
    """An entry that could not be parsed; the rest of the lock counts."""

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
    """Registries that the tables of the file itself name: used only when trusted."""
    inventory: bool = False
    """Whether it lists what was installed (a tree, an SBOM) instead of what an installer will take."""
    requests: tuple[LockRequest, ...] = ()
    """The edges of the lock: every request of an entry or of the project that the lock holds. Empty for a format without a
    graph."""
    requires_python: str | None = None
    """The versions of Python that the lock is for, a range of PEP 440 or of Poetry; None when it does not say."""
    environments: tuple[str, ...] = ()
    """PEP 508 markers of which one must hold where the lock is installed; none: anywhere."""
    platforms: tuple[str, ...] = ()
    """Platforms of gems that the lock is made for, as it writes them; none: it does not say."""
    options: tuple[Option, ...] = ()
    """Options for all entries, in the order in which the installer reads them; `LockedPackage.options` has the result."""
    asked_by_folder: Mapping[str, frozenset[str]] | None = None
    """The names that the project ("") and the members of its workspace ask for, by folder; None for a format that has no such
    lists."""
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What the manifests of the project's folders ask for, by folder and name, where `requests` have the answer in its place."""
    taken_in: tuple[str, ...] = ()
    """Paths of all files that are joined in it, relative to its folder."""
    client: LockedPackage | None = None
    """The release of the package manager that the lock names and its client fetches and runs; none of `packages`."""

    @property
    def alone(self) -> bool:
        """Return True if the lock's own bytes decide everything, wherever the file is."""
        return not self.includes and not self.options

    @property
    def with_client(self) -> "Lock":
        """Return the lock with the package manager that it names among its packages."""
        return self if self.client is None else replace(self, packages=(*self.packages, self.client))


_MOST_DETOURS = 20_000


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The dependents in a lock, read once for many entries.

    `parents` lists the dependents of each entry, nearest to the project first; an entry without dependents
    belongs to `ROOT`, and unreachable entries are left out. `steps` is the length of a shortest path to the
    entry.
    """

    parents: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, int]

    @classmethod
    def of(cls, lock: Lock) -> Self:
        """Read who asks for whom."""
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

        A path names each entry once and does not contain the project. An unreachable entry has a path of
        itself alone. In a lock with tens of thousands of cycles, the search may return fewer paths than
        exist, but at least one.
        """
        return self.search(key, most=most)[0]

    def search(self, key: str, *, most: int) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """Return the same paths, and whether the list is certainly complete."""
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
    """The head of a chain that is being built towards the project."""

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
    """Return the paths of one entry; make the `Ancestry` once for many.

    Returns up to `most` shortest paths from the project to the entry `key`, shortest first, see `Ancestry`.
    """
    return Ancestry.of(lock).chains(key, most=most)
