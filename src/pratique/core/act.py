"""Approvals and denials of files by a person, and withdrawals of such decisions. Stored decisions are never changed.

A decision applies to digests, never only to a name, because a name can refer to other bytes later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from pratique.core.evidence import BadKind, Dossier, Known, KnownBad
from pratique.core.names import Digest
from pratique.core.policy import WHATEVER_HOLDS, Waiver


class ActKind(StrEnum):
    """The kind of a person's decision about a file."""

    RELEASE = "release"
    """Lifts all holds of these bytes until the approval ends."""
    REFUSE = "refuse"
    """Blocks these bytes."""
    RELEASE_UNDONE = "release-undone"
    REFUSE_UNDONE = "refuse-undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One decision about the bytes of one file."""

    kind: ActKind
    digest: Digest
    """A digest with a strong algorithm (`Digest.strong`)."""
    purl: str = ""
    """The package URL, with version, of the release that contained the bytes; "" if the bytes were not received yet."""
    at: datetime
    """The timezone-aware time of the decision in UTC."""
    who: str
    """The owner of the operator's token, or the name that a user of the gate's machine gave."""
    reason: str
    until: datetime | None = None
    """When the approval expires; None if the approval is valid until it is withdrawn."""
    even_blocked: bool = False
    """Whether the approval also lifts blocks."""
    login: str = ""
    """The login name of the process on the gate's machine; "" for a decision over HTTP, or from before it was stored."""
    token: str = ""
    """The name of the operator's token; "" for a decision on the gate's machine."""
    number: int = 0
    """The position of the decision among all decisions, from 1; 0 before the decision is stored."""


@dataclass(frozen=True, slots=True)
class Word:
    """The decisions in force for an artifact's bytes."""

    release: Act | None = None
    refusal: Act | None = None

    def __bool__(self) -> bool:
        return self.release is not None or self.refusal is not None


NO_WORD = Word()


def word_of(acts: Iterable[Act], now: datetime) -> Word:
    """Return the decision in force among all decisions about the same bytes.

    The decisions in `acts` may be in any order. A denial overrides an approval, unless the approval is later and also
    lifts blocks.
    """
    both = standing_of(acts, now)
    release, refusal = both.release, both.refusal
    if release is not None and refusal is not None:
        beats = release.even_blocked and release.number > refusal.number
        return Word(release=release) if beats else Word(refusal=refusal)
    return both


def standing_of(acts: Iterable[Act], now: datetime) -> Word:
    """Return the latest approval and denial that are neither withdrawn nor expired."""
    release: Act | None = None
    refusal: Act | None = None
    for act in sorted(acts, key=lambda one: one.number):
        match act.kind:
            case ActKind.RELEASE:
                release = act
            case ActKind.RELEASE_UNDONE:
                release = None
            case ActKind.REFUSE:
                refusal = act
            case ActKind.REFUSE_UNDONE:
                refusal = None
    if release is not None and release.until is not None and release.until <= now:
        release = None
    return Word(release, refusal)


def heard(dossier: Dossier, word: Word) -> Dossier:
    """Return the evidence with people's decisions added.

    A denial becomes known-bad evidence. An approval becomes a waiver for every hold.
    """
    if word.refusal is not None:
        one = word.refusal
        bad = KnownBad(BadKind.REFUSED, f"refused by {one.who}: {one.reason}", one.who)
        before = dossier.known_bad.value if isinstance(dossier.known_bad, Known) else ()
        source = dossier.known_bad.source if isinstance(dossier.known_bad, Known) else one.who
        return replace(dossier, known_bad=Known(tuple(dict.fromkeys((*before, bad))), source))
    if word.release is not None:
        return replace(dossier, waivers=(*dossier.waivers, _waiver(dossier, word.release)))
    return dossier


def _waiver(dossier: Dossier, act: Act) -> Waiver:
    package = dossier.ref.package if dossier.ref else None
    return Waiver(
        rule=WHATEVER_HOLDS,
        ecosystem=package.ecosystem if package else None,
        package=package.name if package else dossier.filename,
        digest=act.digest,
        reason=act.reason,
        owner=act.who,
        expires=act.until.date() if act.until else date.max,
        until=act.until,
        lifts_blocks=act.even_blocked,
        origin=f"released {act.at:%Y-%m-%d %H:%M} UTC",
    )
