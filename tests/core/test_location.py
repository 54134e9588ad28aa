"""Places in an artifact."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.location import Location

PLACE = Location("setup.py", 7)


def locations() -> st.SearchStrategy[Location]:
    return st.builds(Location, st.sampled_from("ab"), st.one_of(st.none(), st.integers(1, 3)))


@pytest.mark.parametrize(("place", "text"), [(PLACE, "setup.py:7"), (Location("setup.py"), "setup.py")])
def test_a_place_prints_as_editors_read_it(place: Location, text: str) -> None:
    assert text == str(place)


def test_a_whole_file_sorts_before_its_lines() -> None:
    places = [Location("b"), Location("a", 2), Location("a"), Location("a", 10)]

    assert ["a", "a:2", "a:10", "b"] == [str(place) for place in sorted(places)]


@pytest.mark.fuzz
@given(locations(), locations(), locations())
def test_places_have_one_order(one: Location, two: Location, three: Location) -> None:
    assert 1 == [one < two, one == two, one > two].count(True)
    assert (one <= two) == (not two < one)
    for a, b, c in itertools.permutations((one, two, three)):
        assert not (a < b < c) or a < c
