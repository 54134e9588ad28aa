"""`pratique incident show` and `export`: each format, and files that cannot be read."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from pratique.cli.incident.printing import lines
from pratique.cli.incident.recording import incident_folder
from pratique.report.text import style
from pratique.respond.incident.document import added, written
from pratique.respond.incident.entry import Body, Closed, Misread, Note, Opened
from pratique.respond.incident.summary import summary
from tests.cli.incident.running import Desk
from tests.respond.incident.making import AXIOS, HOSTILE, NOW, made
from tests.respond.incident.test_document import EVERY

SCHEMA = json.loads(
    resources.files("pratique.report.schemas").joinpath("incident-show-1.schema.json").read_text()
)


def kept(*bodies: Body) -> Path:
    return incident_folder(None).create(made(Opened(title="Axios"), *bodies))


def damage(path: Path) -> None:
    """Change an entry by hand."""
    path.write_bytes(path.read_bytes().replace(b'"Axios"', b'"Other"'))


def test_the_status_of_one_incident_as_text(incidents: Desk) -> None:
    kept(AXIOS, Note(text="froze npm", when=NOW))
    ran = incidents.run("show", "axios")

    assert 0 == ran.code
    for part in (
        "1 package",
        "group 1",
        "froze npm",
        "pratique exposed pkg:npm/axios@1.14.1 .",
        "export axios",
    ):
        assert part in ran.out


def test_both_answers_as_json_have_the_schema(incidents: Desk) -> None:
    kept(*EVERY[2:])
    (incident_folder(None).folder / "broken.json").write_text("{")
    one, every = incidents.run("show", "axios", "-f", "json"), incidents.run("show", "-f", "json")

    jsonschema.validate(one.json, SCHEMA)
    jsonschema.validate(every.json, SCHEMA)
    assert (0, 3) == (one.code, every.code)
    assert (["axios"], 1) == (
        [item["incident"] for item in every.json["incidents"]],
        len(every.json["unread"]),
    )


def test_a_folder_without_incidents_names_the_command_that_opens_one(incidents: Desk) -> None:
    ran = incidents.run("show")

    assert (0, True) == (ran.code, "pratique incident open" in ran.out)


def test_open_incidents_are_listed_first_and_unreadable_files_are_named(incidents: Desk) -> None:
    kept(Closed(reason="over"))
    folder = incident_folder(None).folder
    (folder / "later.json").write_bytes(written(made(Opened(title="L"))).replace(b'"axios"', b'"later"'))
    (folder / "broken.json").write_text("{")
    ran = incidents.run("show")

    assert 3 == ran.code
    assert ran.out.index("later") < ran.out.index("axios") < ran.out.index("not read: ")
    assert "broken.json" in ran.out


@pytest.mark.parametrize("arguments", [("show", "axios"), ("show",), ("export", "axios")])
def test_a_changed_entry_is_incomplete(incidents: Desk, arguments: tuple[str, ...]) -> None:
    path = kept()
    assert 0 == incidents.run(*arguments).code
    damage(path)

    assert 3 == incidents.run(*arguments).code
    assert "was changed after it was added" in incidents.run("show", "axios").out


def test_the_post_mortem_is_written_in_both_formats(incidents: Desk) -> None:
    kept(AXIOS)
    ran = incidents.run("export", "axios", "-o", "markdown=a.md", "-o", "html=a.html")

    assert 0 == ran.code
    assert (incidents.folder / "a.md").read_text().startswith("# Axios\n")
    assert (incidents.folder / "a.html").read_text().startswith("<!doctype html>")
    assert ran.out == (incidents.folder / "a.md").read_text()


def test_an_incident_that_does_not_exist_is_a_usage_error(incidents: Desk) -> None:
    for verb in ("show", "export"):
        ran = incidents.run(verb, "other")
        assert (2, "", True) == (ran.code, ran.out, "there is no incident" in ran.err)


@pytest.mark.parametrize(
    "arguments", [("show", "axios"), ("show",), ("export", "axios"), ("export", "axios", "-f", "html")]
)
def test_hostile_text_never_reaches_the_terminal(incidents: Desk, arguments: tuple[str, ...]) -> None:
    hostile = (
        Note(text=HOSTILE, when=NOW, source=HOSTILE),
        Misread(origin=HOSTILE, text=HOSTILE, why=HOSTILE),
    )
    incident_folder(None).create(made(Opened(title=HOSTILE), AXIOS, *hostile, Closed(reason=HOSTILE)))
    ran = incidents.run(*arguments)

    assert 0 == ran.code, ran.err
    assert not any(sign in ran.out for sign in ("\x1b", "\u202e", "\ud800"))


def test_only_the_newest_events_are_shown_with_the_number_of_the_others() -> None:
    notes = [Note(text=f"event {number}", when=NOW.replace(minute=number)) for number in range(20)]
    value = summary(added(made(), notes, at=NOW, by="ada"))
    text = style.render(list(lines(value)), colour=False, width=200)

    assert "5 earlier events" in text
    assert "event 4 " not in text
    assert "event 5 " in text
