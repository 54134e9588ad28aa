"""Which files are read for insecure sources, and what an audit does with what is found."""

import json
import os
from pathlib import Path

import pytest

from pratique.cli.audit.insecure_sources import insecure_sources, setting_files, sources_before, without_known
from pratique.cli.project import locate
from tests.cli.auditing import with_index
from tests.cli.running import Machine
from tests.cli.verbs.test_audit import git_project, lock


def test_files_beside_the_locks_and_of_the_user_are_read(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    for path in ("project/.npmrc", "project/a/.npmrc", "project/b/.npmrc", "home/.npmrc"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("strict-ssl=false\n")
    locks = {"a/package-lock.json": None}

    assert (".npmrc", "a/.npmrc") == setting_files(project, locks)  # type: ignore[arg-type]  # the names count
    found = insecure_sources(project, {}, locate.from_disk(project), {"HOME": str(home)})
    assert [((".npmrc:1",), True), (("~/.npmrc:1",), False)] == [(one.sources, one.stops) for one in found]
    known = sources_before({}, [".npmrc"], locate.from_disk(project))
    assert not any(one.stops for one in without_known(found, known))


def test_an_insecure_source_is_at_or_over_the_bar_and_old_ones_are_notes_of_a_change(
    machine: Machine,
) -> None:
    with_index()
    lock(machine, "left@2.0.0")
    machine.write(".npmrc", "strict-ssl=false\n")
    git_project(machine)

    assert 1 == machine.run("audit").code
    assert 1 == machine.run("audit", "--fail-on", "high").code
    assert 0 == machine.run("audit", "--fail-on", "critical").code
    assert 0 == machine.run("audit", "--since", "HEAD").code
    machine.write(".npmrc", "# moved\nstrict-ssl=false\nregistry=http://mirror.example/\n")
    ran = machine.run("audit", "--since", "HEAD", "--format", "json")
    assert 1 == ran.code
    assert [("plaintext-source", True), ("tls-verification-off", False)] == [
        (one["rule"], one["stops"]) for one in json.loads(ran.out)["unsafe_sources"]
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "sarif", "github", "gitlab", "html", "junit"])
def test_every_place_is_named_in_the_reports(machine: Machine, form: str) -> None:
    with_index()
    lock(machine, "left@2.0.0")
    machine.write(".npmrc", "registry=http://user:SECRET@mirror.example/\n")

    ran = machine.run("audit", "--format", form)

    assert 1 == ran.code
    assert "plaintext-source" in ran.out
    assert form == "junit" or ".npmrc" in ran.out
    assert "SECRET" not in ran.out
    assert os.environ["HOME"]
