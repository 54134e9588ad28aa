"""The verdicts about packages and projects, as answers."""

import asyncio
import json

import pytest

from pratique.cli.hook.answer import Action
from pratique.cli.hook.installs import Package
from pratique.cli.hook.judging import Judged, judge_packages, judge_project
from tests.cli.running import YESTERDAY, Machine, plain
from tests.loopback import NpmPackage, NpmRelease, Status


def judged(machine: Machine, *packages: Package) -> list[Judged]:
    return asyncio.run(judge_packages(packages, machine.folder))


def test_each_package_gets_its_own_answer(machine: Machine) -> None:
    machine.registry.put_npm(plain("fresh-one", "1.0.0", published_at=YESTERDAY))
    found = judged(
        machine,
        Package("npm", "calm", "1.0.1"),
        Package("npm", "nowhere"),
        Package("npm", "calm", "9.9.9"),
        Package("npm", "fresh-one"),
        Package("pypi", "sample", "==1.1.0"),
        Package("npm", "UPPER CASE"),
    )
    allow, ask, deny = Action.ALLOW, Action.ASK, Action.DENY
    assert [allow, deny, deny, ask, allow, deny] == [one.answer.action for one in found]
    assert [True, True, False, True, True, True] == [one.keep for one in found]


def test_a_new_release_of_an_old_name_is_in_cooldown(machine: Machine) -> None:
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", files={"index.js": "1"}, published_at=YESTERDAY)
    machine.registry.put_npm(NpmPackage(name="waits", releases=(old, new)))
    (found,) = judged(machine, Package("npm", "waits"))
    assert Action.ASK is found.answer.action
    assert "waits@1.0.1 is in cooldown until" in found.answer.text


@pytest.mark.parametrize("status", [500, 403])
def test_a_registry_that_fails_is_asked_about_and_not_kept(machine: Machine, status: int) -> None:
    machine.registry.fault("/npm/calm", Status(code=status))
    (found,) = judged(machine, Package("npm", "calm"))
    assert Action.ASK is found.answer.action
    assert not found.keep


def test_a_project_is_judged_by_its_lock(machine: Machine) -> None:
    manifest = {"name": "app", "version": "1.0.0", "dependencies": {"calm": "1.0.1"}}
    machine.write("package.json", json.dumps(manifest))
    assert Action.ASK is judge_project(machine.folder).answer.action
    machine.lock("calm@1.0.1")
    found = judge_project(machine.folder)
    assert Action.ALLOW is found.answer.action
    assert found.keep


def test_a_missing_folder_is_asked_about(machine: Machine) -> None:
    found = judge_project(machine.folder / "nowhere")
    assert (Action.ASK, False) == (found.answer.action, found.keep)
