"""Decides the effect of a signal. A signal holds a release only if its rate was measured and is low enough."""

from pratique.core.evidence import MOST_RATE_TO_HOLD
from pratique.core.history import Weight
from pratique.history.joint import Joint
from pratique.history.signal import SignalRule


def weight_of(one: SignalRule | Joint) -> Weight:
    """Return the effect of a signal, limited by its measured rate; see `MOST_RATE_TO_HOLD`."""
    rate = one.base_rate
    if one.weight is Weight.HOLDS and (rate is None or rate >= MOST_RATE_TO_HOLD):
        return Weight.LENGTHENS
    return one.weight
