"""`pratique scripts`, as a person runs it."""

import json
import tomllib
from collections.abc import Mapping

import pytest

from tests.cli.conftest import machine
from tests.cli.running import Machine, plain
from tests.loopback import NpmPackage, NpmRelease

__all__ = ["machine"]

BINDING = "{'targets': [{'target_name': 'addon', 'sources': ['addon.c']}]}\n"
GET = """const https = require('https'), fs = require('fs'), path = require('path');
https.get('https://files.release.invalid/tool', function (answer) {
  answer.pipe(fs.createWriteStream(path.join(__dirname, 'tool')));
});
"""
SAY = "console.log('Thank you for installing');\n"


def published(
    machine: Machine, name: str, *versions: tuple[str, Mapping[str, str], Mapping[str, str]]
) -> None:
    """Publish versions of a package, each with its scripts and files."""
    releases = tuple(
        NpmRelease(version=version, manifest={"scripts": dict(scripts)}, files={"index.js": "", **files})
        for version, scripts, files in versions
    )
    machine.registry.put_npm(NpmPackage(name=name, releases=releases))


@pytest.fixture
def three(machine: Machine) -> Machine:
    """A project of npm 12 with a native addon, a downloader, a message and a plain package."""
    published(
        machine, "addon", ("1.0.0", {"install": "node-gyp rebuild"}, {"binding.gyp": BINDING, "addon.c": ""})
    )
    published(machine, "getter", ("1.0.0", {"postinstall": "node get.js"}, {"get.js": GET}))
    published(machine, "teller", ("1.0.0", {"postinstall": "node say.js"}, {"say.js": SAY}))
    machine.registry.put_npm(plain("quiet", "1.0.0"))
    machine.lock("addon@1.0.0", "getter@1.0.0", "teller@1.0.0", "quiet@1.0.0")
    manager(machine, "npm@12.1.0")
    return machine


def manager(machine: Machine, text: str) -> None:
    manifest = {"name": "app", "version": "1.0.0", "packageManager": text}
    lock = json.loads((machine.folder / "package-lock.json").read_text())
    manifest["dependencies"] = lock["packages"][""]["dependencies"]
    machine.write("package.json", json.dumps(manifest, indent=2) + "\n")


def rows(machine: Machine, *arguments: str) -> dict[str, dict[str, object]]:
    found = machine.run("scripts", "--format", "json", *arguments).json
    return {row["purl"]: row for row in found["packages"]}


def test_lists_what_each_script_does_with_its_place(three: Machine) -> None:
    ran = three.run("scripts")
    assert 0 == ran.code, ran.err
    assert "builds native code with node-gyp" in ran.out
    assert "downloads files from files.release.invalid" in ran.out
    assert "get.js:2" in ran.out
    assert "prints a message" in ran.out
    assert "quiet" not in ran.out
    assert "npm 12.1.0 (from package-lock.json and `packageManager`" in " ".join(ran.out.split())


def test_writes_what_does_its_own_work_and_denies_the_rest(three: Machine) -> None:
    assert 0 == three.run("scripts", "--write").code
    manifest = json.loads((three.folder / "package.json").read_text())
    assert {"addon@1.0.0": True, "getter": False, "teller@1.0.0": True} == manifest["allowScripts"]
    record = tomllib.loads((three.folder / "pratique-scripts.toml").read_text())
    assert [
        ("pkg:npm/addon", "approved", "rule"),
        ("pkg:npm/getter", "denied", "rule"),
        ("pkg:npm/teller", "approved", "rule"),
    ] == [(row["package"], row["decision"], row["by"]) for row in record["script"]]


def test_a_person_approves_a_download(three: Machine) -> None:
    three.run("scripts", "--write")
    assert 0 == three.run("scripts", "--approve", "getter@1.0.0").code
    manifest = json.loads((three.folder / "package.json").read_text())
    assert True is manifest["allowScripts"]["getter@1.0.0"]
    assert "getter" not in manifest["allowScripts"]
    assert 0 == three.run("scripts", "--check").code


def test_check_stops_before_anybody_decided(three: Machine) -> None:
    ran = three.run("scripts", "--check")
    assert 1 == ran.code
    assert "nobody approved it" in ran.out


def test_check_stops_if_an_approved_script_changes(three: Machine) -> None:
    three.run("scripts", "--write", "--approve", "getter@1.0.0")
    changed = GET.replace("files.release.invalid", "other.invalid")
    published(
        three,
        "getter",
        ("1.0.0", {"postinstall": "node get.js"}, {"get.js": GET}),
        ("1.0.1", {"postinstall": "node get.js"}, {"get.js": changed}),
    )
    three.lock("addon@1.0.0", "getter@1.0.1", "teller@1.0.0", "quiet@1.0.0")
    manager(three, "npm@12.1.0")
    ran = three.run("scripts", "--check")
    assert 1 == ran.code
    assert "its behaviour changed since 1.0.0" in " ".join(ran.out.split())


def test_the_same_behaviour_in_a_new_version_is_carried_over(three: Machine) -> None:
    three.run("scripts", "--write", "--approve", "getter@1.0.0")
    same = {"get.js": GET}
    published(
        three,
        "getter",
        ("1.0.0", {"postinstall": "node get.js"}, same),
        ("1.0.1", {"postinstall": "node get.js"}, same),
    )
    three.lock("addon@1.0.0", "getter@1.0.1", "teller@1.0.0", "quiet@1.0.0")
    manager(three, "npm@12.1.0")
    ran = three.run("scripts", "--check")
    assert 0 == ran.code, ran.out
    assert "--write" in ran.out
    three.run("scripts", "--write")
    manifest = json.loads((three.folder / "package.json").read_text())
    assert True is manifest["allowScripts"]["getter@1.0.1"]
    assert "carried-over" != rows(three)["pkg:npm/getter@1.0.1"]["state"]


def test_a_lock_that_lies_hides_no_script(three: Machine) -> None:
    three.lock("addon@1.0.0", "getter@1.0.0", entries={"getter": {"hasInstallScript": False}, "addon": {}})
    assert {"pkg:npm/addon@1.0.0", "pkg:npm/getter@1.0.0"} == set(rows(three))
