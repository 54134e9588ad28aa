"""`pratique log`."""

import csv
import io
import json
import os
from datetime import UTC, datetime, timedelta
from importlib import resources

import jsonschema
import pytest

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.cli.running import Machine

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HELD = Decision(
    at=AT,
    ref=PackageRef(Ecosystem.NPM, "calm").at("1.1.0"),
    filename="calm-1.1.0.tgz",
    sha256="a" * 64,
    action=Action.HOLD,
    kind=HoldKind.WAIT,
    until=AT + timedelta(hours=52),
    grounds=(Ground("too-young", "published 20 h ago", "policy"),),
    standing=Standing.NEW,
    epoch="one",
    client=Client("10.0.0.7", "=cmd()\x1b[2J", "ci"),
)
LET_IN = Decision(
    at=AT + timedelta(days=1),
    ref=PackageRef(Ecosystem.PYPI, "sample").at("1.0.0"),
    filename="sample-1.0.0.whl",
    sha256=None,
    action=Action.ALLOW,
    standing=Standing.PINNED,
    epoch="one",
    client=Client(
        "10.0.0.8",
        "pip/26.3",
        who="ci-web",
        ci=CiClaim(system="github", repository="acme/shop", workflow="ci", run="123", job="test"),
    ),
    note="kept",
)


@pytest.fixture(autouse=True)
def _decisions() -> None:
    with open_store(Home(data_home(os.environ))) as store:
        store.decisions.add_many([HELD, LET_IN])


def test_people_read_a_line_for_each_decision(machine: Machine) -> None:
    held, let_in = machine.run("log").out.splitlines()

    assert held.startswith(
        "2026-03-01 12:00:00  hold (wait) until 2026-03-03 16:00  pkg:npm/calm@1.1.0  for 10.0.0.7"
    )
    assert held.endswith("=cmd()\\x1b[2J ci  published 20 h ago [too-young]")
    assert (
        "2026-03-02 12:00:00  allow  pkg:pypi/sample@1.0.0  for ci-web 10.0.0.8 pip/26.3, "
        "repository acme/shop, workflow ci, run 123, job test (claimed)  kept"
    ) == let_in


def test_programs_read_an_object_for_each_decision(machine: Machine) -> None:
    first, second = machine.run("log", "--format", "jsonl").lines

    assert {
        "at": "2026-03-01T12:00:00+00:00",
        "purl": "pkg:npm/calm@1.1.0",
        "filename": "calm-1.1.0.tgz",
        "sha256": "a" * 64,
        "action": "hold",
        "kind": "wait",
        "until": "2026-03-03T16:00:00+00:00",
        "reasons": [{"code": "too-young", "text": "published 20 h ago", "source": "policy"}],
        "standing": "new",
        "address": "10.0.0.7",
        "agent": "=cmd()\x1b[2J",
        "command": "ci",
        "epoch": "one",
        "note": "",
        "who": "",
        "ci_claim": None,
        "number": 1,
    } == first
    assert {
        "system": "github",
        "repository": "acme/shop",
        "workflow": "ci",
        "run": "123",
        "job": "test",
        "proven": False,
    } == second["ci_claim"]
    assert ("pkg:pypi/sample@1.0.0", []) == (second["purl"], second["reasons"])


def test_an_answer_without_a_decision_says_what_was_searched(machine: Machine) -> None:
    text = machine.run("log", "--package", "none")
    rows = machine.run("log", "--package", "none", "-f", "csv")
    since = machine.run("log", "--since", "2999-01-01")
    acts = machine.run("log", "--acts")

    assert "No decision matches. Searched: 2 decisions since 2026-03-01 12:00 UTC. Not covered: " in text.out
    assert "" == text.err
    assert (1, True) == (len(rows.out.splitlines()), rows.err.startswith("No decision matches. "))
    assert "The log contains no decisions in that period." in since.out
    assert "No approval or denial matches: 0 acts were searched.\n" == acts.out


