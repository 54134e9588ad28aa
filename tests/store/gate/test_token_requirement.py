"""Whether tokens are required survives the gate and its token file."""

from pathlib import Path

from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store


def test_the_requirement_is_kept_until_it_is_cleared(store: Store, home: Path) -> None:
    assert not store.token_requirement.get()
    store.token_requirement.put()
    store.token_requirement.put()
    with open_store(Home(home)) as again:
        assert again.token_requirement.get()
    store.token_requirement.clear()
    assert not store.token_requirement.get()
