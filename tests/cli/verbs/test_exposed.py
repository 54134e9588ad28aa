"""`pratique exposed`: the answer, the coverage and the exit code."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.cli.running import Machine
from tests.git import repository
from tests.report.formats.test_json_contract import schema


@pytest.fixture
def repo(machine: Machine) -> Machine:
    """A repository that had calm 1.0.1 and then upgraded."""
    git = repository(machine.folder)
    machine.lock("calm@1.0.1")
    git.commit(at="2026-01-01T00:00:00Z")
    machine.lock("calm@1.1.0", "@acme/tool@2.0.0")
    git.commit(at="2026-02-01T00:00:00Z")
    return machine


def test_a_release_of_the_past_is_found_with_its_commits(repo: Machine) -> None:
    ran = repo.run("exposed", "calm@1.0.1", ".")
    assert 1 == ran.code
    first, *_ = ran.out.splitlines()
    assert "Exposed: calm 1.0.1 was locked in 1 repository." == first
    assert "added 2026-01-01 00:00 UTC by a <a@mail.example>" in " ".join(ran.out.split())
    assert "removed 2026-02-01 00:00 UTC by a <a@mail.example>" in " ".join(ran.out.split())


def test_the_past_is_left_out_without_history(repo: Machine) -> None:
    ran = repo.run("exposed", "calm@1.0.1", ".", "--no-history")
    assert (0, "Not found: calm 1.0.1") == (ran.code, ran.out[:21])


def test_json_fits_its_schema_and_asks_no_registry(repo: Machine) -> None:
    ran = repo.run("exposed", "calm@1.1.0", "@acme/tool@2.0.0", "evil[.]invalid", ".", "-f", "json")
    assert 1 == ran.code
    jsonschema.validate(ran.json, schema("exposed"))
    assert ["locked", "locked", "not-found"] == [item["answer"] for item in ran.json["wanted"]]
    assert [] == repo.registry.requests


def test_a_release_that_nobody_has_is_not_found(repo: Machine) -> None:
    ran = repo.run("exposed", "calm@9.9.9", ".")
    assert 0 == ran.code
    assert ran.out.startswith("Not found: calm 9.9.9 in 1 project (1 file), 1 repository (2 lock revisions")


def test_a_lock_that_cannot_be_read_is_never_a_clean_answer(machine: Machine) -> None:
    machine.write("package-lock.json", '{"lockfileVersion": 3, "packages": {"node_modules/calm": ')
    ran = machine.run("exposed", "calm@1.0.1", ".")
    assert 3 == ran.code
    assert ran.out.startswith("Not found, but incomplete: calm 1.0.1")
    assert "Not checked: 1 part" in ran.out


def test_what_cannot_be_read_in_the_request_is_reported(repo: Machine) -> None:
    repo.write("list.txt", "calm@9.9.9\ncalm@9.9.8\nsome prose of the page\n")
    ran = repo.run("exposed", "list.txt", ".")
    assert 3 == ran.code
    assert "list.txt:3: some prose of the page: not a release" in " ".join(ran.out.split())


def test_a_file_that_nobody_can_read_is_not_checked(machine: Machine) -> None:
    machine.write("odd.bin", "nothing that a reader knows")
    ran = machine.run("exposed", "calm@1.0.1", "odd.bin")
    assert 3 == ran.code
    assert "not a lockfile, log, image or SBOM that Pratique can read" in " ".join(ran.out.split())


def test_a_catalogue_incident_is_found_by_its_name(machine: Machine) -> None:
    machine.write(
        "package-lock.json",
        '{"lockfileVersion": 3, "packages": {"node_modules/event-stream": {"version": "3.3.6"}}}',
    )
    ran = machine.run("exposed", "event-stream-2018", ".")
    assert (1, "Exposed: event-stream 3.3.6 is locked in 1 project.") == (ran.code, ran.out.splitlines()[0])


def test_the_ecosystem_is_an_option(machine: Machine) -> None:
    machine.write("requirements.txt", "sample==1.0.0\n")
    assert 1 == machine.run("exposed", "sample@1.0.0", ".", "--ecosystem", "pypi").code
    assert 0 == machine.run("exposed", "npm:sample@1.0.0", ".").code


def test_a_time_span_leaves_out_what_ended_before(repo: Machine) -> None:
    assert 1 == repo.run("exposed", "calm@1.0.1", ".", "--until", "2026-01-15").code
    assert 0 == repo.run("exposed", "calm@1.0.1", ".", "--since", "2026-03-01").code
    assert 2 == repo.run("exposed", "calm@1.0.1", ".", "--since", "soon").code


@pytest.mark.parametrize("format_", ["markdown", "html", "csv"])
def test_every_format_is_written_to_a_file(repo: Machine, format_: str) -> None:
    ran = repo.run("exposed", "calm@1.1.0", ".", "-f", format_, "-o", "report.out")
    assert (1, "") == (ran.code, ran.out)
    text = (repo.folder / "report.out").read_text()
    if format_ == "csv":
        assert {"locked"} == {row["contact"] for row in csv.DictReader(io.StringIO(text))}
    else:
        assert "Exposed: calm 1.1.0" in text
    assert 2 == repo.run("exposed", "calm@1.1.0", ".", "-o", "missing/report.out").code


def test_a_collector_is_packed_run_and_merged(machine: Machine, tmp_path: Path) -> None:
    home = tmp_path / "home"
    package = home / "app/node_modules/calm/package.json"
    package.parent.mkdir(parents=True)
    package.write_text('{"name": "calm", "version": "1.0.1"}')
    assert 0 == machine.run("exposed", "--pack", str(tmp_path / "collect.pyz")).code
    out = tmp_path / "laptop.jsonl.gz"
    subprocess.run(
        [sys.executable, str(tmp_path / "collect.pyz"), "--out", str(out), "--host", "laptop", str(home)],
        check=True,
        capture_output=True,
    )
    ran = machine.run("exposed", "calm@1.0.1", "--merge", str(out))
    assert 1 == ran.code
    assert "Exposed: calm 1.0.1 is installed on 1 machine." == ran.out.splitlines()[0]


def test_nothing_to_search_for_is_a_usage_error(machine: Machine) -> None:
    assert 2 == machine.run("exposed").code
    assert 2 == machine.run("exposed", "./missing").code
