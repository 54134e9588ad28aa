"""Every reader of places implements the interface."""

from pathlib import Path

import pytest

from pratique.cli.exposed.units import FILE_PLACES, FOLDER_PLACES
from pratique.respond.interface import Place
from pratique.respond.sighting import PlaceKind
from tests.respond.found import asked

PLACES = tuple(dict.fromkeys((*FOLDER_PLACES, *FILE_PLACES)))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
def test_a_place_finds_nothing_where_nothing_is_and_has_a_kind(place: Place, tmp_path: Path) -> None:
    assert isinstance(place.kind, PlaceKind)
    assert not place.finds(tmp_path / "missing")
    assert not place.finds(tmp_path)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
def test_a_search_of_a_missing_place_is_never_a_clean_answer(place: Place, tmp_path: Path) -> None:
    found = place.search(tmp_path / "missing", asked())
    assert () == found.sightings
    assert [part for searched in found.searched for part in searched.unchecked]
