"""Features: what lies beside the source: compiled code, pickles, pictures, disguises."""

from collections.abc import Callable, Iterable

from pratique.analysis.features.behaviour import weight
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.view import View
from pratique.analysis.inventory.inventory import Power, Shape
from pratique.core.location import Location

_STARTED = "shipped-program-started"
"""The chain of code that starts a program of its own artifact."""
_RUNS = frozenset({Shape.EXECUTABLE, Shape.SCRIPT, Shape.ARCHIVE})
_TELLING = (Power.NETWORK, Power.INJECTION, Power.KEYS, Power.CREDENTIALS, Power.PERSISTENCE)


def _count(paths: Callable[[View], Iterable[str]]) -> Callable[[View], Measured]:
    """How many files there are, four at most."""

    def measure(view: View) -> Measured:
        found = list(paths(view))
        return Measured(float(min(len(found), 4)), tuple(map(Location, found[:3]))) if found else ABSENT

    return measure


def _powers(view: View) -> Measured:
    """How many telling powers one compiled file shows."""
    best, where = 0, ""
    for native in view.contents.inventory.natives:
        powers = sum(native.has(power) for power in _TELLING)
        if powers > best:
            best, where = powers, native.path
    return Measured(float(best), (Location(where),)) if best else ABSENT


def _started(view: View) -> Measured:
    """How early a program of the artifact is started that calls home, is packed or shows several powers."""
    natives = view.contents.inventory.natives
    if not any(n.telling or n.packer or sum(n.has(power) for power in _TELLING) > 1 for n in natives):
        return ABSENT
    best = max((chain for chain in view.chains if chain.template == _STARTED), key=weight, default=None)
    return Measured(weight(best), best.places[:3]) if best is not None else ABSENT


FEATURES: tuple[Feature, ...] = (
    Feature(id="native-powers", words="ships compiled code with powers that attacks need", measure=_powers),
    Feature(
        id="native-home",
        words="ships compiled code that names a host which anyone may use unseen",
        measure=_count(lambda view: (n.path for n in view.contents.inventory.natives if n.telling)),
    ),
    Feature(
        id="native-odd",
        words="ships compiled code that is packed, misnamed or loaded in place of another",
        measure=_count(
            lambda view: (
                n.path for n in view.contents.inventory.natives if n.packer or n.side_loaded or not n.agrees
            )
        ),
    ),
    Feature(
        id="native-started", words="starts a program that it ships, and that looks bad", measure=_started
    ),
    Feature(
        id="bytecode-alone",
        words="ships byte code without its source that can do something",
        measure=_count(
            lambda view: (b.path for b in view.contents.inventory.bytecode if b.names or b.addresses)
        ),
    ),
    Feature(
        id="pickle-runs",
        words="ships a pickle that runs commands when it is loaded",
        measure=_count(lambda view: (p.path for p in view.contents.inventory.pickles if p.runs)),
    ),
    Feature(
        id="carried-code",
        words="has code or an archive inside of a picture",
        measure=_count(lambda view: (c.path for c in view.contents.inventory.carried if c.shape in _RUNS)),
    ),
    Feature(
        id="disguised",
        words="has code or a program under a harmless name",
        measure=_count(lambda view: (d.path for d in view.contents.inventory.disguises if d.shape in _RUNS)),
    ),
    Feature(
        id="nested-locked",
        words="has an archive inside that needs a password, or holds programs",
        measure=_count(
            lambda view: (n.path for n in view.contents.inventory.nested if n.encrypted or n.executables)
        ),
    ),
    Feature(
        id="blanks-carry",
        words="carries data in blanks",
        measure=_count(lambda view: (b.path for b in view.contents.inventory.blanks)),
    ),
)
