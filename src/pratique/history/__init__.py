"""Computes signals from a registry's metadata about a release.

Signals are computed from a complete listing (`full=True`). Signals lengthen the cooldown of a release and determine the
order of reviews. A signal can hold a release for review only if the signal fires for benign releases less often than
`MOST_RATE_TO_HOLD`. No signal blocks a release, and the absence of signals is not a sign of trust.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.evidence import Signal
from pratique.core.finding import Skipped
from pratique.core.release import Listing
from pratique.history.chronicle import Chronicle, chronicle_of
from pratique.history.joint import JOINT, Joint
from pratique.history.needs import untold as needs_not_met
from pratique.history.signal import IN_PARTS, SignalRule
from pratique.history.signals import SIGNALS
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE, Surroundings
from pratique.history.weighing import weight_of

__all__ = ["EVERY", "JOINT", "SIGNALS", "SignalReading", "read_signals", "signals_of"]

EVERY: tuple[SignalRule | Joint, ...] = (*SIGNALS, *JOINT)
"""The ids of all signals and of all combinations of signals."""

_MOST_OF_ONE = 3
"""The maximum number of sentences that one signal reports for one release."""


@dataclass(frozen=True, slots=True)
class SignalReading:
    """The signals that fired for one release, and the signals that could not be evaluated."""

    signals: tuple[Signal, ...] = ()
    """The signals that fired, most severe first."""
    ran: tuple[str, ...] = ()
    """The ids of the evaluated signals."""
    not_told: tuple[Skipped, ...] = ()
    """Signals that could not be evaluated because required data is missing, each with the reason."""


def signals_of(listing: Listing, version: str, surroundings: Surroundings = ALONE) -> SignalReading:
    """Return the signals of one release in a listing.

    `version` must be spelled as in the listing. Raises KeyError if the version is not listed.
    """
    return read_signals(chronicle_of(listing, surroundings.now), version, surroundings)


def read_signals(chronicle: Chronicle, version: str, surroundings: Surroundings = ALONE) -> SignalReading:
    """Return the signals of a version as `signals_of` does, for callers that need many versions of one listing.

    Raises KeyError if the version is not listed.
    """
    story = story_of(chronicle, version, surroundings)
    said: dict[str, tuple[str, ...]] = {}
    ran: list[str] = []
    not_told: list[Skipped] = []
    # Not by its own name: a module of this package has it too, which takes its place once it is imported.
    missing = needs_not_met(story)
    for rule in SIGNALS:
        lacking = [need for need in rule.needs if need in missing]
        if lacking:
            not_told.append(Skipped(rule.id, missing[lacking[0]]))
        else:
            ran.append(rule.id)
        # Of several dependencies some may be known: what speaks of them speaks, beside what is missing.
        if any(need not in IN_PARTS for need in lacking):
            continue
        if sentences := tuple(dict.fromkeys(rule.check(story))):
            said[rule.id] = sentences
    found = [_signal(rule, said[rule.id]) for rule in SIGNALS if rule.id in said]
    found += _joint(said)
    found.sort(key=lambda signal: (-signal.weight.rank, signal.code))
    return SignalReading(tuple(found), tuple(ran), tuple(not_told))


def _signal(rule: SignalRule, sentences: tuple[str, ...]) -> Signal:
    text = "; ".join(sentences[:_MOST_OF_ONE])
    if len(sentences) > _MOST_OF_ONE:
        text += f"; and {len(sentences) - _MOST_OF_ONE} more"
    return Signal(code=rule.id, text=text, base_rate=rule.base_rate, weight=weight_of(rule), rule=rule.rule)


def _joint(said: dict[str, tuple[str, ...]]) -> Iterator[Signal]:
    for joint in JOINT:
        if all(part in said for part in joint.parts):
            text = "; ".join(said[part][0] for part in joint.parts)
            yield Signal(code=joint.id, text=text, base_rate=joint.base_rate, weight=weight_of(joint))
