"""Small lists of popular names."""

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names.candidates import candidates
from pratique.history.names.kinds import Kind
from pratique.history.names.popular import PopularNames
from pratique.history.names.resemblance import Resemblance, resemblance


def npm(name: str) -> PackageRef:
    return PackageRef(Ecosystem.NPM, name)


def kinds(name: str, *popular: str, ecosystem: Ecosystem = Ecosystem.NPM) -> set[Kind]:
    """In which ways a name looks like any of some popular ones."""
    return {kind for kind, _ in candidates(PackageRef(ecosystem, name), PopularNames.of(popular))}


def told(name: str, *popular: str, ecosystem: Ecosystem = Ecosystem.NPM) -> Resemblance | None:
    return resemblance(PackageRef(ecosystem, name), PopularNames.of(popular))
