"""A template: which acts, in which order, make a behaviour."""

from dataclasses import dataclass

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Gained, When
from pratique.analysis.context import Context
from pratique.analysis.facts import Language
from pratique.analysis.hosts import HostClass

TRUSTED = frozenset({HostClass.OWN, HostClass.WIDE, HostClass.PRIVATE})


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a chain: a fact that means one of `acts`, each of `also`, and reaches a host of one of `hosts`, none of `unless`."""

    acts: frozenset[Act]
    hosts: frozenset[HostClass] = frozenset()
    also: frozenset[Act] = frozenset()
    unless: frozenset[HostClass] = frozenset()

    def fits(self, atom: Atom) -> bool:
        """Whether a fact is this part; where its own host is not constant, `hosts` is left to the file's addresses."""
        if self.acts.isdisjoint(atom.acts) or not self.also <= atom.acts:
            return False
        if atom.host_class is None:  # not constant: see `matching`
            return True
        return (not self.hosts or atom.host_class in self.hosts) and atom.host_class not in self.unless


def step(
    *acts: Act,
    hosts: frozenset[HostClass] = frozenset(),
    also: tuple[Act, ...] = (),
    unless: frozenset[HostClass] = frozenset(),
) -> Step:
    """A step of any of the acts."""
    return Step(frozenset(acts), hosts, frozenset(also), unless)


def sent(*acts: Act) -> Step:
    """Sending, to a host that is neither the project's own nor used everywhere."""
    return step(Act.SENDS, *acts, unless=TRUSTED)


def fetched(*acts: Act) -> Step:
    """Fetching, from a host that is neither the project's own nor used everywhere."""
    return step(Act.FETCHES, *acts, unless=TRUSTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A declared behaviour. `steps` are in the order in which they run; the last is the sink.

    `weakest` is the weakest link that still tells something: for pairs that ordinary programs have in one file, FLOW or
    SCOPE. `languages` limits it to files of some
    languages; empty for all.
    """

    id: str
    family: ChainFamily
    words: str
    steps: tuple[Step, ...]
    seen: str = ""
    """Incidents and measured sets that show the chain. A chain that none shows is a note, and holds nothing."""
    weakest: Link = Link.FILE
    ordered: bool = True
    """Whether the steps must stand in this order within a scope."""
    alone: bool = False
    """Whether its parts must stand in one file; without it, parts of a FILE link may stand in files that run together."""
    one_function: bool = False
    """Whether SCOPE means one function, or the level of the module: not several functions that run at load."""
    at_load: bool = False
    """Whether only what runs when the file is loaded counts."""
    languages: frozenset[Language] = frozenset()
    contexts: frozenset[Context] = frozenset({Context.INSTALL, Context.IMPORT, Context.CALLED})
    certain: tuple[Certain, ...] = ()
    """When the chain alone holds a release (rule `attack-chain`)."""
    gained: Gained | None = None
    """When the chain holds an upgrade whose baseline does not show it (rule `attack-gained`)."""
    despite_claim: When | None = None
    """From when on the chain counts although the release claims the host as its own (`claims`); None where the claim counts."""
    is_ordinary: bool = False
    """Whether benign code shows it as well: it counts for no feature of its family."""

    @property
    def across(self) -> bool:
        """Whether its steps may stand in several files that run in one context."""
        return len(self.steps) > 1 and self.weakest is Link.FILE and not self.alone


ANONYMOUS = frozenset(
    {
        HostClass.PASTE,
        HostClass.WEBHOOK,
        HostClass.TUNNEL,
        HostClass.CALLBACK,
        HostClass.FILE_DROP,
        HostClass.DYNAMIC_DNS,
        HostClass.RAW_IP,
        HostClass.ONION,
    }
)
"""Hosts whose owner nobody knows: where stolen data goes."""
ANYBODYS = ANONYMOUS | {
    HostClass.CODE_HOST_RAW,
    HostClass.SHORTENER,
    HostClass.FREE_HOSTING,
    HostClass.BLOCKCHAIN,
}
"""Hosts that serve what anybody puts there: where payloads come from."""
