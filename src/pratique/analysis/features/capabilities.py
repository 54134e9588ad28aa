"""Features: how early the artifact does what programs can do to a machine."""

from collections.abc import Callable

from pratique.analysis.facts import Capability
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import Moment
from pratique.analysis.features.view import View

_WORDS: tuple[tuple[Capability, str], ...] = (
    (Capability.PROCESS, "starts programs"),
    (Capability.NETWORK, "uses the network"),
    (Capability.FILE_READ, "reads files"),
    (Capability.FILE_WRITE, "writes or deletes files"),
    (Capability.CODE, "runs data as code"),
    (Capability.DECODE, "decodes data"),
    (Capability.DECRYPT, "decrypts data"),
    (Capability.IDENTITY, "collects user, host or network names"),
    (Capability.SECRETS, "contains paths or names of credentials"),
    (Capability.PERSISTENCE, "contains startup locations"),
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
    Feature(
        id="early-powers",
        words="uses many capabilities before any of its functions is called",
        measure=_early,
    ),
)
