"""The JSON of one incident: its schema, its times and its hostile text."""

import json
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.cli.incident.printing import lines
from pratique.report.formats import json_text
from pratique.report.text import style
from pratique.respond.incident.document import Incident, parse, written
from pratique.respond.incident.entry import Closed, Note, Opened, Section
from pratique.respond.incident.post_mortem.html import html
from pratique.respond.incident.post_mortem.markdown import markdown
from pratique.respond.incident.post_mortem.page import page
from pratique.respond.incident.record import document
from pratique.respond.incident.summary import summary
from tests.respond.incident.making import AXIOS, HOSTILE, NOW, key_of, made
from tests.respond.incident.test_document import EVERY

SCHEMA = json.loads(
    resources.files("pratique.report.schemas").joinpath("incident-show-1.schema.json").read_text()
)


def test_every_kind_of_entry_gives_json_of_the_schema() -> None:
    for incident in (Incident(id="axios"), made(*EVERY), made(*reversed(EVERY))):
        value = json.loads(json_text.indented(document(summary(incident))))
        jsonschema.validate(value, SCHEMA)
    assert 1 == len(value["answers"])
    assert 1 == len(value["indicators"])


def test_notes_have_the_key_with_which_they_are_withdrawn() -> None:
    note = Note(text="x", section=Section.CAUSE, when=NOW)
    incident = made(Opened(title="t"), note)
    (shown,) = document(summary(incident))["notes"]["cause"]

    assert (key_of(incident, note), "ada", "2026-04-01T13:00:00Z") == (
        shown["entry"],
        shown["by"],
        shown["at"],
    )


def test_a_closed_incident_has_its_reason_and_the_command_that_searches_again() -> None:
    value = document(summary(made(Opened(title="t"), AXIOS, Closed(reason="over"))))

    assert ("closed", "over", "2026-04-01T12:00:00Z", "2026-04-01T14:00:00Z") == (
        value["status"],
        value["reason"],
        value["opened_at"],
        value["closed_at"],
    )
    assert "pratique exposed pkg:npm/axios@1.14.1 ." == value["search"]


def test_hostile_text_is_ascii_and_survives() -> None:
    text = json_text.indented(document(summary(made(Opened(title=HOSTILE), Note(text=HOSTILE)))))

    assert text.isascii()
    assert "\x1b" not in text
    assert HOSTILE == json.loads(text)["title"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.fuzz
@settings(max_examples=50)
@given(st.data())
def test_an_entry_with_a_hostile_field_is_shown_in_each_format_or_is_a_problem(data: st.DataObject) -> None:
    value = json.loads(written(made(*EVERY)))
    key = data.draw(st.sampled_from(sorted(value["entries"])))
    entry = value["entries"][key]
    entry[data.draw(st.sampled_from(sorted(entry)))] = data.draw(JSON)
    known = summary(parse(json.dumps(value).encode(), "a.json"))

    jsonschema.validate(json.loads(json_text.indented(document(known))), SCHEMA)
    assert markdown(page(known))
    assert html(page(known))
    assert style.render(list(lines(known)), colour=False, width=80)
