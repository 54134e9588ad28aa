"""Requests grouped by client."""

from datetime import UTC, datetime, timedelta

from pratique.respond.places.proxy_logs.clients import Clients, Subject
from pratique.respond.places.proxy_logs.request import Request
from pratique.respond.sighting import Contact

AT = datetime(2026, 3, 31, tzinfo=UTC)


def test_the_requests_of_a_client_are_one_sighting_with_its_times() -> None:
    clients = Clients()
    subject = Subject("axios", None, Contact.FETCHED, "jane", "10.0.0.1", "")
    for hours, half in ((2, False), (1, True), (3, False)):
        clients.add(subject, Request(at=AT + timedelta(hours=hours), half=half), 7)
    (one,) = clients.sightings("/log", "log", "no status")
    assert (2, "log:7", "jane (10.0.0.1)", "no status") == (one.count, one.inside, one.who, one.note)
    assert (AT + timedelta(hours=1), AT + timedelta(hours=3)) == (one.first, one.last)


def test_an_account_from_many_addresses_names_nobody() -> None:
    clients = Clients()
    for number in range(3):
        clients.accounts.saw("jane", f"10.0.0.{number}")
    clients.add(Subject("axios", None, Contact.FETCHED, "jane", "10.0.0.1", ""), Request(), 1)
    (one,) = clients.sightings("/log", "log", "")
    assert one.shared
