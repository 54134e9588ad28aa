"""`pratique incident open`, `add`, `note` and `close`, as a person runs them."""

import json
from pathlib import Path

import pytest

from pratique.cli.incident.recording import incident_folder
from pratique.respond.incident.document import written
from pratique.respond.incident.entry import Note
from pratique.respond.incident.summary import Summary, summary
from tests.cli.incident.running import Desk
from tests.respond.incident.making import made


def value(name: str = "axios") -> Summary:
    return summary(incident_folder(None).read(name))


def test_an_incident_is_opened_closed_and_opened_again(incidents: Desk) -> None:
    ran = incidents.run("open", "Axios", "--by", "ada")
    assert (0, True) == (ran.code, "pratique incident add axios" in ran.out)
    assert value().is_open

    assert 0 == incidents.run("close", "axios", "--reason", "over").code
    assert (False, "over") == (value().is_open, value().reason)

    assert "again" in incidents.run("open", "Axios is back", "--id", "axios").out
    assert (True, "Axios is back") == (value().is_open, value().title)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("open", "Axios"), "already open"),
        (("open", "x", "--id", "../x"), "not the id"),
        (("open", "\u4e00"), "not the id"),
        (("open", ""), "TITLE"),
        (("open", "x" * 301), "TITLE"),
        (("note", "axios", "x" * 10_001), "TEXT"),
        (("note", "axios", "x", "--at", "yesterdayish"), "--at"),
        (("note", "axios", "x", "--source", "y" * 1_001), "--source"),
        (("note", "axios", "why", "--withdraw", "no-such"), "no entry"),
        (("note", "other", "x"), "there is no incident"),
        (("add", "other", "npm:axios@1.14.1"), "there is no incident"),
        (("close", "other", "--reason", "x"), "there is no incident"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error_and_changes_nothing(
    incidents: Desk, arguments: tuple[str, ...], why: str
) -> None:
    incidents.run("open", "Axios")
    path = incident_folder(None).path("axios")
    before = path.read_bytes()
    ran = incidents.run(*arguments)

    assert (2, True) == (ran.code, why in ran.err), ran.err
    assert before == path.read_bytes()
    assert [path] == incident_folder(None).all()


def test_a_closed_incident_cannot_be_closed(incidents: Desk) -> None:
    incidents.run("open", "Axios")
    incidents.run("close", "axios", "--reason", "over")

    assert "already closed" in incidents.run("close", "axios", "--reason", "again").err


def test_what_is_added_is_counted_and_added_once(incidents: Desk) -> None:
    incidents.run("open", "Axios")
    what = ("npm:axios@1.14.1", "npm:plain@1.0.0", "host:evil.invalid")
    first, second = incidents.run("add", "axios", *what), incidents.run("add", "axios", *what)

    assert "1 indicator, 2 packages" in first.out
    assert "nothing, every entry is already recorded" in second.out
    assert (0, 0) == (first.code, second.code)
    assert ["axios", "plain"] == [item.name for item in value().listed]


def test_a_part_that_could_not_be_read_is_shown_and_recorded(incidents: Desk) -> None:
    incidents.run("open", "Axios")
    ran = incidents.run("add", "axios", "npm:axios@1.14.1", "not a \x1b[31m thing")

    assert 3 == ran.code
    assert "not read: " in ran.err
    assert "\x1b" not in ran.err
    assert (1, 1) == (len(value().listed), len(value().misread))


def test_the_entries_of_another_copy_are_added(incidents: Desk) -> None:
    incidents.run("open", "Axios")
    copy = incidents.folder / "copy.json"
    copy.write_bytes(written(made(Note(text="of bob"))))

    assert "1 note" in incidents.run("add", "axios", str(copy)).out
    other = json.loads(copy.read_text()) | {"incident": "other"}
    copy.write_text(json.dumps(other))
    ran = incidents.run("add", "axios", str(copy))
    assert (2, True) == (ran.code, "about the incident other" in ran.err)


def test_a_note_is_withdrawn_with_the_key_that_was_printed(incidents: Desk) -> None:
    incidents.run("open", "Axios")
    said = incidents.run("note", "axios", "We froze npm", "--for", "decision", "--at", "2026-04-01T10:00:00Z")
    key = said.out.split()[-1]
    assert any("Decided: We froze npm" == event.moment.text for event in value().events)
    assert (
        "already recorded"
        in incidents.run(
            "note", "axios", "We froze npm", "--for", "decision", "--at", "2026-04-01T10:00:00Z"
        ).out
    )

    assert 0 == incidents.run("note", "axios", "it was yarn", "--withdraw", key).code
    assert (1, []) == (
        value().withdrawn,
        [event for event in value().events if "froze" in event.moment.text],
    )


def test_another_folder_contains_its_own_incidents(incidents: Desk, tmp_path: Path) -> None:
    incidents.run("open", "Axios", "--folder", str(tmp_path / "mine"))

    assert ["axios.json"] == [path.name for path in (tmp_path / "mine").iterdir()]
    assert [] == incident_folder(None).all()
