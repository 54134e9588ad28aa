"""The JSON contract of a history."""

import json

import jsonschema
import pytest
from hypothesis import given

from pratique.core.history import Timeline
from pratique.report.formats.json_text import compact
from pratique.report.history import contract
from tests.report.formats.test_json_contract import schema
from tests.report.history import told

HISTORY = jsonschema.Draft202012Validator(schema("history"))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("history"))


def test_event_stream_in_json() -> None:
    value = json.loads(compact(contract.timeline(told.stream())))
    HISTORY.validate(value)
    assert ["3.3.5", "3.3.6", "4.0.0"] == value["marked"]
    assert {"version": "4.0.1", "weight": None, "until": None} == {
        key: value["judged"][key] for key in ("version", "weight", "until")
    }
    added = [event for event in value["events"] if event["kind"] == "dependency-added"]
    assert [("3.3.6", "flatmap-stream", "^0.1.0")] == [
        (e["version"], e["subject"], e["after"]) for e in added
    ]
    assert {"at": "2018-09-09T08:28:59Z", "source": "registry"} == added[0]["at"]
    assert value["coverage"]["complete"] is True


def test_a_listing_that_tells_nothing_is_not_complete() -> None:
    value = json.loads(compact(contract.timeline(told.nothing())))
    HISTORY.validate(value)
    assert value["coverage"]["complete"] is False


@pytest.mark.fuzz
@given(told.HOSTILE)
def test_every_history_fits_the_schema(value: Timeline) -> None:
    found = json.loads(compact(contract.timeline(value)))
    HISTORY.validate(found)
    assert len(value.entries) == len(found["releases"])
    assert len(value.events) == len(found["events"])
