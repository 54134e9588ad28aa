"""`pratique history`."""

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from tests.cli.running import Machine
from tests.history import event_stream
from tests.loopback import NpmPackage, NpmRelease, PypiProject, Status, wheel_file
from tests.report.formats.test_json_contract import schema
from tests.report.history.reading import xml


def saved(machine: Machine, *, removed: bool = False) -> str:
    machine.write("event-stream.json", json.dumps(event_stream.packument(removed=removed)))
    return "event-stream.json"


def test_event_stream_as_recorded_marks_both_releases_and_says_why(machine: Machine) -> None:
    ran = machine.run("history", "event-stream", "--from", saved(machine))
    assert 0 == ran.code
    marked, _, story = ran.out.partition("\nstory\n")
    assert (
        "3.3.5  2018-09-05  right9ctrl  extended cooldown\n    right9ctrl published the package for the first time, after 779 d"
        in marked
    )
    assert (
        "3.3.6  2018-09-09  right9ctrl  extended cooldown\n    right9ctrl first published the package 4 d earlier, and adds flatmap-stream"
        in marked
    )
    assert "779 days without a release" in story
    assert [] == machine.registry.requests


def test_json_fits_its_schema_and_pictures_are_written_beside(machine: Machine) -> None:
    ran = machine.run(
        "history",
        "event-stream@3.3.6",
        "--from",
        saved(machine),
        "-f",
        "json",
        "-o",
        "svg=a.svg",
        "-o",
        "html=a.html",
    )
    jsonschema.validate(ran.json, schema("history"))
    assert {"version": "3.3.6", "weight": "lengthens", "until": None} == {
        key: ran.json["judged"][key] for key in ("version", "weight", "until")
    }
    xml((machine.folder / "a.svg").read_text())
    assert "<svg " in (machine.folder / "a.html").read_text()


def test_the_removed_release_can_be_asked_about_and_nothing_is_known_of_it(machine: Machine) -> None:
    ran = machine.run("history", "event-stream@3.3.6", "--from", saved(machine, removed=True))
    assert 3 == ran.code
    assert "removed, so the signals of the release are unknown" in ran.out


def handed_over(days_ago: int, **more: object) -> NpmPackage:
    """A package that a newcomer published for the first time some days ago, after two years of silence."""
    day = datetime.now(UTC) - timedelta(days=days_ago)
    old = [
        NpmRelease(version=f"1.0.{n}", published_at=day - timedelta(days=1200 - 30 * n)) for n in range(13)
    ]
    new = NpmRelease(
        version="1.1.0", published_at=day, publisher="eve", maintainers=("ada", "eve"), manifest=dict(more)
    )
    return NpmPackage(name="kite", releases=(*old, new), maintainers=("ada", "eve"))


def test_a_takeover_of_yesterday_waits_longer(machine: Machine) -> None:
    machine.registry.put_npm(handed_over(1))
    ran = machine.run("history", "kite")
    assert 5 == ran.code
    assert "publisher-after-silence" in ran.out
    assert "judged: 1.1.0" in ran.out
    assert "cooldown until" in ran.out


def test_with_a_lower_bar_a_longer_wait_stops(machine: Machine) -> None:
    machine.registry.put_npm(handed_over(1))
    assert 1 == machine.run("history", "kite", "--fail-on", "wait").code


def test_a_wait_that_is_over_stops_nothing(machine: Machine) -> None:
    machine.registry.put_npm(handed_over(30))
    assert 0 == machine.run("history", "kite").code


def test_a_new_hook_is_held_for_review(machine: Machine) -> None:
    machine.registry.put_npm(handed_over(1, scripts={"postinstall": "node x.js"}))
    ran = machine.run("history", "kite")
    assert 1 == ran.code
    assert "hook-added" in ran.out
    assert 0 != machine.run("history", "kite", "--fail-on", "block").code


def test_the_dependency_that_was_added_is_looked_up(machine: Machine) -> None:
    machine.registry.put_npm(handed_over(1, dependencies={"calm": "^1.0.0"}))
    machine.run("history", "kite")
    assert machine.registry.requests_to("/npm/calm")


def test_python_and_gems_are_told_as_far_as_their_indexes_tell(machine: Machine) -> None:
    days = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2)]
    files = tuple(wheel_file("sample", f"1.{n}", uploaded_at=day) for n, day in enumerate(days))
    machine.registry.put_pypi(PypiProject(name="sample", files=files))
    ran = machine.run("history", "pypi:sample")
    assert 0 == ran.code
    assert "publishers: unknown for all releases" in ran.out
    same = machine.run("history", "sample", "--ecosystem", "pypi", "-f", "json").json
    assert "pkg:pypi/sample" == same["purl"]


def test_a_mirror_that_strips_everything_answers_nothing(machine: Machine) -> None:
    versions = [f"1.0.{number}" for number in range(3)]
    data = {
        "name": "kite",
        "versions": {version: {"name": "kite", "version": version} for version in versions},
        "time": dict.fromkeys(versions, "2026-06-01T03:04:05.678Z"),
    }
    machine.write("kite.json", json.dumps(data))
    ran = machine.run("history", "kite", "--from", "kite.json")
    assert 3 == ran.code
    assert "publish times: the publish times come from a mirror" in ran.out
    assert "maintainers: unknown for all releases" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("history", "./folder"), 2, "is a path"),
        (("history", "kite", "--from", "nowhere.json"), 2, "cannot be read"),
        (("history", "calm@9.9.9"), 3, "version-not-found"),
        (("history", "nowhere"), 3, "registry-not-found"),
        (("history", "calm", "-o", "no/such/folder"), 2, "cannot be written"),
    ],
)
def test_what_cannot_be_answered_is_said(
    machine: Machine, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = machine.run(*arguments)
    assert (code, "") == (ran.code, ran.out)
    assert words in ran.err


def test_a_file_that_is_no_listing_is_refused(machine: Machine) -> None:
    machine.write("x.json", "[]")
    ran = machine.run("history", "kite", "--from", "x.json")
    assert (3, "") == (ran.code, ran.out)
    assert "listing-invalid" in ran.err


def test_a_registry_that_is_down_is_said(machine: Machine) -> None:
    machine.registry.fault("*", Status(code=403))
    ran = machine.run("history", "calm")
    assert (3, "") == (ran.code, ran.out)
    assert "registry-unauthorized" in ran.err
