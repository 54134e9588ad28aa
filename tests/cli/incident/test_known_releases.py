"""What this machine knows of the releases of an incident: saved listings, and its own store."""

import os
from pathlib import Path

import pytest

from pratique.cli.incident.additions import Additions
from pratique.cli.incident.known_releases import known_releases
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.respond.drill.event_stream import organisation
from pratique.respond.incident.entry import Listed
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.respond.incident.making import made

BAD = Listed(
    id="pkg:npm/event-stream@3.3.6", type="npm", name="event-stream", versions=("3.3.6",), origin="a"
)
LISTING = organisation().files["evidence/event-stream-listing.json"]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def added_listing() -> Additions:
    module = ECOSYSTEMS[Ecosystem.NPM]
    package = module.normalise("event-stream")
    listing = module.parse_listing(LISTING, package=package, registry="r", url="https://registry.example")
    return Additions(listings=(("saved.json", listing),))


def test_a_saved_listing_shows_the_listed_release_and_the_one_before() -> None:
    found = list(known_releases(made(BAD), added_listing()))

    assert ["pkg:npm/event-stream@3.3.5", "pkg:npm/event-stream@3.3.6"] == [one.purl for one in found]
    assert {"registry listing in saved.json"} == {one.source for one in found}


def test_a_listing_of_a_package_that_is_not_listed_shows_nothing() -> None:
    assert [] == list(known_releases(made(), added_listing()))


def test_a_machine_without_a_store_knows_nothing_and_gets_no_store() -> None:
    assert [] == list(known_releases(made(BAD), Additions()))
    assert not Home(data_home(os.environ)).database.exists()


def test_a_package_of_an_unknown_ecosystem_is_left_out() -> None:
    other = Listed(id="x", type="composer", name="a/b", versions=("1",), origin="a")
    with open_store(Home(data_home(os.environ))):
        pass

    assert [] == list(known_releases(made(other), Additions()))
