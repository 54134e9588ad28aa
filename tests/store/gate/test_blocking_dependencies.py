from pratique.core.names import Ecosystem, PackageRef
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM

KITE = PackageRef(Ecosystem.PYPI, "calm")


def test_a_package_is_kept_until_it_is_removed(store: Store) -> None:
    for package in (CALM, KITE, CALM):
        store.barred.put(package)
    assert {CALM, KITE} == set(store.barred.all())

    for package in (CALM, CALM):
        store.barred.remove(package)
    assert [KITE] == list(store.barred.all())
