"""Provides the resemblance of names to popular names as evidence for history signals."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from pratique.core.evidence import Evidence, Known, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import Reference
from pratique.history.names.facts import NameFacts
from pratique.history.names.kinds import Grade
from pratique.history.names.loading import popular_names
from pratique.history.names.popular import DamagedError, PopularNames
from pratique.history.names.resemblance import NOTHING_KNOWN, resemblance
from pratique.history.surroundings import Lookalike

SOURCE = "the list of popular names"
NO_FACTS: Mapping[str, NameFacts] = MappingProxyType({})


Load = Callable[[Ecosystem], PopularNames]


def lookalikes(
    names: Iterable[PackageRef], *, facts: Mapping[str, NameFacts] = NO_FACTS, load: Load = popular_names
) -> dict[str, Evidence[tuple[Lookalike, ...]]]:
    """Return, for each name, the popular name that it strongly resembles.

    Weak resemblances are notes, not signals.

    The names must be normalized and belong to one ecosystem. No resemblance is returned for a name that is not young
    according to `facts`. If the facts about a name are missing, the resemblance of the name is returned. The result is
    Unknown if the bundled list cannot be read.
    """
    return {name.name: _evidence(name, facts.get(name.name, NOTHING_KNOWN), load) for name in names}


def _evidence(name: PackageRef, facts: NameFacts, load: Load) -> Evidence[tuple[Lookalike, ...]]:
    try:
        found = resemblance(name, load(name.ecosystem), facts)
    except (DamagedError, OSError) as error:
        return Unknown(
            f"the list of popular names cannot be read: {error}",
            Reference.INTERNAL,
            SOURCE,
            hint="reinstall this release of Pratique",
        )
    if found is None or found.grade is not Grade.STRONG:
        return Known((), SOURCE)
    return Known((Lookalike(found.name.name, found.like.name, found.how),), SOURCE)
