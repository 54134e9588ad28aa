"""Locks are fetched and judged before anybody asks."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.running import Machine, plain
from tests.gate.running import gate, installed
from tests.loopback import NpmPackage, NpmRelease, Status

YOUNG = datetime.now(UTC) - timedelta(hours=20)


@pytest.fixture
def machine(machine: Machine) -> Machine:
    fresh = NpmRelease(version="1.0.0", files={"index.js": "1"}, published_at=YOUNG)
    machine.registry.put_npm(NpmPackage(name="fresh", releases=(fresh,)))
    hooked = NpmRelease(
        version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"}
    )
    machine.registry.put_npm(NpmPackage(name="hooked", releases=(*plain("hooked", "1.0.0").releases, hooked)))
    return machine


def tarballs(machine: Machine) -> int:
    return len(machine.registry.requests_to("*.tgz"))


def test_an_install_afterwards_asks_the_registry_for_no_file(machine: Machine, tmp_path: Path) -> None:
    lock = machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    (machine.folder / "package.json").write_text(
        json.dumps(
            {"name": "app", "version": "1.0.0", "dependencies": {"calm": "1.0.1", "@acme/tool": "2.0.0"}}
        )
    )
    ran = machine.run("gate", "prefetch", str(lock))

    assert (0, "") == (ran.code, ran.err.partition("the gate's store contains")[0])
    assert "2 packages" in ran.out
    machine.registry.fault("*.tgz", Status(code=500))
    asked = tarballs(machine)
    with gate(tmp_path) as running:
        done = running.npm("ci", project=machine.folder, replace_registry_host="always")
        log = running.log()
    assert 0 == done.code, done.out
    assert "1.0.1" == installed(machine.folder, "calm")
    assert asked == tarballs(machine)
    assert {("allow", "pinned")} == {(one["action"], one["standing"]) for one in log}
    assert {"ci"} == {one["command"] for one in log}, "nobody got anything by the prefetch"


def test_what_is_held_is_told_with_the_codes_of_check(machine: Machine) -> None:
    waits = machine.run("gate", "prefetch", str(machine.lock("calm@1.0.1", "fresh@1.0.0")))
    held = machine.run("gate", "prefetch", str(machine.lock("fresh@1.0.0", "hooked@1.0.1")))
    strict = machine.run("gate", "prefetch", "--fail-on", "wait", str(machine.lock("fresh@1.0.0")))

    assert (5, 1, 1) == (waits.code, held.code, strict.code)
    assert "fresh@1.0.0" in waits.out
    assert "the cooldown is 72 h" in waits.out
    assert "new-install-hook" in held.out


def test_what_cannot_be_had_is_incomplete_and_the_rest_is_here(machine: Machine) -> None:
    machine.registry.fault("*/calm-1.0.1.tgz", Status(code=404))
    ran = machine.run("gate", "prefetch", "-f", "json", str(machine.lock("calm@1.0.1", "@acme/tool@2.0.0")))

    assert 3 == ran.code
    assert ["pkg:npm/calm@1.0.1"] == [one["purl"] for one in ran.json["coverage"]["not_judged"]]
    assert ["pkg:npm/%40acme/tool@2.0.0"] == [one["purl"] for one in ran.json["packages"]]


def test_other_bytes_than_those_of_the_lock_are_blocked(machine: Machine) -> None:
    wrong = {"calm": {"integrity": machine.registry.npm_integrity("calm", "1.0.0")}}
    ran = machine.run("gate", "prefetch", "-f", "json", str(machine.lock("calm@1.0.1", entries=wrong)))

    assert 1 == ran.code
    (package,) = ran.json["packages"]
    assert ["changed-bytes"] == [one["code"] for one in package["reasons"]]
    assert "the lockfile says" in package["reasons"][0]["text"]


def test_several_locks_are_one_answer(machine: Machine) -> None:
    first = machine.lock("calm@1.0.1", path="a/package-lock.json")
    second = machine.lock("calm@1.0.1", "@acme/tool@2.0.0", path="b/package-lock.json")
    python = machine.write("requirements.txt", "sample==1.0.0\n")
    broken = machine.write("c/package-lock.json", "{")
    ran = machine.run("gate", "prefetch", "-f", "json", str(first), str(second), str(python), str(broken))

    assert 3 == ran.code
    assert 4 == len({one["path"] for one in ran.json["coverage"]["files"]})
    assert {"pkg:npm/calm@1.0.1", "pkg:npm/%40acme/tool@2.0.0", "pkg:pypi/sample@1.0.0"} == {
        one["purl"] for one in ran.json["packages"]
    }
    assert 2 == machine.run("gate", "prefetch", "nowhere.json").code
