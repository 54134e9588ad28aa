"""The evidence about an artifact: what was asked and what was answered.

Evidence has three states. Only known-bad or unknown evidence can stop an artifact; what was not asked is
printed, so that silence is never read as a clean answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from pratique.core.advisory import AdvisoryMatch
from pratique.core.finding import Family, Inspection, Skipped, Unread
from pratique.core.fix_set import FixSet
from pratique.core.freeze import Freeze
from pratique.core.history import Weight
from pratique.core.installed import InstalledCheck
from pratique.core.malware import MalwareAdvice
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Waiver
from pratique.core.release import Dated
from pratique.errors import Reference

T = TypeVar("T")

MOST_RATE_TO_HOLD = 0.001
"""A signal that benign releases show as often as this, or whose rate was not measured, holds nothing for review."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """Asked, and answered."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Asked, and not answered: a crash, a limit, a source that is down."""

    why: str
    reference: Reference
    source: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Not asked, with the reason: the question does not apply, or no source is configured."""

    why: str
    gap: bool = False
    """Whether the question applies, and no source could answer it."""


Evidence = Known[T] | Unknown | NotAsked


class BadKind(StrEnum):
    """Ways to be known as bad."""

    QUARANTINED = "quarantined"
    """The registry itself holds the package back."""
    ADVISORY = "advisory"
    """A published warning says that this release is malicious."""
    DENIED = "denied"
    """The operator's policy names it."""
    REFUSED = "refused"
    """A person refused these bytes at the gate."""
    REMEMBERED = "remembered"
    """This installation blocked it before, and it cannot be judged again now."""


@dataclass(frozen=True, slots=True)
class KnownBad:
    """One authoritative statement that an artifact is bad."""

    kind: BadKind
    text: str
    source: str
    advice: MalwareAdvice | None = None
    """What to do about it, where an advisory says that the release is malicious."""
    disputed: bool = False
    """Whether sources disagree about it: then it is held for a person instead of blocked."""


@dataclass(frozen=True, slots=True)
class ByteCheck:
    """What the downloaded bytes were compared with."""

    got: tuple[Digest, ...]
    expected: tuple[Digest, ...]
    """Digests that the lock, the registry or this installation's memory named; empty: nothing to compare with."""
    mismatches: tuple[str, ...] = ()
    """One sentence for each party whose digest differs."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A fact from registry metadata. What it does to a new artifact is its weight; none of them blocks."""

    code: str
    text: str
    base_rate: float | None
    """Share of benign releases that show it (`python -m bench.history`); None: not measured."""
    weight: Weight = Weight.LENGTHENS
    rule: str = ""
    """The rule that looks for the same in the artifact itself; where it ran, its word counts, and not the listing's."""

    @property
    def lengthens(self) -> bool:
        """Return True if it extends the cooldown of a new artifact."""
        return self.weight is not Weight.RANKS

    @property
    def holds(self) -> bool:
        """Return True if it holds a new artifact for review; only for signals that are measured to be rare."""
        return (
            self.weight is Weight.HOLDS and self.base_rate is not None and self.base_rate < MOST_RATE_TO_HOLD
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All evidence about one artifact, as `decide` reads it."""

    ref: ReleaseRef | None
    """None for a file that belongs to no release."""
    filename: str
    bytes_: Evidence[ByteCheck]
    inspection: Evidence[Inspection]
    published: Evidence[Dated]
    first_seen: datetime | None
    known_bad: Evidence[tuple[KnownBad, ...]]
    signals: Evidence[tuple[Signal, ...]]
    """Those that speak, gravest first."""
    signals_untold: tuple[Skipped, ...] = ()
    """Signals that could not be asked, and why: nothing is known of them."""
    advisories: Evidence[tuple[AdvisoryMatch, ...]] = field(
        default_factory=lambda: NotAsked("no index of advisories was opened")
    )
    """All that warns of the release; what says that it is malicious is in `known_bad`, too."""
    installed: Evidence[InstalledCheck] | None = None
    """What its installed copies were compared with it for; None when no installed tree is judged."""
    fix: FixSet | None = None
    """The fix set that it is part of, where that was looked up for its age."""
    borrowed: bool = False
    """Whether the inspection is of a bundle that nobody vouches for: it may stop the artifact and does not let it in."""
    freezes: tuple[Freeze, ...] = ()
    """Freezes that a person ordered at the gate; they hold what is not known to be older."""
    left_registry: str = ""
    """Where the change takes it from, when it came from a registry before; "" otherwise."""
    private: bool = False
    """Comes from a private registry: judged report-only, integrity enforced, no age rule."""
    baseline: ReleaseRef | None = None
    baseline_file: str = ""
    """Name of the local file that it was compared with, where that is no release."""
    baseline_why: str = ""
    """Why there is no baseline, or why this one."""
    others: Mapping[Family, str] = field(default_factory=dict)
    """Families not asked in this run, and why."""
    accepted: frozenset[Unread] = frozenset()
    """Code that was not analysed and that a release in use here has byte for byte too."""
    precedents: tuple[str, ...] = ()
    """Earlier releases that show what the score holds this one for, in words; empty where none may speak for it."""
    waivers: tuple[Waiver, ...] = ()
    """Waivers whose package, range and digest match; `decide` looks at their rule and their end."""

    @property
    def compared_with(self) -> str:
        """Return the name of the release or file that it was compared with; empty for none."""
        return str(self.baseline) if self.baseline is not None else self.baseline_file
