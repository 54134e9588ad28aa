"""What people see who install through the gate with the npm that is installed here."""

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.ecosystems.npm import ecosystem as npm
from tests.cli import spawning
from tests.cli.advising import osv_record
from tests.gate.conftest import CALM
from tests.gate.running import gate, installed, project
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")

LONGEST_LOOK_S = 30


def test_a_range_resolves_around_the_version_that_waits_and_npm_says_so(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        made = project(tmp_path, "app", user="^2.0.0")
        ran = running.npm("install", project=made)
        log = running.log()

    assert 0 == ran.code, ran.out
    assert "1.0.1" == installed(made, "calm")
    assert "npm notice pratique: 1 newer version is withheld: calm@1.1.0" in ran.out
    assert {"pkg:npm/calm@1.0.1", "pkg:npm/user@2.0.0"} == {one["purl"] for one in log}
    assert {("allow", "install", "127.0.0.1")} == {
        (one["action"], one["command"], one["address"]) for one in log
    }
    assert all(one["agent"].startswith("npm/") for one in log)


def test_a_pin_of_a_version_that_waits_meets_the_reason_the_end_and_the_way_out(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        ran = running.npm("install", project=project(tmp_path, "app", calm="1.1.0"))
        log = running.log("--action", "hold")

    assert 0 != ran.code
    assert "calm@1.1.0 is held until 20" in ran.out
    assert "published 20 h ago; the cooldown is 72 h [too-young]; use calm@1.0.1" in ran.out
    assert [("pkg:npm/calm@1.1.0", "wait", "too-young")] == [
        (one["purl"], one["kind"], one["reasons"][0]["code"]) for one in log
    ]


def test_a_lock_that_npm_wrote_behind_the_gate_is_portable_and_installs_through_it(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        made = project(tmp_path, "app", user="^2.0.0")
        assert 0 == running.npm("install", project=made).code
        lock = json.loads((made / "package-lock.json").read_text())
        shutil.rmtree(made / "node_modules")
        shutil.rmtree(made / ".cache")
        ran = running.npm("ci", project=made)
        # `omit-lockfile-registry-resolved`: npm asks for the tarball without the path of the registry then.
        del lock["packages"]["node_modules/user"]["resolved"]
        (made / "package-lock.json").write_text(json.dumps(lock))
        shutil.rmtree(made / "node_modules")
        shutil.rmtree(made / ".cache")
        bare = running.npm("ci", project=made)

    assert (
        f"{npm.default_registry()}calm/-/calm-1.0.1.tgz" == lock["packages"]["node_modules/calm"]["resolved"]
    )
    assert 0 == ran.code, ran.out
    assert 0 == bare.code, bare.out
    assert "1.0.1" == installed(made, "calm")


def test_a_lock_cannot_bring_in_what_waits_until_it_is_adopted(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    made = project(tmp_path, "app", calm="1.1.0")
    locked = {
        "version": "1.1.0",
        "resolved": registry.npm_tarball_url("calm", "1.1.0"),
        "integrity": registry.npm_integrity("calm", "1.1.0"),
    }
    packages = {"": {"name": "app", "version": "1.0.0", "dependencies": {"calm": "1.1.0"}}}
    document = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True}
    document["packages"] = packages | {"node_modules/calm": locked}
    (made / "package-lock.json").write_text(json.dumps(document))
    with gate(tmp_path) as running:
        refused = running.npm("ci", project=made, replace_registry_host="always")
        adopted = spawning.run("gate", "adopt", str(made / "package-lock.json"), folder=tmp_path)
        end = time.monotonic() + LONGEST_LOOK_S
        while (ran := running.npm("ci", project=made, replace_registry_host="always")).code:
            assert time.monotonic() < end, ran.out
        log = running.log("--action", "allow")

    assert 0 != refused.code
    assert "calm@1.1.0 is held until" in refused.out
    assert (0, "adopted 1 new digests; 1 digests in total\n", "") == adopted
    assert "1.1.0" == installed(made, "calm")
    assert [("pkg:npm/calm@1.1.0", "pinned", "ci")] == [
        (one["purl"], one["standing"], one["command"]) for one in log
    ]


def test_a_release_that_needs_a_person_is_refused_and_then_resolved_around(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path, "--contact", "security@company.example") as running:
        first = running.npm("install", project=project(tmp_path, "first", hooked="^1.0.0"))
        made = project(tmp_path, "second", hooked="^1.0.0")
        second = running.npm("install", project=made)

    assert 0 != first.code
    assert "hooked@1.0.1 is held for review: " in first.out
    assert "[new-install-hook]; use hooked@1.0.0; contact security@company.example" in first.out
    assert 0 == second.code, second.out
    assert "1.0.0" == installed(made, "hooked")


def test_what_the_policy_denies_is_blocked(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text('[deny]\n"pkg:npm/calm@1.0.1" = "read by us, and bad"\n')
    with gate(tmp_path) as running:
        made = project(tmp_path, "range", calm="^1.0.0")
        resolved = running.npm("install", project=made)
        pinned = running.npm("install", project=project(tmp_path, "pin", calm="1.0.1"))

    assert 0 == resolved.code, resolved.out
    assert "1.0.0" == installed(made, "calm")
    assert 0 != pinned.code
    assert (
        "calm@1.0.1 is blocked: denied by the policy: read by us, and bad [denied]; use calm@1.0.0"
        in pinned.out
    )


def test_what_an_advisory_calls_malicious_later_is_refused_to_those_who_have_it_locked(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        assert 200 == running.get("/npm/calm/-/calm-1.0.1.tgz").status
        (tmp_path / "a.json").write_bytes(osv_record("MAL-2026-1", "calm", affected=[_malice("1.0.1")]))
        assert 0 == spawning.run("advisories", "import", "a.json", folder=tmp_path)[0]
        end = time.monotonic() + LONGEST_LOOK_S
        while running.get("/npm/calm/-/calm-1.0.1.tgz").status == 200:
            assert time.monotonic() < end
        refused = running.get("/npm/calm/-/calm-1.0.1.tgz")
        made = project(tmp_path, "range", calm="^1.0.0")
        resolved = running.npm("install", project=made)

    assert (403, "advisory") == (refused.status, refused.json["reasons"][0]["code"])
    assert "calm@1.0.1 is blocked: MAL-2026-1 says that" in refused.reason
    assert 0 == resolved.code, resolved.out
    assert "1.0.0" == installed(made, "calm")


def _malice(version: str) -> dict[str, object]:
    return {"package": {"ecosystem": "npm", "name": "calm"}, "versions": [version]}


def test_a_scope_with_a_registry_of_its_own_is_asked_there_alone(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    tool = NpmPackage(name="@acme/tool", releases=(NpmRelease(version="2.0.0", files={"index.js": "1"}),))
    with LoopbackRegistry(npm=[tool]) as own:
        rc = Path(os.environ["HOME"]) / ".npmrc"
        rc.write_text(f"{rc.read_text()}@acme:registry={own.npm_url}\n")
        with gate(tmp_path) as running:
            made = project(tmp_path, "app", **{"@acme/tool": "^2.0.0", "calm": "^1.0.0"})
            ran = running.npm("install", project=made)
            beside = running.get("/npm/-/package/@acme%2ftool/dist-tags")
        lock = json.loads((made / "package-lock.json").read_text())

    assert 0 == ran.code, ran.out
    assert "2.0.0" == installed(made, "@acme/tool")
    assert lock["packages"]["node_modules/@acme/tool"]["resolved"].startswith(running.url)
    assert (200, {"latest": "2.0.0"}) == (beside.status, beside.json)
    assert [] == [seen.path for seen in registry.requests if "acme" in seen.path]


def test_what_was_served_once_is_served_when_the_registry_is_gone(tmp_path: Path) -> None:
    made = project(tmp_path, "app", calm="^1.0.0")
    with LoopbackRegistry(npm=[CALM]) as leaving:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={leaving.npm_url}\n")
        with gate(tmp_path, "--fresh", "0") as running:
            assert 0 == running.npm("install", project=made).code
    shutil.rmtree(made / "node_modules")
    shutil.rmtree(made / ".cache")
    again = project(tmp_path, "again", calm="^1.0.0")
    with gate(tmp_path, "--fresh", "0") as running:
        locked = running.npm("ci", project=made)
        resolved = running.npm("install", project=again)
        never = running.get("/npm/never")

    assert 0 == locked.code, locked.out
    assert 0 == resolved.code, resolved.out
    assert "1.0.1" == installed(again, "calm")
    assert (503, "10") == (never.status, never.headers["retry-after"])


def test_a_version_that_is_unpublished_stays_installable_and_is_marked(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path, "--fresh", "0") as running:
        assert 0 == running.npm("install", project=project(tmp_path, "before", calm="1.0.1")).code
        registry.put_npm(replace(CALM, releases=CALM.releases[:1]))
        made = project(tmp_path, "after", calm="1.0.1")
        ran = running.npm("install", project=made)
        never_served = running.get("/npm/calm/-/calm-1.1.0.tgz")
        registry.remove("calm")
        gone = project(tmp_path, "gone", calm="1.0.1")
        last = running.npm("install", project=gone)
        log = running.log()

    assert 0 == ran.code, ran.out
    assert "the registry removed this file; the gate has a stored copy" in ran.out
    assert "1.0.1" == installed(made, "calm")
    assert 404 == never_served.status
    assert 0 == last.code, last.out
    assert "1.0.1" == installed(gone, "calm")
    assert ["", *["the registry removed this file; the gate has a stored copy"] * 2] == [
        one["note"].partition("advisories not checked: ")[0].removesuffix("; ") for one in log
    ]


def test_bytes_that_change_under_one_version_are_an_alarm_and_the_first_stay(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    other = replace(CALM.releases[1], files={"index.js": "exports.n = 'other'\n"})
    with gate(tmp_path, "--fresh", "0") as running:
        before = running.get("/npm/calm/-/calm-1.0.1.tgz")
        registry.put_npm(replace(CALM, releases=(CALM.releases[0], other)))
        listed = running.get("/npm/calm").json
        after = running.get("/npm/calm/-/calm-1.0.1.tgz")

    assert (200, CALM.tarballs["calm-1.0.1.tgz"]) == (before.status, before.body)
    assert "calm@1.0.1 is blocked: " in listed["versions"]["1.0.1"]["deprecated"]
    assert "[changed-bytes]" in listed["versions"]["1.0.1"]["deprecated"]
    assert {"latest": "1.0.0"} == listed["dist-tags"]
    assert (200, before.body) == (after.status, after.body)
