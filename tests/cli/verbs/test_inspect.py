"""`pratique inspect`."""

import json

import jsonschema

from tests.builders import tgz
from tests.cli.running import YESTERDAY, Machine, plain
from tests.loopback import NpmPackage, NpmRelease, Replaced, Status, Truncated
from tests.report.formats.test_json_contract import schema

HOOKED = {
    "package.json": json.dumps({"name": "calm", "version": "2.0.0", "scripts": {"postinstall": "node x.js"}})
}


def test_an_ordinary_release_is_allowed_and_says_what_was_not_looked_at(machine: Machine) -> None:
    assert machine.run("inspect", "calm@1.0.1").out.startswith("OK: calm@1.0.1 (npm), no issues\n")
    ran = machine.run("inspect", "calm@1.0.1", "-v")
    assert 0 == ran.code
    assert "compared with calm@1.0.0" in ran.out
    assert "advisories not checked" in ran.out


def test_a_release_of_yesterday_waits_and_says_until_when(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    ran = machine.run("inspect", "young@1.0.0")
    assert 5 == ran.code
    assert "in cooldown until" in ran.out
    assert "~ published 20 h ago; the cooldown is 72 h [too-young]" in ran.out


def test_a_new_install_hook_is_held_for_review(machine: Machine) -> None:
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"})
    machine.registry.put_npm(NpmPackage(name="hooked", releases=(old, new)))
    ran = machine.run("inspect", "hooked@1.0.1")
    assert 1 == ran.code
    assert "postinstall is new: npm will run `node x.js` at install" in ran.out
    assert "package.json:" in ran.out


def test_a_scoped_and_a_python_release_are_judged(machine: Machine) -> None:
    ran = machine.run(
        "inspect", "--format", "jsonl", "@acme/tool@2.0.0", "sample==1.1.0", "pkg:pypi/sample@1.0.0"
    )
    assert 0 == ran.code
    assert ["pkg:npm/%40acme/tool@2.0.0", "pkg:pypi/sample@1.1.0", "pkg:pypi/sample@1.0.0"] == [
        line["purl"] for line in ran.lines
    ]


def test_every_line_fits_the_schema_and_a_failure_does_not_end_the_others(machine: Machine) -> None:
    ran = machine.run("inspect", "-f", "jsonl", "calm@1.0.0", "nowhere@1.0.0", "calm@9.9.9", "calm@1.1.0")
    assert 3 == ran.code
    for line in ran.lines:
        jsonschema.validate(line, schema("inspect"))
    assert ["calm@1.0.0", "nowhere@1.0.0", "calm@9.9.9", "calm@1.1.0"] == [
        line["target"] for line in ran.lines
    ]
    errors = [line["error"] and line["error"]["reference"] for line in ran.lines]
    assert [None, "registry-not-found", "version-not-found", None] == errors


def test_a_second_run_inspects_nothing_again(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    ran = machine.run("inspect", "-f", "jsonl", "calm@1.0.1")
    assert [True] == [artifact["cached"] for artifact in ran.lines[0]["artifacts"]]
    assert 1 == len(machine.registry.requests_to("*/calm-1.0.1.tgz"))


def test_a_local_file_is_judged_without_asking_any_registry(machine: Machine) -> None:
    (machine.folder / "local-1.0.0.tgz").write_bytes(
        tgz({"package.json": '{"name": "local"}', "index.js": "1"})
    )
    ran = machine.run("inspect", "./local-1.0.0.tgz", "-v")
    assert 0 == ran.code
    assert [] == machine.registry.requests
    assert "cooldown not checked: no registry was queried for a local file" in ran.out


def test_a_named_baseline_is_compared_with(machine: Machine) -> None:
    ran = machine.run("inspect", "-f", "jsonl", "--baseline", "calm@1.0.0", "calm@1.1.0")
    assert "pkg:npm/calm@1.0.0" == ran.lines[0]["artifacts"][0]["baseline"]


def test_offline_uses_what_is_remembered_and_says_what_is_not(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    machine.registry.fault("*", Status(code=500))
    assert 0 == machine.run("inspect", "--offline", "calm@1.0.1").code
    ran = machine.run("inspect", "--offline", "-f", "jsonl", "calm@1.1.0", "unknown@1.0.0")
    assert 3 == ran.code
    assert ["offline", "offline"] == [line["error"]["reference"] for line in ran.lines]


def test_bytes_that_differ_from_the_listing_block(machine: Machine) -> None:
    machine.registry.fault(
        "*/calm-1.0.1.tgz", Replaced(data=tgz({"package.json": "{}", "index.js": "evil()"}))
    )
    ran = machine.run("inspect", "-f", "jsonl", "calm@1.0.1")
    assert 1 == ran.code
    assert "block" == ran.lines[0]["action"]
    assert "changed-bytes" == ran.lines[0]["reasons"][0]["code"]
    assert "changed-bytes" in {finding["rule"] for finding in ran.lines[0]["findings"]}


def test_a_truncated_body_is_told_and_nothing_is_allowed(machine: Machine) -> None:
    machine.registry.fault("*/calm-1.0.1.tgz", Truncated(missing_bytes=5))
    ran = machine.run("inspect", "-f", "jsonl", "calm@1.0.1")
    assert 3 == ran.code
    assert "body-truncated" == ran.lines[0]["error"]["reference"]
    assert "hold" == ran.lines[0]["action"]


def test_bytes_that_changed_since_they_were_seen_block(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    other = NpmRelease(version="1.0.1", files={"index.js": "module.exports = 'other'\n"})
    machine.registry.put_npm(NpmPackage(name="calm", releases=(other,)))
    ran = machine.run("inspect", "--no-cache", "calm@1.0.1")
    assert 1 == ran.code
    assert "the record on this machine says" in ran.out


def test_wrong_targets_are_usage_errors_with_a_hint(machine: Machine) -> None:
    for arguments in (
        ["pip:calm"],
        [],
        ["--format", "nonsense", "calm@1.0.0"],
        ["https://registry.example/calm.tgz"],
    ):
        ran = machine.run("inspect", *arguments)
        assert (2, "") == (ran.code, ran.out)
    assert [] == machine.registry.requests


def test_a_folder_points_to_check(machine: Machine) -> None:
    ran = machine.run("inspect", "./")
    assert 2 == ran.code
    assert "pratique check ./" in ran.err
