"""The search in a text log."""

from datetime import UTC, datetime

from pratique.respond.places.log_text import LogText
from pratique.respond.places.text_log import Terms, TextSearch, time_of
from pratique.respond.sighting import Basis, Contact, PlaceKind
from tests.respond.places.log_builders import WANTED


def search(text: bytes) -> TextSearch:
    return TextSearch(PlaceKind.CI_LOG, "/ci.log", "ci.log", LogText(text), Terms(WANTED))


def test_equal_lines_are_one_sighting_and_the_closest_contact_is_told() -> None:
    text = b"2026-03-31T01:02:03Z Successfully installed bad-lib-3.0.0\n2026-03-31T01:02:09Z connect c2.invalid\n"
    run = search(text)
    found = {(one.contact, one.basis) for one in run.sightings()}
    assert (Contact.INSTALLED, Basis.RELEASE) in found
    assert Basis.INDICATOR in {basis for _, basis in found}
    searched = run.searched("log")
    assert (2, "lines") == (searched.units, searched.unit)
    assert datetime(2026, 3, 31, 1, 2, 3, tzinfo=UTC) == searched.since


def test_times_of_lines_and_sections_are_read() -> None:
    found = time_of("2026-03-31T01:02:03.123Z x")
    assert found is not None
    assert datetime(2026, 3, 31, 1, 2, 3, tzinfo=UTC) == found.replace(microsecond=0)
    assert None is not time_of("section_start:1774918923:install")
    assert None is time_of("no time")
