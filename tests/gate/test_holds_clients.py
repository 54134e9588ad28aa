"""A hold from its beginning to its end, with the npm and pip that are installed here and a gate of another process."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from pratique.cli.approvals.approval import login_name
from tests.cli import spawning
from tests.gate.python_clients import KITE, PythonUser, configure
from tests.gate.running import Ran, RunningGate, gate, installed, project
from tests.loopback import LoopbackRegistry

NPM = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")

LONGEST_S = 60
HOOKED, CALM = "pkg:npm/hooked@1.0.1", "pkg:npm/calm@1.1.0"


def said(folder: Path, *words: str) -> str:
    code, out, err = spawning.run(*words, folder=folder)
    assert 0 == code, (out, err)
    return out


def until(running: RunningGate, made: Path, words: str) -> Ran:
    """Install until npm says so: a running gate learns within seconds what another process did."""
    end = time.monotonic() + LONGEST_S
    while True:
        for left in ("node_modules", ".cache"):
            shutil.rmtree(made / left, ignore_errors=True)
        ran = running.npm("install", "--no-package-lock", project=made)
        if words in ran.out:
            return ran
        assert time.monotonic() < end, ran.out


@NPM
def test_a_hold_is_asked_for_released_ends_again_and_is_refused(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path, "--contact", "ada") as running:
        made = project(tmp_path, "app", hooked="1.0.1")
        held = running.npm("install", project=made)
        words = ("--gate", f"{running.url}/npm/", "--reason", "a demo \x1b[2J", "--by", "mia")
        asked = spawning.run("request", HOOKED, *words, folder=tmp_path)
        queue = said(tmp_path, "holds")
        said(tmp_path, "release", HOOKED, "--reason", "read it", "--by", "ada", "--expires", "7d")
        until(running, made, "added 1 package")
        version = installed(made, "hooked")
        after = said(tmp_path, "holds")
        # A second release takes the place of the first; this one is over at once.
        said(tmp_path, "release", HOOKED, "--reason", "no longer", "--by", "ada", "--expires", "1s")
        until(running, made, "hooked@1.0.1 is held for review")
        again = said(tmp_path, "holds")
        said(tmp_path, "refuse", HOOKED, "--reason", "it steals", "--by", "bo")
        until(running, made, "hooked@1.0.1 is blocked: refused by bo: it steals")
        log = running.log("--package", HOOKED)
        acts = said(tmp_path, "log", "--acts")

    assert 0 != held.code
    assert f"request it: pratique request {HOOKED} --gate {running.url} --reason TEXT" in held.out
    assert 1 == asked[0], asked
    assert "1 file is held, 1 for review; ada decides" in asked[1]
    assert queue.startswith(f"for review: 1 file\n  {HOOKED}  hooked-1.0.1.tgz\n")
    assert "[new-install-hook]" in queue
    assert "mia, " in queue
    assert "a demo \\x1b[2J" in queue
    assert "requested 1 time by 1 client" in queue
    assert "1.0.1" == version
    assert "no requested artifact is held\n" == after
    assert again.startswith(f"for review: 1 file\n  {HOOKED}")
    let_in = next(one for one in log if one["action"] == "allow")
    assert "; released by ada: read it (until " in let_in["reasons"][0]["text"]
    assert ("block", "refused") == (log[-1]["action"], log[-1]["reasons"][0]["code"])
    assert f"released by ada (login {login_name()}) until " in acts
    assert f"refused by bo (login {login_name()}): it steals" in acts


def locked(registry: LoopbackRegistry, **names: str) -> dict[str, Any]:
    """A package-lock of these versions."""
    found = {
        f"node_modules/{name}": {
            "version": version,
            "resolved": registry.npm_tarball_url(name, version),
            "integrity": registry.npm_integrity(name, version),
        }
        for name, version in names.items()
    }
    packages = {"": {"name": "app", "version": "1.0.0", "dependencies": names}} | found
    document = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True}
    return {**document, "packages": packages}


@NPM
def test_everything_of_a_lock_is_asked_for_at_once_and_released_before_it_was_met(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    names = {"calm": "1.1.0", "user": "2.0.0"}
    made = project(tmp_path, "app", **names)
    lock = made / "package-lock.json"
    lock.write_text(json.dumps(locked(registry, **names)))
    with gate(tmp_path) as running:
        words = ("--gate", running.url, "--reason", "a demo", "--format", "json")
        asked = spawning.run("request", str(lock), *words, folder=tmp_path)
        told = json.loads(asked[1])
        body = json.dumps({"purls": [CALM], "reason": "a demo", "who": told["who"]})
        kind = {"Content_Type": "application/json"}
        again = running.get("/-/pratique/request", method="POST", data=body.encode(), **kind)
        said(tmp_path, "release", f"request:{told['key']}", "--reason", "read it", "--by", "ada")
        end = time.monotonic() + LONGEST_S
        while (ran := running.npm("ci", project=made, replace_registry_host="always")).code:
            assert time.monotonic() < end, ran.out
        state = running.get(f"/-/pratique/request/{told['key']}").json

    assert 5 == asked[0], asked
    assert ([CALM], 2, "package-lock.json", "open") == (
        [one["purl"] for one in told["held"]],
        *(told[name] for name in ("asked", "about", "state")),
    )
    assert (200, told["key"]) == (again.status, again.json["key"])
    assert "1.1.0" == installed(made, "calm")
    assert ("done", "released", "ada: read it") == (
        state["state"],
        *(state["held"][0][name] for name in ("state", "by")),
    )


def test_one_file_of_a_python_release_is_released_and_the_others_are_not(tmp_path: Path) -> None:
    with LoopbackRegistry(pypi=[KITE]) as index:
        configure(index)
        with gate(tmp_path) as running:
            user = PythonUser(running, tmp_path)
            held = user.pip("kite==1.2.0", into="held")
            released = said(tmp_path, "release", "kite==1.2.0", "--reason", "a fix", "--expires", "1d")
            end = time.monotonic() + LONGEST_S
            while (ran := user.pip("kite", into="free")).code or user.version("kite", "free") != "1.2.0":
                assert time.monotonic() < end, ran.out
                shutil.rmtree(tmp_path / "free", ignore_errors=True)
            page = running.get("/pypi/simple/kite/", Accept="application/vnd.pypi.simple.v1+json").json

    assert 0 != held.code
    assert released.startswith("released: pkg:pypi/kite@1.2.0 kite-1.2.0-py3-none-any.whl (sha256:")
    assert 1 == released.count("\n")
    yanked = {file["filename"]: bool(file.get("yanked")) for file in page["files"]}
    assert (False, True) == (yanked["kite-1.2.0-py3-none-any.whl"], yanked["kite-1.2.0.tar.gz"])
