"""`pratique diff`."""

import jsonschema

from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease
from tests.report.formats.test_json_contract import schema

QUIET = {"index.js": "module.exports = 1\n", "old.txt": "x"}
LOUD = {
    "index.js": "const https = require('https');\nmodule.exports = () => https.get('https://collector.invalid/x');\n",
    "new.txt": "x",
}


def two_releases(machine: Machine) -> None:
    releases = (
        NpmRelease(version="1.0.0", files=QUIET),
        NpmRelease(version="1.1.0", files=LOUD, manifest={"dependencies": {"calm": "^1.0.0"}}),
    )
    machine.registry.put_npm(NpmPackage(name="louder", releases=releases))


def test_capabilities_come_first_then_the_manifest_then_files(machine: Machine) -> None:
    two_releases(machine)
    ran = machine.run("diff", "louder@1.0.0", "louder@1.1.0")
    assert 0 == ran.code
    order = [ran.out.index(part) for part in ("+ network", "+ dependency calm", "read first")]
    assert sorted(order) == order
    assert "https://collector.invalid/x" in ran.out


def test_the_answer_fits_its_schema_and_carries_patches_on_request(machine: Machine) -> None:
    two_releases(machine)
    ran = machine.run("diff", "--patch", "--format", "json", "louder@1.0.0", "louder@1.1.0")
    jsonschema.validate(ran.json, schema("diff"))
    changed = next(file for file in ran.json["files"] if file["path"] == "index.js")
    assert any(line.startswith("+const https") for line in changed["patch"])


def test_a_moved_file_is_one_change(machine: Machine) -> None:
    two_releases(machine)
    ran = machine.run("diff", "--format", "json", "louder@1.0.0", "louder@1.1.0")
    assert ("moved", "old.txt") in {(file["change"], file["moved_from"]) for file in ran.json["files"]}


def test_an_unknown_release_is_incomplete_with_a_hint(machine: Machine) -> None:
    ran = machine.run("diff", "calm@1.0.0", "calm@7.0.0")
    assert 3 == ran.code
    assert "hint:" in ran.err


def test_a_format_without_comparisons_is_refused_before_any_work(machine: Machine) -> None:
    ran = machine.run("diff", "--format", "sarif", "calm@1.0.0", "calm@1.0.1")
    assert 2 == ran.code
    assert [] == machine.registry.requests
