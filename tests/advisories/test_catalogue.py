"""The catalogue of great incidents as an index."""

from datetime import UTC, datetime
from importlib.resources import files

from pratique.advisories.catalogue import Catalogue
from pratique.advisories.interface import Advisories, Entry
from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.advisories.sources import incidents
from pratique.core.advisory import NODE, Advisory, Product
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DATA = files("pratique.advisories.sources").joinpath(incidents.CATALOGUE).read_bytes()
ROWS = tuple(incidents.SOURCE.rows(Entry(incidents.CATALOGUE, DATA)))
SHIPPED: Advisories = Catalogue(DATA, origin="this release", at=NOW)


def test_it_answers_as_if_it_had_been_read_whole() -> None:
    whole = MemoryAdvisories(ROWS)
    advisories = [row for row in ROWS if isinstance(row, Advisory)]
    named = {
        affected.product: {"6.6.6", *affected.versions} for row in advisories for affected in row.affected
    }

    assert match(SHIPPED, named) == match(whole, named)
    assert [one.id for one in SHIPPED.by_id(advisories[0].id.lower())] == [advisories[0].id]


def test_its_names_are_spelt_as_their_ecosystems_spell_them() -> None:
    for row in ROWS:
        assert isinstance(row, Advisory), row
        for affected in row.affected:
            ecosystem = Ecosystem(affected.product.type)
            assert ECOSYSTEMS[ecosystem].normalise(affected.product.name).name == affected.product.name


def test_it_tells_how_much_it_holds_and_covers_nothing() -> None:
    (state,) = SHIPPED.sources()

    assert (state.name, state.rows, state.imported, state.covers) == ("incidents", len(ROWS), len(ROWS), ())
    assert state.as_of is not None


def test_it_tells_of_incidents_alone() -> None:
    assert SHIPPED.exploitation(["CVE-2018-1"]) == {}
    assert list(SHIPPED.lines(NODE)) == []
    assert list(SHIPPED.detectors()) == []
    assert list(SHIPPED.claims([Product("npm", "lodash")])) == []