@pytest.mark.parametrize(
    ("words", "count", "first"), [([], 2, "2026-03-01T12:00:00Z"), (["--until", "2026-01-01"], 0, None)]
)
def test_a_program_reads_one_object_with_what_was_searched(
    machine: Machine, words: list[str], count: int, first: str | None
) -> None:
    answer = json.loads(machine.run("log", "-f", "json", *words).out)
    schema = json.loads(resources.files("pratique.report.schemas").joinpath("log-1.schema.json").read_text())
    jsonschema.validate(answer, schema)

    assert (count, first) == (answer["searched"]["decisions"], answer["searched"]["first"])
    assert answer["decisions"] == machine.run("log", "-f", "jsonl", *words).lines
    assert "installs from a client's own cache" in answer["not_covered"]
    assert 2 == machine.run("log", "--acts", "-f", "json").code


def test_a_spreadsheet_runs_nothing_that_a_client_says(machine: Machine) -> None:
    rows = list(csv.DictReader(io.StringIO(machine.run("log", "--format", "csv").out)))

    assert ["pkg:npm/calm@1.1.0", "pkg:pypi/sample@1.0.0"] == [row["purl"] for row in rows]
    assert "'=cmd()\\x1b[2J" == rows[0]["agent"]
    assert "too-young: published 20 h ago" == rows[0]["reasons"]
    job = "repository acme/shop, workflow ci, run 123, job test (claimed)"
    assert ["", job] == [row["ci_claim"] for row in rows]


@pytest.mark.parametrize(
    ("words", "purls"),
    [
        (["--package", "calm"], ["pkg:npm/calm@1.1.0"]),
        (["--package", "pkg:npm/calm"], ["pkg:npm/calm@1.1.0"]),
        (["--package", "calm@1.1.0"], ["pkg:npm/calm@1.1.0"]),
        (["--package", "calm@1.0.0"], []),
        (["--package", "sample==1.0.0"], ["pkg:pypi/sample@1.0.0"]),
        (["--since", "2026-03-02"], ["pkg:pypi/sample@1.0.0"]),
        (["--until", "2026-03-02"], ["pkg:npm/calm@1.1.0"]),
        (["--since", "2026-03-02T12:00+01:00"], ["pkg:pypi/sample@1.0.0"]),
        (["--since", "1m"], []),
        (["--action", "allow"], ["pkg:pypi/sample@1.0.0"]),
        (["--who", "ci-web"], ["pkg:pypi/sample@1.0.0"]),
        (["--who", "ada"], []),
    ],
)
def test_the_log_is_asked(machine: Machine, words: list[str], purls: list[str]) -> None:
    assert purls == [one["purl"] for one in machine.run("log", "-f", "jsonl", *words).lines]


@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--package", "./x"], ["--action", "maybe"]])
def test_what_cannot_be_asked_is_told(machine: Machine, words: list[str]) -> None:
    assert 2 == machine.run("log", *words).code


def test_decisions_that_were_moved_to_files_are_found_and_a_lost_file_is_incomplete(machine: Machine) -> None:
    with open_store(Home(data_home(os.environ))) as store:
        store.decisions.add_many([LET_IN, HELD])
        store.served.catch_up(epoch="one", ruleset="r")
        assert [3] == [part.rows for part in store.moving.move(before=datetime(2026, 4, 1, tzinfo=UTC))]
    part = Home(data_home(os.environ)).log / "2026-03.jsonl.gz"

    found = machine.run("log", "--package", "calm@1.1.0")
    whole = json.loads(machine.run("log", "--format", "json").out)

    assert (0, 2) == (found.code, len(found.out.splitlines()))
    assert "Files of old decisions read: 1 (2026-03.jsonl.gz)." in found.err
    assert (["2026-03.jsonl.gz"], []) == (whole["files_read"], whole["not_searched"])
    assert [1, 2, 3, 4] == [row["number"] for row in whole["decisions"]]
    assert 4 == whole["searched"]["decisions"]
    schema = resources.files("pratique.report").joinpath("schemas", "log-1.schema.json")
    jsonschema.validate(whole, json.loads(schema.read_text()))

    part.unlink()
    for words in (
        ("log", "--format", "json"),
        ("log", "--package", "other"),
        ("log", "--action", "allow", "--format", "csv"),
        ("affected",),
        ("affected", "--package", "calm", "--format", "json"),
    ):
        lost = machine.run(*words)
        assert 3 == lost.code
        assert "incomplete: 2026-03.jsonl.gz is missing: it contains 3 decisions\n" in lost.err
    assert 0 == machine.run("log", "--since", "2026-04-01").code, (
        "a month that was not asked for is not missed"
    )
