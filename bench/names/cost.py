"""What loading costs, and one name against all popular ones, beside a plain scan of the same names."""

import difflib
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from bench.names.populations import squats, unpopular
from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names import resembles
from pratique.history.names.loading import file_of, popular_names
from pratique.history.names.popular import PopularNames

TIMES = 7
FEW = 8
"""So many names are given to the plain scans, which are slow."""
Scan = Callable[[str, Sequence[str]], object]


def print_cost() -> None:
    """Print seconds of processor time: other work may run beside this."""
    for ecosystem in Ecosystem:
        loading = _best(partial(PopularNames.parse, file_of(ecosystem).read_bytes()))
        popular = popular_names(ecosystem)
        names = [*_typical(ecosystem), *_hard(popular)]
        each = sorted(_ours(ecosystem, name) for name in names)
        print(
            f"{ecosystem.value}: {len(popular.places):,} names load in {1000 * loading:.1f} ms; one name: median "
            f"{1000 * statistics.median(each):.2f} ms, worst {1000 * each[-1]:.2f} ms of {len(each)}"
        )
        listed = list(popular.places)
        ours = statistics.median(_ours(ecosystem, name) for name in names[:FEW])
        for peer, scan in _peers():
            theirs = statistics.median(_best(partial(scan, name, listed), 1) for name in names[:FEW])
            print(f"   {peer}: median {1000 * theirs:.1f} ms; ratio {ours / theirs:.3f}")


def _ours(ecosystem: Ecosystem, name: str) -> float:
    return _best(partial(resembles, PackageRef(ecosystem, name)))


def _typical(ecosystem: Ecosystem) -> list[str]:
    names = unpopular(squat.name for squat in squats())
    return [one.name for one in names if one.ecosystem is ecosystem][:40]


def _hard(popular: PopularNames) -> list[str]:
    """Names made to cost much: long, of four words, and with halves that many popular names share."""
    longest = sorted(popular.places, key=len)[-3:]
    return [
        *(name + "x" for name in longest),
        *("react-a", "babel-pl", "python-x", "aa-bb-cc-dd", "react-native-a", "types-react-na"),
        *("rn" * 100, "m0" * 100, "a" * 214, "-".join(["types"] * 35)),
    ]


def _peers() -> list[tuple[str, Scan]]:
    """Plain scans over every popular name: of the standard library, and of rapidfuzz where it is installed."""
    peers: list[tuple[str, Scan]] = [("difflib.get_close_matches", _difflib)]
    if find_spec("rapidfuzz"):
        peers.append(("rapidfuzz OSA within 1", _rapidfuzz))
    return peers


def _difflib(name: str, names: Sequence[str]) -> object:
    return difflib.get_close_matches(name, names, 1, 0.85)


def _rapidfuzz(name: str, names: Sequence[str]) -> object:
    process, distance = import_module("rapidfuzz.process"), import_module("rapidfuzz.distance")
    found: object = process.extract(name, names, scorer=distance.OSA.distance, score_cutoff=1, limit=1)
    return found


def _best(run: Callable[[], object], times: int = TIMES) -> float:
    """Seconds of processor time of the quickest run."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return best
