"""`pratique check`."""

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from pratique.core.names import Ecosystem
from tests.builders import tgz
from tests.cli.running import YESTERDAY, Machine, plain
from tests.loopback import NpmPackage, NpmRelease, Replaced, Status
from tests.noisy import NOISY, QUIET, publish
from tests.report.formats.test_json_contract import schema

OTHER = tgz({"package.json": "{}"})


def test_a_project_is_judged_and_adopted(machine: Machine) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    ran = machine.run("check")
    assert 0 == ran.code
    assert ran.out.startswith("OK: 2 packages checked, no issues")
    assert "package-lock.json: 2 packages (package-lock v3)" in machine.run("check", "-v").out


def test_the_answer_fits_its_schema(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    ran = machine.run("check", "--format", "json")
    jsonschema.validate(ran.json, schema("check"))
    assert (1, 1) == (ran.json["coverage"]["packages_total"], ran.json["coverage"]["judged"])


def test_a_pinned_package_needs_no_listing(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.run("check")
    assert ["/npm/calm/-/calm-1.0.1.tgz"] == [seen.path for seen in machine.registry.requests]


def test_a_second_check_asks_nothing_and_inspects_nothing(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.run("check")
    machine.registry.requests.clear()
    ran = machine.run("check", "--format", "json")
    assert [] == machine.registry.requests
    assert ran.json["packages"][0]["artifacts"][0]["cached"] is True


def test_what_comes_in_after_adoption_is_new(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("calm@1.0.1")
    machine.run("check")
    machine.lock("calm@1.0.1", "young@1.0.0")
    ran = machine.run("check", "--format", "json")
    assert 5 == ran.code
    standings = {package["purl"]: package["standing"] for package in ran.json["packages"]}
    assert {"pkg:npm/calm@1.0.1": "pinned", "pkg:npm/young@1.0.0": "new"} == standings
    assert "wait" == next(p["kind"] for p in ran.json["packages"] if p["purl"] == "pkg:npm/young@1.0.0")


def test_at_adoption_the_same_package_is_not_stopped_for_its_age(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("young@1.0.0")
    assert 0 == machine.run("check").code


def test_everything_can_be_judged_as_new(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("young@1.0.0")
    assert 5 == machine.run("check", "--as", "new").code


def test_bytes_that_differ_from_the_lock_block_even_when_pinned(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*.tgz", Replaced(data=OTHER))
    ran = machine.run("check")
    assert 1 == ran.code
    assert "! the lockfile says" in ran.out


def test_own_workspaces_and_links_are_out_of_scope_and_never_incomplete(machine: Machine) -> None:
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    document["packages"]["packages/own"] = {"name": "own", "version": "1.0.0"}
    document["packages"]["node_modules/own"] = {"resolved": "packages/own", "link": True}
    machine.write("package-lock.json", json.dumps(document))
    ran = machine.run("check", "--format", "json")
    assert 0 == ran.code
    assert {"pkg:npm/own@1.0.0"} >= {
        item["purl"] for item in ran.json["coverage"]["out_of_scope"] if "1.0.0" in item["purl"]
    }
    assert ran.json["coverage"]["complete"] is True


def test_what_cannot_be_judged_is_named_and_incomplete(machine: Machine) -> None:
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    document["packages"]["node_modules/from-git"] = {
        "version": "1.0.0",
        "resolved": "git+ssh://git@git.example/team/from-git.git#0123456789012345678901234567890123456789",
    }
    machine.write("package-lock.json", json.dumps(document))
    ran = machine.run("check")
    assert 3 == ran.code
    assert "comes from a git repository" in ran.out


def test_a_package_for_another_platform_is_out_of_scope(machine: Machine) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0", entries={"@acme/tool": {"os": ["aix"], "optional": True}})
    ran = machine.run("check", "--format", "json", "--platform", "linux-x86_64")
    assert 0 == ran.code
    assert ["pkg:npm/%40acme/tool@2.0.0"] == [item["purl"] for item in ran.json["coverage"]["out_of_scope"]]


def test_no_lockfile_is_not_clear(machine: Machine) -> None:
    ran = machine.run("check")
    assert 3 == ran.code
    assert "no lockfile found" in ran.out


def test_installed_trees_and_excluded_folders_are_not_entered(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.lock("calm@1.0.0", path="node_modules/dep/package-lock.json")
    machine.lock("calm@1.1.0", path="fixtures/package-lock.json")
    ran = machine.run("check", "--format", "json", "--exclude", "fixtures/*")
    assert ["package-lock.json"] == [file["path"] for file in ran.json["coverage"]["files"]]
    assert "excluded by the setting `exclude`: fixtures/package-lock.json" in {
        i["why"] for i in ran.json["coverage"]["out_of_scope"]
    }


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ('{"lockfileVersion": 99, "packages": {}}', "lock-unknown-version"),
        ("{", "lock-invalid"),
        ("<<<<<<< HEAD\n{}", "lock-invalid"),
    ],
)
def test_a_lock_that_cannot_be_read_is_named_and_the_others_are_judged(
    machine: Machine, text: str, reference: str
) -> None:
    machine.write("broken/package-lock.json", text)
    machine.lock("calm@1.0.1")
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    assert {"broken/package-lock.json": reference, "package-lock.json": None} == {
        file["path"]: file["error"] and file["error"]["reference"] for file in ran.json["coverage"]["files"]
    }
    assert 1 == ran.json["coverage"]["judged"]


@pytest.mark.parametrize(
    ("code", "reference"),
    [
        (401, "registry-unauthorized"),
        (404, "registry-not-found"),
        (500, "registry-failed"),
        (429, "registry-busy"),
    ],
)
def test_a_registry_that_fails_is_named_with_a_hint(machine: Machine, code: int, reference: str) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*", Status(code=code, retry_after="0"))
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    (missing,) = ran.json["coverage"]["not_judged"]
    assert reference == missing["error"]["reference"]
    assert missing["error"]["hint"]
    assert "hold" == ran.json["action"]


def test_a_waiver_of_the_operator_counts_and_is_listed(machine: Machine) -> None:
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"})
    machine.registry.put_npm(NpmPackage(name="hooked", releases=(old, new)))
    machine.lock("hooked@1.0.1")
    assert 1 == machine.run("check", "--as", "new").code
    waiver = '[[waivers]]\nrule = "new-install-hook"\npackage = "npm:hooked"\nreason = "read"\nowner = "me"\nexpires = 2099-01-01\n'
    machine.write("pratique.toml", waiver)
    ran = machine.run("check", "--as", "new")
    assert 1 == ran.code
    assert "a waiver in the checked project itself has no effect" in ran.err
    (machine.folder / "pratique.toml").rename(machine.folder.parent / "own.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRATIQUE_CONFIG", str(machine.folder.parent / "own.toml"))
        ran = machine.run("check", "--as", "new", "--format", "json")
    assert 0 == ran.code
    assert 1 == len(ran.json["waivers"]["applied"])


def test_requirements_with_includes_and_constraints(machine: Machine) -> None:
    machine.write("requirements.txt", "-r base.txt\n")
    machine.write("base.txt", "sample\n-c pins.txt\n")
    machine.write("pins.txt", "sample==1.1.0\n")
    ran = machine.run("check", "--format", "json")
    assert ["pkg:pypi/sample@1.1.0"] == [package["purl"] for package in ran.json["packages"]]


def test_every_format_gives_the_same_exit_code(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*.tgz", Replaced(data=OTHER))
    for name in ("text", "json", "jsonl", "sarif", "markdown"):
        assert 1 == machine.run("check", "--format", name).code


def _days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


@pytest.mark.parametrize("verb", ["check", "inspect"])
def test_a_score_that_earlier_releases_show_too_is_a_note(machine: Machine, verb: str) -> None:
    noisy, quiet = NOISY[Ecosystem.NPM], QUIET[Ecosystem.NPM]
    for name, oldest in (("noisy", noisy), ("changed", quiet)):
        versions = {
            "1.0.0": (oldest, _days_ago(400)),
            "1.1.0": (noisy + "//", _days_ago(90)),
            "1.2.0": (noisy, _days_ago(5)),
        }
        publish(machine.registry, Ecosystem.NPM, versions, name)
    machine.lock("noisy@1.2.0", "changed@1.2.0")
    names = ("--as", "new") if verb == "check" else ("noisy@1.2.0", "changed@1.2.0")
    ran = machine.run(verb, *names, "--format", "json")
    found = ran.json["packages"] if verb == "check" else ran.json
    assert 1 == ran.code
    assert {"pkg:npm/noisy@1.2.0": "allow", "pkg:npm/changed@1.2.0": "hold"} == {
        one["purl"]: one["action"] for one in found
    }


def test_a_score_that_the_adopted_release_shows_too_is_a_note(machine: Machine) -> None:
    noisy = NOISY[Ecosystem.NPM]
    versions = {"1.1.0": (noisy + "//", _days_ago(90)), "1.2.0": (noisy, _days_ago(5))}
    publish(machine.registry, Ecosystem.NPM, versions)
    machine.lock("noisy@1.1.0")
    assert 0 == machine.run("check").code
    machine.lock("noisy@1.2.0")
    assert 0 == machine.run("check").code
    assert 1 == machine.run("inspect", "--no-baseline", "noisy@1.2.0").code
