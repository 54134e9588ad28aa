"""How far work came survives a restart."""

from pathlib import Path

from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store


def test_the_last_number_is_kept_by_name(store: Store, home: Path) -> None:
    assert store.cursors.get("a") is None
    store.cursors.put("a", 7)
    store.cursors.put("b", 1)
    store.cursors.put("a", 2**40)

    with open_store(Home(home)) as again:
        assert (2**40, 1) == (again.cursors.get("a"), again.cursors.get("b"))
