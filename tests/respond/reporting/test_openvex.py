import json
from typing import Any

import pytest

from pratique.advisories.ignores.openvex import parse
from pratique.report.formats.json_text import indented
from pratique.respond.exposure import Exposure
from pratique.respond.reporting.openvex import document
from pratique.respond.sighting import Contact, PlaceKind, Sighting, Unchecked
from tests.respond.actions.samples import REF, exposure, sighting

GAP = (Unchecked("shop", "a.lock", "unknown format"),)


def statement(told: Exposure) -> dict[str, Any]:
    [found] = json.loads(indented(document(told)))["statements"]
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (sighting(PlaceKind.LOCK, Contact.LOCKED), "affected"),
        (sighting(PlaceKind.DEBUG_LOG, Contact.EXECUTED), "affected"),
        (sighting(PlaceKind.LOCK_HISTORY, Contact.LOCKED, current=False), "fixed"),
        (sighting(PlaceKind.LOCK, Contact.RESOLVABLE), "under_investigation"),
        (sighting(PlaceKind.GATE_LOG, Contact.REFUSED), "not_affected"),
    ],
    ids=["locked", "executed", "removed", "resolvable", "refused"],
)
def test_the_status_of_a_product_follows_from_its_sightings(one: Sighting, status: str) -> None:
    assert status == statement(exposure(one))["status"]


def test_a_product_without_the_release_is_not_affected_for_a_reason() -> None:
    told = statement(exposure())
    assert ("not_affected", "component_not_present") == (told["status"], told["justification"])


def test_a_product_that_was_not_searched_whole_is_under_investigation() -> None:
    told = statement(exposure(unchecked=GAP))
    assert ("under_investigation", "not checked: unknown format") == (told["status"], told["status_notes"])


def test_code_that_ran_calls_for_more_than_a_removal() -> None:
    told = statement(exposure(sighting(PlaceKind.DEBUG_LOG, Contact.EXECUTED)))
    assert "rotate" in told["action_statement"]
    assert [{"@id": REF.purl}] == told["products"][0]["subcomponents"]


def test_a_hostile_place_is_part_of_an_identifier() -> None:
    told = statement(exposure(sighting(PlaceKind.LOCK, Contact.LOCKED, place="a b/\ud800\n#?")))
    assert "pkg:generic/a%20b%2F%3F%0A%23%3F" == told["products"][0]["@id"]


def test_the_document_has_the_form_that_the_audit_reads() -> None:
    text = indented(document(exposure(sighting(PlaceKind.GATE_LOG, Contact.REFUSED))))
    assert () == parse(text.encode(), "vex.json").unread


def test_the_id_depends_on_the_statements() -> None:
    one, same = document(exposure()), document(exposure())
    other = document(exposure(unchecked=GAP))
    assert (one["@id"] == same["@id"], one["@id"] == other["@id"]) == (True, False)
