"""What lies beside the source, as features."""

from dataclasses import replace

import pytest

from pratique.analysis.features.evidence import FEATURES
from pratique.analysis.features.view import View
from pratique.analysis.inventory.inventory import Inventory, Native, Pickle, Power
from tests.analysis.features.test_behaviour import chain
from tests.analysis.features.viewing import value, view

QUIET = Native(path="a.so", format="elf")
LOUD = Native(
    path="b.exe",
    format="pe",
    names=((Power.NETWORK, "InternetOpenA"), (Power.KEYS, "GetAsyncKeyState")),
    telling=("203.0.113.9:4444",),
    packer="UPX",
)


def having(inventory: Inventory) -> View:
    seen = view(chains=(chain("shipped-program-started"),))
    return replace(seen, contents=replace(seen.contents, inventory=inventory))


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.id)
def test_compiled_code_by_itself_says_nothing(feature: object) -> None:
    assert 0.0 == feature.measure(having(Inventory(natives=(QUIET,)))).value  # type: ignore[attr-defined]


def test_compiled_code_that_calls_home_counts_more_where_it_is_started() -> None:
    seen = having(Inventory(natives=(QUIET, LOUD)))
    assert (2.0, 1.0, 1.0, 4.75) == tuple(
        value(FEATURES, id_, seen).value
        for id_ in ("native-powers", "native-home", "native-odd", "native-started")
    )


def test_a_pickle_counts_when_it_runs_something() -> None:
    safe, bad = Pickle(path="m.pkl", imports=("numpy.ndarray",)), Pickle(path="n.pkl", runs=("os.system",))
    measured = value(FEATURES, "pickle-runs", having(Inventory(pickles=(safe, bad))))
    assert (1.0, "n.pkl") == (measured.value, measured.places[0].path)
