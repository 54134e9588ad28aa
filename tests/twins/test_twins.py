"""Every behaviour is seen in every place of its languages, and the honest code most like it is not held."""

import pytest

from tests.twins.behaviour import Code
from tests.twins.judging import judge, meets
from tests.twins.known import FALSE_ALARMS, MISSES
from tests.twins.page import page
from tests.twins.places import PLACES, Place
from tests.twins.table import BEHAVIOURS, KNOWN_FALSE_ALARMS, KNOWN_MISSES, WHY_HELD, WHY_MISSED, Cell, cells

_CELLS = tuple(cells())
_LOOKALIKES = {
    f"{behaviour.id}@{place.id}": (behaviour.lookalike[place.code], place, behaviour.parameters)
    for behaviour in BEHAVIOURS
    for place in PLACES
    if place.code in behaviour.lookalike and place.moment in behaviour.expected
}


@pytest.mark.parametrize("cell", _CELLS, ids=lambda cell: cell.id)
def test_a_behaviour_is_seen_in_every_place(cell: Cell) -> None:
    assert meets(cell) is (cell.id not in KNOWN_MISSES)


@pytest.mark.parametrize("id_", _LOOKALIKES)
def test_honest_code_is_not_held(id_: str) -> None:
    source, place, parameters = _LOOKALIKES[id_]

    assert (judge(place, source, parameters).holding == ()) is (id_ not in KNOWN_FALSE_ALARMS)


def test_every_known_miss_is_a_cell() -> None:
    assert KNOWN_MISSES <= {cell.id for cell in _CELLS}
    assert KNOWN_FALSE_ALARMS <= _LOOKALIKES.keys()


def test_every_known_miss_and_false_alarm_has_its_reason() -> None:
    assert MISSES.keys() == WHY_MISSED.keys()
    assert FALSE_ALARMS.keys() == WHY_HELD.keys()


def test_the_page_has_a_row_for_each_behaviour_and_place() -> None:
    text = page()

    assert all(f"| {one.what} | {one.seen} |" in text for one in BEHAVIOURS)
    assert all(f"| `{one.id}` |" in text for one in PLACES)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_a_place_without_a_source_shows_nothing(place: Place) -> None:
    judged = judge(place, "")

    assert ((), ()) == (judged.holding, judged.lines)


def test_every_language_has_places_of_every_moment() -> None:
    for code in set(Code) - {Code.TASKS}:
        assert len({place.moment for place in PLACES if place.code is code}) == 4
