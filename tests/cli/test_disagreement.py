"""`pratique check` of a lock that does not hold what the manifest beside it asks for."""

import json
from typing import Any

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository


def manifest(machine: Machine, path: str = "package.json", **dependencies: str) -> None:
    machine.write(path, json.dumps({"name": "app", "dependencies": dependencies}))


def problems(ran: Ran) -> list[Any]:
    return [problem for file in ran.json["coverage"]["files"] for problem in file["problems"]]


def old(ran: Ran) -> list[str]:
    scope = [item["why"] for item in ran.json["coverage"]["out_of_scope"]]
    return [why for why in scope if why.startswith("unchanged")]


def test_the_answer_is_incomplete_and_names_the_command_that_renews_the_lock(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    manifest(machine, calm="^2.0.0")
    ran = machine.run("check", "--format", "json")
    assert (3, False) == (ran.code, ran.json["coverage"]["complete"])
    assert [
        "calm: package.json requests ^2.0.0, but the lock contains 1.0.0; `npm install` regenerates the lock"
    ] == problems(ran)
    assert "package.json requests ^2.0.0" in machine.run("check").out


def test_a_lock_that_agrees_and_a_lone_one_are_complete(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    assert 0 == machine.run("check").code
    manifest(machine, calm="^1.0.0")
    assert 0 == machine.run("check").code


def test_what_is_known_to_stop_stays_the_gravest_answer(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    manifest(machine, calm="^2.0.0")
    machine.write("pratique.toml", '[deny]\n"pkg:npm/calm@1.0.0" = "no"\n')
    assert 1 == machine.run("check").code


def test_a_broken_manifest_is_told(machine: Machine) -> None:
    machine.lock("calm@1.0.0", path="app/package-lock.json")
    machine.write("app/package.json", '{"dependencies": {}')
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    [problem] = problems(ran)
    assert problem.startswith(
        "app/package.json: the lock cannot be compared with this file: package.json is not JSON"
    )


def test_hostile_names_are_escaped(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    manifest(machine, **{"a\x1b[31m\n::error::b": "1"})
    for format_ in ("text", "markdown", "github"):
        assert "\x1b[31m" not in machine.run("check", "--format", format_).out


@pytest.fixture
def git(machine: Machine) -> Git:
    """A project whose lock has not held what the manifest asks for since long."""
    git = repository(machine.folder)
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0")
    manifest(machine, calm="^2.0.0")
    git.commit()
    return git


def test_an_old_disagreement_does_not_stop_a_change_of_other_files(machine: Machine, git: Git) -> None:
    machine.write("readme.md", "hello")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (0, True, []) == (ran.code, ran.json["coverage"]["complete"], problems(ran))
    [why] = old(ran)
    assert "calm: package.json requests ^2.0.0, but the lock contains 1.0.0" in why
    assert 3 == machine.run("check").code


def test_nor_does_it_stop_a_change_of_the_lock_or_of_the_manifest(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (0, 1) == (ran.code, len(old(ran)))
    manifest(machine, calm="^2.0.0", **{"@acme/tool": "*"})
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (0, 1) == (ran.code, len(old(ran)))


def test_a_new_disagreement_stops_a_change_of_the_manifest_alone(machine: Machine, git: Git) -> None:
    manifest(machine, calm="^2.0.0", **{"@acme/tool": "^3.0.0"})
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (3, 1) == (ran.code, len(old(ran)))
    [problem] = problems(ran)
    assert problem.startswith("@acme/tool: package.json requests ^3.0.0, but the lock contains 2.0.0")


def test_an_old_disagreement_that_changes_is_a_new_one(machine: Machine, git: Git) -> None:
    manifest(machine, calm="^3.0.0")
    assert 3 == machine.run("check", "--since", "main").code


def test_a_lock_that_the_change_adds_must_agree(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.0", path="new/package-lock.json")
    manifest(machine, "new/package.json", calm="^2.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (3, 1) == (ran.code, len(problems(ran)))


def test_a_change_that_ends_the_disagreement_is_clear(machine: Machine, git: Git) -> None:
    manifest(machine, calm="^1.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (0, [], []) == (ran.code, problems(ran), old(ran))


def test_a_single_lock_is_compared_too(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.0", path="app/package-lock.json")
    manifest(machine, "app/package.json", calm="^2.0.0")
    assert 3 == machine.run("check", str(machine.folder / "app/package-lock.json")).code


ASKS = {"calm": {"dependencies": {"left-pad": "^1.0.0"}}}


def test_a_request_that_the_change_adds_to_an_entry_needs_an_answer(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0", entries=ASKS)
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (3, 1) == (ran.code, len(old(ran)))
    [problem] = problems(ran)
    assert (
        "left-pad ^1.0.0: node_modules/calm requests this package, but the lock has no matching entry"
        in problem
    )
    assert problem.startswith("line ")


def test_a_request_without_an_answer_is_an_old_one_on_another_line_too(machine: Machine, git: Git) -> None:
    machine.lock("@acme/tool@2.0.0", "calm@1.0.0", entries=ASKS)
    git.commit()
    machine.lock("calm@1.0.0", entries=ASKS)
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (0, [], 2) == (ran.code, problems(ran), len(old(ran)))
    assert 3 == machine.run("check").code
