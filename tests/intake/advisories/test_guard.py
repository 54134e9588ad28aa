"""What may take the place of what is held."""

from dataclasses import replace

import pytest

from pratique.errors import Reference, StoreError
from pratique.intake.advisories.guard import check
from tests.advisories.made import state

HELD = replace(state(), rows=1100, imported=1100, withdrawn=100)


def held(imported: int, withdrawn: int = 100) -> None:
    check(HELD, replace(HELD, rows=imported, imported=imported, withdrawn=withdrawn))


def test_a_drop_of_a_tenth_is_let_through_and_one_more_is_not() -> None:
    held(1000)
    with pytest.raises(StoreError, match="101 fewer advisories than the 1,000 stored ones") as raised:
        held(999)
    assert Reference.ADVISORIES_REFUSED is raised.value.reference
    assert "--accept-drop" in raised.value.hint


def test_a_tenth_may_be_withdrawn_and_one_more_may_not() -> None:
    held(1200, 200)
    with pytest.raises(StoreError, match="withdraws 101 of the 1,000 stored advisories"):
        held(1201, 201)


def test_what_was_withdrawn_may_go() -> None:
    held(1000, 0)


def test_whoever_accepts_a_drop_gets_it() -> None:
    check(HELD, replace(HELD, rows=1, imported=1, withdrawn=1), accept_drop=True)


def test_a_first_import_has_nothing_to_be_compared_with() -> None:
    check(None, HELD)


@pytest.mark.parametrize("accept_drop", [True, False])
def test_what_is_empty_is_never_taken_and_says_why(*, accept_drop: bool) -> None:
    empty = replace(HELD, rows=9, imported=0, withdrawn=0, skipped={"odd": 2, "no JSON": 7})
    with pytest.raises(
        StoreError, match=r"none of the 9 rows in the source could be imported \(7 no JSON, 2 odd\)"
    ):
        check(None, empty, accept_drop=accept_drop)
