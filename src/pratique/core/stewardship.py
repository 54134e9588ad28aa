"""Packages of a project that may change owners or be abandoned, and the recommended precautions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.reading import LockRead, NotJudged


class Worry(StrEnum):
    """The reason why a package may change owners or be abandoned; part of the JSON contract.

    The reasons are listed most severe first.
    """

    QUARANTINED = "quarantined"
    GONE = "gone"
    """The registry no longer lists the version in use."""
    NOBODY = "nobody"
    """The registry lists no maintainer."""
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    CHANGED_HANDS = "changed-hands"
    """The publishers of the package changed within the last year."""
    ONE_MAINTAINER = "one-maintainer"
    SILENT_LONG = "silent-long"
    """The package has had no release for four years."""
    SILENT = "silent"
    """The package has had no release for two years."""
    ONE_PUBLISHER = "one-publisher"
    """Several accounts may publish, but only one has published for two years."""


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
"""The contribution of each reason to the risk of a package. The contribution determines the order of packages and is
not a probability."""
LEAST_RISK = 2
"""The minimum risk of a package that the report lists."""


class Way(StrEnum):
    """A kind of precaution for a package."""

    REMOVE = "remove"
    REPLACE = "replace"
    PIN = "pin"
    FUND = "fund"
    FORK = "fork"


@dataclass(frozen=True, slots=True)
class Reason:
    """A risk with its evidence in a sentence."""

    worry: Worry
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One recommended precaution, in one sentence."""

    way: Way
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The use of a package in a project, according to the project's lockfiles."""

    versions: tuple[str, ...]
    direct: bool
    """Whether the project itself depends on the package."""
    asked_by: int
    """The number of lockfile entries that depend on the package directly, without the project itself."""
    dependants: int
    """The number of entries that depend on the package, directly or indirectly."""
    only: tuple[str, ...] = ()
    """The dependency groups, such as `dev`, if no other group needs the package; empty if the package is needed at run time."""
    sources: tuple[str, ...] = ()
    """The lockfiles that contain the package."""
    parents: tuple[str, ...] = ()
    """Names of packages that depend on this package."""
    registry: str | None = None
    """The registry URL in the lockfile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A package of the project that the user should monitor."""

    package: PackageRef
    use: Use
    reasons: tuple[Reason, ...]
    steps: tuple[Step, ...]
    risk: int
    score: float
    """The risk of the package multiplied by its use in the project. Reports sort packages by this score."""
    funding: str | None = None
    """The URL at which the authors of the package accept funding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """For each kind of data, the number of packages whose listing contains the data."""

    listings: int = 0
    maintainers: int = 0
    publishers: int = 0
    times: int = 0
    """The number of packages with publish times from the registry itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StewardReport:
    """The result of `pratique steward`."""

    root: str
    files: tuple[LockRead, ...]
    wards: tuple[Ward, ...] = ()
    """The packages, highest score first."""
    keepers: tuple[tuple[str, int], ...] = ()
    """Accounts that are the only maintainer of several packages, with the number of packages that a takeover would affect."""
    packages: int = 0
    """The number of different registry packages in the lockfiles."""
    told: Told = field(default_factory=Told)
    not_asked: tuple[NotJudged, ...] = ()
    """Packages without a result, with the reason."""
    out_of_scope: tuple[NotJudged, ...] = ()
    """Packages that are not from a public registry, and packages that the user excluded."""

    @property
    def complete(self) -> bool:
        """Return True if all lockfiles were read, all packages were looked up, and the listings have people or times."""
        if not self.packages or self.not_asked:
            return False
        if any(file.error is not None or file.problems for file in self.files):
            return False
        return bool(self.told.maintainers or self.told.publishers or self.told.times)
