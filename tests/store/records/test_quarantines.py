from pratique.core.names import Ecosystem, PackageRef
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM, NOW

KITE = PackageRef(Ecosystem.PYPI, "calm")


def test_a_package_is_held_back_until_it_is_no_more(store: Store) -> None:
    store.quarantines.put(CALM, "old words", at=NOW)
    store.quarantines.put(CALM, "reported as malware \ud800", at=NOW)
    store.quarantines.put(KITE, "", at=NOW)
    assert {CALM: r"reported as malware \ud800", KITE: ""} == store.quarantines.all()

    store.quarantines.remove(CALM)
    store.quarantines.remove(CALM)
    assert {KITE: ""} == store.quarantines.all()
