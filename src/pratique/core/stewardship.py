"""Packages of a project that may change owners or be abandoned, and the recommended precautions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.names import PackageRef
from pratique.core.reading import LockRead, NotJudged


class State(StrEnum):
    """How far the work on a package has come to an end; part of the JSON contract."""

    ACTIVE = "active"
    FINISHED = "finished"
    """Silent for two years, and nothing shows that work is left to do."""
    SLOWING = "slowing"
    """Silent for two years, against its own rhythm, with work left to do."""
    ABANDONED = "abandoned"
    """Given up according to the registry, or silent for four years with work left to do."""
    NOT_KNOWN = "not known"
    """The registry lists no publish times of its own."""


class Worry(StrEnum):
    """An observation that raises doubt about the future of a package; part of the JSON contract.

    The observations are listed most severe first.
    """

    QUARANTINED = "quarantined"
    GONE = "gone"
    """The registry no longer lists the version in use."""
    NOBODY = "nobody"
    """The registry lists no maintainer."""
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    CHANGED_HANDS = "changed-hands"
    """Within the last year, an account published that no earlier release named and that the project does not know."""
    SILENT = "silent"
    """The package has had no release for a year."""
    ONE_MAINTAINER = "one-maintainer"
    ONE_PUBLISHER = "one-publisher"
    """Several accounts may publish, but only one has published for two years."""


DOUBTS: Mapping[Worry, float] = {
    Worry.QUARANTINED: 1.0,
    Worry.GONE: 1.0,
    Worry.NOBODY: 0.9,
    Worry.ARCHIVED: 0.9,
    Worry.DEPRECATED: 0.9,
    Worry.CHANGED_HANDS: 0.6,
}
"""The doubt that an observation raises on its own, from 0 to 1: a judgement that orders the list, not a probability.

The doubt of silence is the measured chance that the silence goes on (`pratique.history.rhythm`). One maintainer or
one publisher raises no doubt on its own: half of all packages have only one.
"""
FACTS = frozenset({Worry.QUARANTINED, Worry.GONE, Worry.NOBODY, Worry.ARCHIVED, Worry.DEPRECATED})
"""The observations that the registry states itself. A package with one of them is always listed."""


class Way(StrEnum):
    """A kind of precaution for a package."""

    REMOVE = "remove"
    UPDATE = "update"
    REPLACE = "replace"
    PIN = "pin"
    VENDOR = "vendor"
    FUND = "fund"
    HELP = "co-maintain"
    FORK = "fork"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Reason:
    """An observation with its evidence in a sentence."""

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
    state: State
    reasons: tuple[Reason, ...]
    steps: tuple[Step, ...]
    doubt: float
    """From 0 to 1: the highest doubt of the reasons."""
    score: float
    """The doubt multiplied by the package's use in the project. Reports sort packages by this score."""
    chance: float | None = None
    """The estimated probability of no release in the next two years; None without publish times."""
    funding: str | None = None
    """The URL at which the authors of the package accept funding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """For each kind of data, the number of packages whose listing contains the data."""

    listings: int = 0
    maintainers: int = 0
    publishers: int = 0
    people: int = 0
    """The number of packages with maintainers or publishers."""
    times: int = 0
    """The number of packages with publish times from the registry itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StewardReport:
    """The result of `pratique steward`."""

    root: str
    files: tuple[LockRead, ...]
    wards: tuple[Ward, ...] = ()
    """The packages that raise doubt, highest score first."""
    listed: tuple[Ward, ...] = ()
    """The packages of `wards` that a person should read."""
    states: Mapping[State, int] = field(default_factory=dict)
    """The number of packages in each state."""
    keepers: tuple[tuple[str, int], ...] = ()
    """Accounts that are the only maintainer of several packages, with the number of packages that a takeover would affect."""
    packages: int = 0
    """The number of different registry packages in the lockfiles."""
    told: Told = field(default_factory=Told)
    earlier: int | None = None
    """With `--since`, the number of packages that the project had before the change; they are not looked up."""
    not_asked: tuple[NotJudged, ...] = ()
    """Packages without a result, with the reason."""
    out_of_scope: tuple[NotJudged, ...] = ()
    """Packages that are not from a public registry, and packages that the user excluded."""

    @property
    def complete(self) -> bool:
        """Return True if all lockfiles were read, and all packages were looked up and have people and times."""
        if (not self.packages and not self.earlier) or self.not_asked:
            return False
        if any(file.error is not None or file.problems for file in self.files):
            return False
        told = self.told
        return told.listings == told.people == told.times
