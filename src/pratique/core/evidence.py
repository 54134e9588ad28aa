"""The evidence about an artifact: each check and its result.

Evidence has three states: `Known`, `Unknown` and `NotAsked`. Only known-bad or unknown evidence can stop an artifact.
The output lists checks that were not made, so that a missing result is not mistaken for a clean result.
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
"""The limit for the rate of a signal in benign releases. Only a signal with a measured rate below this limit can
hold a release for review."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The check was made and has a result."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The check was made but failed because of a crash, a limit or an unavailable source."""

    why: str
    reference: Reference
    source: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The check was not made.

    The reason states that the check does not apply, or that no source is configured.
    """

    why: str
    gap: bool = False
    """Whether the check applies, although no source can provide a result."""


Evidence = Known[T] | Unknown | NotAsked

PINNED_NEEDS_NONE = "already in use (`--as new` checks)"
"""The reason for each check that Pratique skips for artifacts already in use."""


class BadKind(StrEnum):
    """The reasons why an artifact is known to be bad."""

    QUARANTINED = "quarantined"
    """The registry itself quarantined the package."""
    ADVISORY = "advisory"
    """A published advisory states that this release is malicious."""
    DENIED = "denied"
    """The operator's policy denies the artifact."""
    REFUSED = "refused"
    """A person denied these bytes at the gate."""
    REMEMBERED = "remembered"
    """This Pratique installation blocked the artifact before and cannot judge it again now."""


@dataclass(frozen=True, slots=True)
class KnownBad:
    """One statement by an authority that an artifact is bad."""

    kind: BadKind
    text: str
    source: str
    advice: MalwareAdvice | None = None
    """The response advice, if an advisory states that the release is malicious."""
    disputed: bool = False
    """Whether sources disagree about the malware report. A disputed release is held for review instead of blocked."""


@dataclass(frozen=True, slots=True)
class ByteCheck:
    """The comparison of the downloaded bytes with their expected digests."""

    got: tuple[Digest, ...]
    expected: tuple[Digest, ...]
    """Digests from the lockfile, the registry or local records; empty if no digest is known."""
    mismatches: tuple[str, ...] = ()
    """One sentence for each source that lists a different digest."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A fact from registry metadata.

    The weight of the signal determines the effect on a new artifact. A signal never blocks an artifact.
    """

    code: str
    text: str
    base_rate: float | None
    """The share of benign releases with this signal (`python -m bench.history`); None if it was not measured."""
    weight: Weight = Weight.LENGTHENS
    rule: str = ""
    """The rule that checks the same fact in the artifact itself. If the rule ran, its result replaces the signal."""

    @property
    def lengthens(self) -> bool:
        """Return True if the signal extends the cooldown of a new artifact."""
        return self.weight is not Weight.RANKS

    @property
    def holds(self) -> bool:
        """Return True if the signal holds a new artifact for review.

        Only a signal with a low measured rate can hold an artifact.
        """
        return (
            self.weight is Weight.HOLDS and self.base_rate is not None and self.base_rate < MOST_RATE_TO_HOLD
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All evidence about one artifact, as input of `decide`."""

    ref: ReleaseRef | None
    """The release of the artifact; None for a file that does not belong to a release."""
    filename: str
    bytes_: Evidence[ByteCheck]
    inspection: Evidence[Inspection]
    published: Evidence[Dated]
    first_seen: datetime | None
    known_bad: Evidence[tuple[KnownBad, ...]]
    signals: Evidence[tuple[Signal, ...]]
    """The signals that fired, most severe first."""
    signals_untold: tuple[Skipped, ...] = ()
    """Signals that could not be evaluated, each with the reason."""
    advisories: Evidence[tuple[AdvisoryMatch, ...]] = field(
        default_factory=lambda: NotAsked("no advisory index was opened")
    )
    """All advisories about the release. Advisories that report malware are also in `known_bad`."""
    installed: Evidence[InstalledCheck] | None = None
    """The comparison of the artifact with its installed copies; None if no installed tree is judged."""
    fix: FixSet | None = None
    """The fix set of the artifact, if a fix set was evaluated because of the artifact's age."""
    borrowed: bool = False
    """Whether the inspection comes from an unverified bundle. An inspection from an unverified bundle can stop the
    artifact but cannot allow it."""
    before_inspection: bool = False
    """Whether the gate may serve the artifact before its inspection ends, because an operator adopted these bytes."""
    freezes: tuple[Freeze, ...] = ()
    """Freezes that an operator set at the gate. A freeze holds releases that are not known to be older than the freeze."""
    left_registry: str = ""
    """The new source, if the judged change moves the package from a registry to another source; "" otherwise."""
    private: bool = False
    """Whether the artifact comes from a private registry.

    For an artifact from a private registry, findings are report-only, digests are enforced, and there is no cooldown.
    """
    baseline: ReleaseRef | None = None
    baseline_file: str = ""
    """The name of the local file with which the artifact was compared, if the baseline is not a release."""
    baseline_why: str = ""
    """The reason for the choice of the baseline, or for the lack of a baseline."""
    others: Mapping[Family, str] = field(default_factory=dict)
    """Kinds of evidence that were not checked, each with the reason."""
    accepted: frozenset[Unread] = frozenset()
    """Code that was not analysed but has the same bytes as code in a release already in use."""
    precedents: tuple[str, ...] = ()
    """Earlier releases with the behaviour that the malware score reports, as text; empty if no release may count as a
    precedent."""
    waivers: tuple[Waiver, ...] = ()
    """Waivers with a matching package, range and digest. `decide` checks the rule and the expiry of each waiver."""

    @property
    def compared_with(self) -> str:
        """Return the name of the release or file with which the artifact was compared; empty if there is none."""
        return str(self.baseline) if self.baseline is not None else self.baseline_file
