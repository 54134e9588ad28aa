"""The values of a sighting: contacts have an order and a stable name."""

from pratique.respond.sighting import Contact, PlaceKind, Result, Searched
from tests.respond.found import LOCKED


def test_contacts_are_ordered_by_how_close_the_release_came() -> None:
    assert list(Contact) == sorted(Contact)
    assert ["resolvable", "refused", "locked", "fetched", "installed", "executed"] == [
        one.word for one in Contact
    ]
    assert LOCKED.contact < Contact.EXECUTED


def test_a_result_of_nothing_is_empty() -> None:
    assert ((), ()) == (Result().sightings, Result().searched)
    assert () == Searched(kind=PlaceKind.LOCK, place="x").unchecked
