"""The JSON of every answer fits its schema."""

import json
from importlib import resources

import jsonschema
import pytest

from pratique.report.formats.json_text import indented
from pratique.respond.report.answered import Answered
from pratique.respond.report.contract import document, sighting
from tests.respond.found import CONTACTED, GAP, INSTALLED, LOCKED, REFUSED, answered, asked, made

SCHEMA = json.loads(resources.files("pratique.report.schemas").joinpath("exposed-1.schema.json").read_text())
EVERYTHING = asked(
    "axios@1.14.1", "evil[.]invalid", "a" * 64, "event-stream-2018", "what is this?", "x@1.0.0"
)


@pytest.mark.parametrize(
    "value",
    [answered(), answered(gaps=(GAP,)), answered(INSTALLED, LOCKED, REFUSED, CONTACTED, wanted=EVERYTHING)],
    ids=["nothing", "incomplete", "everything"],
)
def test_the_document_fits_its_schema(value: Answered) -> None:
    jsonschema.validate(json.loads(indented(document(value))), SCHEMA)


def test_the_schema_lists_every_field() -> None:
    made_ = document(answered(INSTALLED, LOCKED, gaps=(GAP,)))
    assert set(SCHEMA["properties"]) == set(made_)
    one = sighting(LOCKED, made(LOCKED))
    assert set(SCHEMA["properties"]["sightings"]["items"]["properties"]) == set(one)


def test_the_answer_and_its_coverage_stand_together() -> None:
    found = json.loads(indented(document(answered(LOCKED, gaps=(GAP,)))))
    assert ("locked", True, False, 1) == (
        found["answer"],
        found["exposed"],
        found["complete"],
        found["exit_code"],
    )
    assert (
        "unknown lockfile format"
        == next(part for part in found["searched"] if part["unchecked"])["unchecked"][0]["why"]
    )
    assert "0123456789abcdef0123" == found["sightings"][0]["brought"]["commit"]
