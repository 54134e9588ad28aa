"""Writes the page of a signal: the meaning, the effect, and the rate in benign releases."""

import inspect

from pratique.core.history import Weight
from pratique.history.joint import JOINT, Joint
from pratique.history.signal import SignalRule
from pratique.history.signals import SIGNALS
from pratique.history.weighing import weight_of

_WORDS = {
    Weight.HOLDS: "holds a new release for review",
    Weight.LENGTHENS: "lengthens the cooldown of a new release",
    Weight.RANKS: "only ranks releases for review",
}


def signal_page(word: str) -> str | None:
    """Return the page of a signal or of a combination of signals; None for an unknown id."""
    for rule in SIGNALS:
        if rule.id == word:
            return f"{_head(rule)}\n\n{inspect.cleandoc(rule.page)}"
    for joint in JOINT:
        if joint.id == word:
            parts = " and ".join(f"`{part}`" for part in joint.parts)
            return (
                f"{_head(joint)}\n\nThe combination fires if {parts} fire for the same release. "
                f"The pages of {parts} describe the two signals."
            )
    return None


def told_rate(one: SignalRule | Joint) -> str:
    """Return a phrase with the number of recorded releases for which the signal fired."""
    measured = one.measured
    if measured is None:
        return "not measured: the recorded histories lack the data"
    percent = _percent(measured.shown / measured.asked)
    return f"fired for {measured.shown:,} of {measured.asked:,} recorded follow-up releases ({percent})"


def _percent(share: float) -> str:
    return f"{share:.2%}" if share == 0 or share >= 0.0001 else "less than 0.01%"


def _head(one: SignalRule | Joint) -> str:
    return f"{one.id}: {one.title}\n{_WORDS[weight_of(one)]}; {told_rate(one)}"
