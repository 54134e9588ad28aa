"""A freeze, from the order to its end, as real clients meet it."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli import spawning
from tests.gate.gem_clients import FLEET as GEM_FLEET
from tests.gate.gem_clients import KITE as GEM_KITE
from tests.gate.gem_clients import GemUser, needs_gem, server
from tests.gate.gem_clients import configure as configure_gem
from tests.gate.python_clients import FLEET, KITE, PythonUser, configure
from tests.gate.running import RunningGate, gate, installed, project
from tests.loopback import LoopbackRegistry

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
NO_AGE = '[policy]\nmin_age = "0h"\nmin_age_signalled = "0h"\n'
BEFORE = f"{datetime.now(UTC) - timedelta(hours=24):%Y-%m-%dT%H:%M:%S+00:00}"
"""The newest releases of the loopback registry are 20 hours old."""
LONGEST_LOOK_S = 40


def freeze(folder: Path, *words: str, until: str = "1d") -> str:
    code, out, err = spawning.run(
        *("gate", "freeze", "--published-before", BEFORE, "--until", until, "--reason", "a worm in npm"),
        *("--by", "ada", *words),
        folder=folder,
    )
    assert (0, "a running gate applies the change within seconds\n") == (code, err)
    return out


def undo(folder: Path) -> None:
    assert 0 == spawning.run("gate", "freeze", "--undo", "--reason", "over", folder=folder)[0]


@contextmanager
def taken_up(running: RunningGate) -> Iterator[None]:
    """Wait until the gate goes by what the block did: what it serves before is in use, and no freeze touches that."""
    before = running.get("/healthz").json["epoch"]
    yield
    end = time.monotonic() + LONGEST_LOOK_S
    while running.get("/healthz").json["epoch"] == before:
        assert time.monotonic() < end, before
        time.sleep(0.5)


def until_status(running: RunningGate, path: str, status: int) -> str:
    """Ask until the answer has a status, and return the reason phrase."""
    end = time.monotonic() + LONGEST_LOOK_S
    while (got := running.get(path)).status != status:
        assert time.monotonic() < end, got
        time.sleep(0.5)
    return got.reason


@needs_npm
def test_npm_gets_older_versions_while_a_freeze_lasts_and_a_running_gate_takes_it_up(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text(NO_AGE)
    with gate(tmp_path) as running:
        with taken_up(running):
            freeze(tmp_path)
        reason = until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 403)
        around = running.npm("install", project=(made := project(tmp_path, "around", user="^2.0.0")))
        pinned = running.npm("install", project=project(tmp_path, "pinned", calm="1.1.0"))
        held = spawning.run("holds", folder=tmp_path)[1]
        stops = running.log("--action", "hold")
        freeze(tmp_path, "--except", "calm@1.1.0")
        both = running.get("/npm/calm/-/calm-1.1.0.tgz")
        undo(tmp_path)
        until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 200)
        after = running.npm("install", project=(last := project(tmp_path, "last", calm="^1.0.0")))

    assert "calm@1.1.0 is held until 20" in reason
    assert "frozen by ada until 20" in reason
    assert (0, "1.0.1") == (around.code, installed(made, "calm")), around.out
    assert 0 != pinned.code
    assert "a worm in npm" in pinned.out
    assert "[frozen]; use calm@1.0.1" in pinned.out
    assert "frozen" in held
    assert {("pkg:npm/calm@1.1.0", "wait", "frozen")} == {
        (one["purl"], one["kind"], one["reasons"][0]["code"]) for one in stops
    }
    assert 403 == both.status, "the freeze before holds it yet: an exception is one of its own freeze"
    assert (0, "1.1.0") == (after.code, installed(last, "calm")), after.out


@needs_npm
def test_an_exception_by_name_is_let_in_and_what_is_in_use_stays(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text(NO_AGE)
    freeze(tmp_path, "--except", "pkg:npm/calm@1.1.0")
    with gate(tmp_path) as running:
        let_in = running.npm("install", project=(made := project(tmp_path, "fix", calm="^1.0.0")))
        # From now on it is in use, and a freeze without the exception does not touch it.
        freeze(tmp_path)
        time.sleep(6)
        again = running.npm("install", project=(other := project(tmp_path, "again", calm="^1.0.0")))

    assert (0, "1.1.0") == (let_in.code, installed(made, "calm")), let_in.out
    assert (0, "1.1.0") == (again.code, installed(other, "calm")), again.out


@needs_npm
def test_a_freeze_ends_by_itself_and_one_artifact_is_released_before(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text(NO_AGE)
    with gate(tmp_path) as running:
        until = f"{datetime.now(UTC) + timedelta(seconds=25):%Y-%m-%dT%H:%M:%S+00:00}"
        with taken_up(running):
            freeze(tmp_path, until=until)
        until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 403)
        resolved = running.npm("install", project=(during := project(tmp_path, "during", calm="^1.0.0")))
        until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 200)
        ended = running.npm("install", project=(made := project(tmp_path, "made", calm="^1.0.0")))
        listed = spawning.run("gate", "freeze", "--list", folder=tmp_path)[1]

    assert (0, "1.0.1") == (resolved.code, installed(during, "calm")), resolved.out
    assert (0, "1.1.0") == (ended.code, installed(made, "calm")), ended.out
    assert "there is no active freeze\n" == listed


@needs_npm
def test_a_person_releases_one_artifact_while_a_freeze_lasts(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text(NO_AGE)
    freeze(tmp_path)
    with gate(tmp_path) as running:
        until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 403)
        code, *_ = spawning.run("release", "calm@1.1.0", "--reason", "read it", folder=tmp_path)
        until_status(running, "/npm/calm/-/calm-1.1.0.tgz", 200)

    assert 0 == code


def test_pip_gets_older_versions_while_a_freeze_lasts(tmp_path: Path, settings: Path) -> None:
    settings.write_text(NO_AGE)
    with LoopbackRegistry(pypi=[KITE, FLEET]) as index:
        configure(index)
        freeze(tmp_path)
        with gate(tmp_path) as running:
            user = PythonUser(running, tmp_path)
            around = user.pip("fleet")
            pinned = user.pip("kite==1.2.0")
            stops = running.log("--action", "hold")

    assert 0 == around.code, around.out
    assert 0 != pinned.code
    assert {"frozen"} == {one["code"] for stop in stops for one in stop["reasons"]}


@needs_gem
def test_gem_gets_older_versions_while_a_freeze_lasts(tmp_path: Path, settings: Path) -> None:
    settings.write_text(NO_AGE)
    with server(GEM_KITE, GEM_FLEET) as index:
        configure_gem(index.gem_url)
        freeze(tmp_path)
        with gate(tmp_path) as running:
            user = GemUser(running, tmp_path)
            around = user.install("fleet")
            pinned = user.install("kite", "-v", "1.2.0", into="pinned")

    assert 0 == around.code, around.out
    assert 0 != pinned.code
    assert "gem:kite@1.2.0 is held until 20" in pinned.out
    assert "[frozen]" in pinned.out
