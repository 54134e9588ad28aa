from datetime import date

import pytest

from pratique.advisories.ignores.npm_record import Record, read_record


def test_a_text_is_the_reason_of_an_active_record() -> None:
    assert Record(active=True, reason="why", expires=None) == read_record("why", active=False)


def test_a_record_has_notes_and_an_end() -> None:
    told = {"active": True, "notes": "why", "expiry": "2030-02-01"}
    assert Record(active=True, reason="why", expires=date(2030, 1, 31)) == read_record(told, active=False)


@pytest.mark.parametrize("active", [True, False])
def test_a_record_that_does_not_say_counts_as_its_tool_has_it(active: bool) -> None:
    assert active is read_record({"reason": "why"}, active=active).active
    assert read_record({"active": False}, active=active).active is False


@pytest.mark.parametrize("value", [3, None, [], {"expiry": "soon"}, {"expiry": True}])
def test_neither_text_nor_record_and_an_end_that_is_none_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_record(value, active=True)
