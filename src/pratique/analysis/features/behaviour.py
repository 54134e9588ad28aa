"""Features: chains of behaviour, by family."""

from collections.abc import Callable, Collection

from pratique.analysis.chains import BY_ID
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import Moment, moment
from pratique.analysis.features.view import View
from pratique.analysis.hosts import HostClass

_WORDS: tuple[tuple[ChainFamily, str], ...] = (
    (ChainFamily.EXFILTRATION, "collects data and uses the network"),
    (ChainFamily.DROPPER, "downloads or unpacks a program and starts it"),
    (ChainFamily.REVERSE_SHELL, "gives a remote host a shell"),
    (ChainFamily.PERSISTENCE, "persists on the machine"),
    (ChainFamily.WALLET, "accesses wallets or the clipboard"),
    (ChainFamily.HIDDEN_LOADER, "hides the code that it loads"),
    (ChainFamily.SURVEILLANCE, "records keys, the screen or browser data"),
)
_STRENGTH = {Link.FLOW: 0.75, Link.SCOPE: 0.5, Link.FILE: 0.0}
"""Added to the moment: a proven chain is worth more than parts that stand in one file, never as much as an earlier moment."""


def weight(chain: Chain) -> float:
    """How early a chain runs and how firmly it holds together: 0 to 4.75."""
    when = moment(chain.context, at_load=chain.at_load)
    return when + _STRENGTH[chain.link] if when else 0.0


def rank(chain: Chain) -> tuple[float, int]:
    """Return the order in which chains are described: by weight, then by the number of their steps."""
    return weight(chain), len(BY_ID[chain.template].steps)


def _family(family: ChainFamily) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        mine = (
            chain for chain in view.chains if chain.family is family and not BY_ID[chain.template].is_ordinary
        )
        found = sorted(mine, key=lambda chain: -weight(chain))
        if not found or not weight(found[0]):
            return ABSENT
        return Measured(weight(found[0]), found[0].places[:3])

    return measure


_TELLING = frozenset(
    {
        HostClass.WEBHOOK,
        HostClass.PASTE,
        HostClass.TUNNEL,
        HostClass.CALLBACK,
        HostClass.FILE_DROP,
        HostClass.DYNAMIC_DNS,
        HostClass.ONION,
        HostClass.RAW_IP,
        HostClass.SHORTENER,
        HostClass.FREE_HOSTING,
    }
)
_FEW = frozenset({HostClass.UNKNOWN, HostClass.CODE_HOST_RAW})


def _is_answered(view: View, chain: Chain) -> bool:
    """Whether the end is somebody's: a library for messages leaves it to its user who gets them."""
    return chain.host_class is not HostClass.WEBHOOK or chain.host in view.receivers


def _to(classes: Collection[HostClass], families: Collection[ChainFamily]) -> Callable[[View], Measured]:
    """The weightiest chain of these families that ends at a host of these classes."""

    def measure(view: View) -> Measured:
        found = [
            chain
            for chain in view.chains
            if chain.family in families and chain.host_class in classes and _is_answered(view, chain)
        ]
        best = max(found, key=weight, default=None)
        return Measured(weight(best), best.places[:3]) if best is not None else ABSENT

    return measure


_FETCHING = frozenset({ChainFamily.DROPPER, ChainFamily.HIDDEN_LOADER})
_SENDING = frozenset({ChainFamily.EXFILTRATION, ChainFamily.WALLET, ChainFamily.SURVEILLANCE})


def _deep(view: View) -> Measured:
    """The weightiest chain of which a part was found inside of a literal."""
    best = max((chain for chain in view.chains if chain.depth), key=weight, default=None)
    return Measured(weight(best), best.places[:3]) if best is not None else ABSENT


def _families(view: View) -> Measured:
    """How many families of chains run by themselves."""
    early = {
        chain.family: chain
        for chain in view.chains
        if weight(chain) >= Moment.IMPORT and not BY_ID[chain.template].is_ordinary
    }
    return Measured(float(len(early)), tuple(chain.places[0] for chain in early.values())[:3])


def _templates(view: View) -> Measured:
    """How many different chains run by themselves."""
    early = {
        chain.template: chain
        for chain in view.chains
        if weight(chain) >= Moment.IMPORT and not BY_ID[chain.template].is_ordinary
    }
    return Measured(float(min(len(early), 12)), tuple(chain.places[0] for chain in early.values())[:3])


FEATURES: tuple[Feature, ...] = (
    *(Feature(id=f"chain-{family.value}", words=words, measure=_family(family)) for family, words in _WORDS),
    Feature(
        id="fetch-from-telling-host",
        words="downloads and runs something from a host that attackers use",
        measure=_to(_TELLING, _FETCHING),
    ),
    Feature(
        id="fetch-from-unknown-host",
        words="downloads and runs something from a host that few projects use",
        measure=_to(_FEW, _FETCHING),
    ),
    Feature(
        id="send-to-telling-host",
        words="sends collected data to a host that attackers use",
        measure=_to(_TELLING, _SENDING),
    ),
    Feature(
        id="send-to-unknown-host",
        words="sends collected data to a host that few projects use",
        measure=_to(_FEW, _SENDING),
    ),
    Feature(id="chain-in-literal", words="hides this behaviour in code inside a string", measure=_deep),
    Feature(id="chain-families", words="shows behaviour of several kinds of attack", measure=_families),
    Feature(id="chain-templates", words="shows many behaviours of attacks", measure=_templates),
)
