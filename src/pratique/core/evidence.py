"""The evidence about an artifact: each check and its result.

Evidence has three states. Only known-bad or unknown evidence can stop an artifact. Checks that were not made are
listed in the output, so that a missing result is not mistaken for a clean one.
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
"""Maximum rate in benign releases: a signal at or above it, or without a measured rate, holds nothing for review."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The check was made and has a result."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The check was made but failed: a crash, a limit, or an unavailable source."""

    why: str
    reference: Reference
    source: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The check was not made, with the reason: it does not apply, or no source is configured."""

    why: str
    gap: bool = False
    """Whether the check applies but no source is able to make it."""


Evidence = Known[T] | Unknown | NotAsked

PINNED_NEEDS_NONE = "already in use (`--as new` checks)"
"""The reason for each check that is skipped for artifacts already in use."""


class BadKind(StrEnum):
    """The reasons why an artifact is known to be bad."""

    QUARANTINED = "quarantined"
    """The registry itself quarantined the package."""
    ADVISORY = "advisory"
    """A published advisory states that this release is malicious."""
    DENIED = "denied"
    """The operator's policy denies it."""
    REFUSED = "refused"
    """A person denied these bytes at the gate."""
    REMEMBERED = "remembered"
    """This installation blocked it before, and it cannot be judged again now."""


@dataclass(frozen=True, slots=True)
class KnownBad:
    """One statement by an authority that an artifact is bad."""

    kind: BadKind
    text: str
    source: str
    advice: MalwareAdvice | None = None
    """The advice, if an advisory states that the release is malicious."""
    disputed: bool = False
    """Whether sources disagree about it: then it is held for review instead of blocked."""


@dataclass(frozen=True, slots=True)
class ByteCheck:
    """The reference with which the downloaded bytes were compared."""

    got: tuple[Digest, ...]
    expected: tuple[Digest, ...]
    """Digests from the lock, the registry or this installation's records; empty: nothing to compare with."""
    mismatches: tuple[str, ...] = ()
    """One sentence for each source whose digest differs."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A fact from registry metadata. Its weight determines the effect on a new artifact; no signal blocks."""

    code: str
    text: str
    base_rate: float | None
    """The share of benign releases that show it (`python -m bench.history`); None: not measured."""
    weight: Weight = Weight.LENGTHENS
    rule: str = ""
    """The rule that checks the same fact in the artifact itself; if it ran, its result replaces that of the listing."""

    @property
    def lengthens(self) -> bool:
        """Return True if the signal extends the cooldown of a new artifact."""
        return self.weight is not Weight.RANKS

    @property
    def holds(self) -> bool:
        """Return True if the signal holds a new artifact for review; only signals with a low measured rate can do so."""
        return (
            self.weight is Weight.HOLDS and self.base_rate is not None and self.base_rate < MOST_RATE_TO_HOLD
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All evidence about one artifact, as input of `decide`."""

    ref: ReleaseRef | None
    """None for a file that does not belong to a release."""
    filename: str
    bytes_: Evidence[ByteCheck]
    inspection: Evidence[Inspection]
    published: Evidence[Dated]
    first_seen: datetime | None
    known_bad: Evidence[tuple[KnownBad, ...]]
    signals: Evidence[tuple[Signal, ...]]
    """The signals that fired, most severe first."""
    signals_untold: tuple[Skipped, ...] = ()
    """Signals that could not be checked, with the reason."""
    advisories: Evidence[tuple[AdvisoryMatch, ...]] = field(
        default_factory=lambda: NotAsked("no index of advisories was opened")
    )
    """All advisories about the release; those that report it as malicious are also in `known_bad`."""
    installed: Evidence[InstalledCheck] | None = None
    """The comparison with its installed copies; None if no installed tree is judged."""
    fix: FixSet | None = None
    """The fix set to which it belongs, if that was checked because of its age."""
    borrowed: bool = False
    """Whether the inspection comes from an unverified bundle: it may stop the artifact but cannot allow it."""
    freezes: tuple[Freeze, ...] = ()
    """Freezes that an operator set at the gate; they hold releases that are not known to be older."""
    left_registry: str = ""
    """The new source, if the change moves it away from a registry; "" otherwise."""
    private: bool = False
    """Whether it comes from a private registry: judged in report-only mode, integrity enforced, no age rule."""
    baseline: ReleaseRef | None = None
    baseline_file: str = ""
    """The name of the local file that it was compared with, if that is not a release."""
    baseline_why: str = ""
    """Why there is no baseline, or why this one was chosen."""
    others: Mapping[Family, str] = field(default_factory=dict)
    """Families that were not checked in this run, with the reason."""
    accepted: frozenset[Unread] = frozenset()
    """Code that was not analysed but is byte-for-byte in a release already in use."""
    precedents: tuple[str, ...] = ()
    """Earlier releases with the behaviour that the score reports, as text; empty if none may count as a precedent."""
    waivers: tuple[Waiver, ...] = ()
    """Waivers whose package, range and digest match; `decide` checks their rule and their expiry."""

    @property
    def compared_with(self) -> str:
        """Return the name of the release or file that the artifact was compared with; empty if there is none."""
        return str(self.baseline) if self.baseline is not None else self.baseline_file
