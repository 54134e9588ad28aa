"""Which packages of a project are likely to change hands or to die, and what its owner can do before they do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.reading import LockRead, NotJudged


class Worry(StrEnum):
    """Why a package may change hands or be abandoned; part of the JSON contract. Most severe first."""

    QUARANTINED = "quarantined"
    GONE = "gone"
    """The version in use was removed."""
    NOBODY = "nobody"
    """No maintainer is listed."""
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    CHANGED_HANDS = "changed-hands"
    """Others publish than a year ago."""
    ONE_MAINTAINER = "one-maintainer"
    SILENT_LONG = "silent-long"
    """Nothing was published for four years."""
    SILENT = "silent"
    """Nothing was published for two years."""
    ONE_PUBLISHER = "one-publisher"
    """Several may publish, and for two years one alone did."""


RISKS: Mapping[Worry, int] = {
    Worry.QUARANTINED: 6,
    Worry.GONE: 4,
    Worry.NOBODY: 4,
    Worry.ARCHIVED: 4,
    Worry.DEPRECATED: 4,
    Worry.CHANGED_HANDS: 3,
    Worry.ONE_MAINTAINER: 2,
    Worry.SILENT_LONG: 2,
    Worry.SILENT: 1,
    Worry.ONE_PUBLISHER: 1,
}
"""What each adds to the risk: an order to read in, and no probability."""
LEAST_RISK = 2
"""From here on a package is in the list."""


class Way(StrEnum):
    """What can be done about a package."""

    REMOVE = "remove"
    REPLACE = "replace"
    PIN = "pin"
    FUND = "fund"
    FORK = "fork"


@dataclass(frozen=True, slots=True)
class Reason:
    """A worry with its evidence in a sentence."""

    worry: Worry
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One way, in a sentence."""

    way: Way
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A project's use of a package, from its locks."""

    versions: tuple[str, ...]
    direct: bool
    """Whether the project itself asks for it."""
    asked_by: int
    """Entries that ask for it, the project apart."""
    dependants: int
    """Entries that lead to it, over others too; those that ask for it among them."""
    only: tuple[str, ...] = ()
    """The groups that alone need it, such as `dev`; empty: needed at run time."""
    sources: tuple[str, ...] = ()
    """The locks that hold it."""
    parents: tuple[str, ...] = ()
    """Names of packages that ask for it."""
    registry: str | None = None
    """The registry that a lock names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A package of the project that its owner should look after."""

    package: PackageRef
    use: Use
    reasons: tuple[Reason, ...]
    steps: tuple[Step, ...]
    risk: int
    score: float
    """Risk times use: what the list is sorted by."""
    funding: str | None = None
    """Where its makers say that they take money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """For how many packages a listing has what stewardship needs."""

    listings: int = 0
    maintainers: int = 0
    publishers: int = 0
    times: int = 0
    """By the registry itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StewardReport:
    """The answer of `steward`."""

    root: str
    files: tuple[LockRead, ...]
    wards: tuple[Ward, ...] = ()
    """By score, the highest first."""
    keepers: tuple[tuple[str, int], ...] = ()
    """Accounts that alone maintain several of the packages, and how many: who takes over one of them has all of those."""
    packages: int = 0
    """Different packages of registries in the locks."""
    told: Told = field(default_factory=Told)
    not_asked: tuple[NotJudged, ...] = ()
    """Packages without an answer, and why."""
    out_of_scope: tuple[NotJudged, ...] = ()
    """What is not of a public registry, and what somebody left out."""

    @property
    def complete(self) -> bool:
        """Return True if every package was looked up, every lock was read, and the listings have people or times."""
        if not self.packages or self.not_asked:
            return False
        if any(file.error is not None or file.problems for file in self.files):
            return False
        return bool(self.told.maintainers or self.told.publishers or self.told.times)
