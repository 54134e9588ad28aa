"""Features: how early the artifact does what programs can do to a machine."""

from collections.abc import Callable

from pratique.analysis.facts import Capability
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import Moment
from pratique.analysis.features.view import View

_WORDS: tuple[tuple[Capability, str], ...] = (
    (Capability.PROCESS, "starts programs"),
    (Capability.NETWORK, "talks to the network"),
    (Capability.FILE_READ, "reads files"),
    (Capability.FILE_WRITE, "writes or deletes files"),
    (Capability.CODE, "turns data into code"),
    (Capability.DECODE, "decodes data"),
    (Capability.DECRYPT, "decrypts data"),
    (Capability.IDENTITY, "asks who and where it is"),
    (Capability.SECRETS, "names places where credentials live"),
    (Capability.PERSISTENCE, "names places from which programs start by themselves"),
)


def _moment_of(capability: Capability) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        uses = view.uses.get(capability, ())
        if not uses or uses[0].moment is Moment.NEVER:
            return ABSENT
        return Measured(float(uses[0].moment), tuple(use.place for use in uses[:3]))

    return measure


def _early(view: View) -> Measured:
    """How many of the telling capabilities it has when it is installed or imported."""
    early = [
        uses[0]
        for capability, uses in view.uses.items()
        if capability not in {Capability.FILE_READ, Capability.DECODE} and uses[0].moment >= Moment.IMPORT
    ]
    return Measured(float(len(early)), tuple(use.place for use in early[:3]))


FEATURES: tuple[Feature, ...] = (
    *(
        Feature(id=f"can-{capability.value}", words=words, measure=_moment_of(capability))
        for capability, words in _WORDS
    ),
    Feature(id="early-powers", words="does many kinds of things before anybody calls it", measure=_early),
)
