"""What real clients install from their own caches after the gate refused it, and that `doctor` finds it there."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli import spawning
from tests.gate.clients_of_npm import NpmUser, params
from tests.gate.gem_clients import KITE, GemUser, configure, needs_gem
from tests.gate.python_clients import KITE as PYTHON_KITE
from tests.gate.python_clients import configure as configure_pip
from tests.gate.running import gate, installed, project
from tests.loopback import LoopbackRegistry

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
TIMEOUT_S = 120


def doctor(folder: Path, url: str, variables: Mapping[str, str]) -> tuple[int, list[Any]]:
    """Look into the caches from a machine that has nothing but the address of the gate."""
    there = {"PRATIQUE_HOME": str(folder / "elsewhere"), **variables}
    words = ("doctor", str(folder), "--caches", "--gate", url, "--format", "json")
    code, out, err = spawning.run(*words, folder=folder, variables=there)
    assert err == ""
    return code, json.loads(out)["checks"]


def bad(checks: list[Any]) -> list[Any]:
    return [one for one in checks if one["state"] == "bad"]


def do(step: str, folder: Path, variables: Mapping[str, str]) -> None:
    subprocess.run(
        shlex.split(step), cwd=folder, env={**os.environ, **variables}, check=True, timeout=TIMEOUT_S
    )


def refuse(folder: Path, target: str) -> None:
    code, out, err = spawning.run("refuse", target, "--reason", "in the list of today", folder=folder)
    assert (0, True) == (code, "refused" in out), (out, err)


@needs_npm
def test_npm_installs_refused_bytes_from_its_cache_and_doctor_finds_them(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        made = project(tmp_path, "app", calm="1.0.1")
        env = {"npm_config_cache": str(made / ".cache")}
        assert 0 == running.npm("install", project=made).code
        before, clean = doctor(made, running.url, env)
        refuse(tmp_path, "pkg:npm/calm@1.0.1")
        shutil.rmtree(made / "node_modules")
        warm = running.npm("ci", project=made)
        decided = len(running.log())
        version = installed(made, "calm")
        after, checks = doctor(made, running.url, env)
        [found] = bad(checks)
        do(found["step"], made, env)
        gone, empty = doctor(made, running.url, env)
        shutil.rmtree(made / "node_modules")
        cold = running.npm("ci", project=made)

    assert (0, []) == (before, bad(clean))
    # The problem: npm asks nobody.
    assert (0, "1.0.1", 1) == (warm.code, version, decided)
    assert 1 == after
    assert found["text"].startswith(
        "npm installs calm@1.0.1 from its cache without a request to the gate: refused by "
    )
    assert "in the list of today; " in found["text"]
    assert str(made / ".cache/_cacache/content-v2/sha512/") in found["text"]
    assert (0, []) == (gone, bad(empty))
    assert 0 != cold.code
    assert "in the list of today" in cold.out


@needs_npm
def test_contents_that_npm_has_without_an_entry_are_found_by_their_digest(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        made = project(tmp_path, "app", calm="1.0.1")
        env = {"npm_config_cache": str(made / ".cache")}
        assert 0 == running.npm("install", project=made).code
        refuse(tmp_path, "pkg:npm/calm@1.0.1")
        shutil.rmtree(made / ".cache/_cacache/index-v5")
        shutil.rmtree(made / "node_modules")
        warm = running.npm("ci", project=made)
        shutil.rmtree(made / ".cache/_cacache/index-v5", ignore_errors=True)
        (made / ".cache/_cacache/index-v5").mkdir()
        code, checks = doctor(made, running.url, env)
        do(bad(checks)[0]["step"], made, env)
        gone, empty = doctor(made, running.url, env)

    assert 0 == warm.code, warm.out
    assert 1 == code
    assert bad(checks)[0]["step"].startswith("npm cache clean --force --cache ")
    assert (0, []) == (gone, bad(empty))


@pytest.mark.parametrize("client", params())
def test_what_other_clients_of_npm_keep_is_found(
    client: Any, tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = NpmUser(client, tmp_path / "app", f"{running.url}/npm/", {"calm": "1.0.1"})
        ran = user.install()
        assert 0 == ran.code, ran.out
        env = dict(user.environment)
        before, clean = doctor(user.folder, running.url, env)
        refuse(tmp_path, "pkg:npm/calm@1.0.1")
        user.forget(cache=False)
        warm = user.install_locked()
        after, checks = doctor(user.folder, running.url, env)

    assert (0, []) == (before, bad(clean))
    assert 0 == warm.code, warm.out
    assert 1 == after
    assert any("calm@1.0.1 from its cache" in one["text"] for one in bad(checks)), checks


@needs_gem
def test_a_gem_in_the_cache_of_a_gem_home_is_found(tmp_path: Path) -> None:
    with LoopbackRegistry(gems=[KITE]) as served:
        configure(served.gem_url)
        with gate(tmp_path) as running:
            user = GemUser(running, tmp_path)
            ran = user.install("kite", "--version", "1.0.0")
            assert 0 == ran.code, ran.out
            env = {"GEM_HOME": str(tmp_path / "gems"), "GEM_PATH": str(tmp_path / "gems")}
            refuse(tmp_path, "pkg:gem/kite@1.0.0")
            after, checks = doctor(tmp_path, running.url, env)
            [found] = bad(checks)
            do(found["step"], tmp_path, env)
            gone, empty = doctor(tmp_path, running.url, env)

    assert 1 == after
    assert "gem has gem:kite@1.0.0 in its cache" in found["text"]
    assert (0, []) == (gone, bad(empty))


def python_words(client: str, index: str, cache: Path, into: Path) -> tuple[str, ...]:
    """Install kite 1.1.0 with a cache; pip keeps nothing of plain http unless the host is trusted."""
    host = index.partition("//")[2].partition("/")[0]
    options: tuple[str, ...]
    if client == "pip":
        options = (
            "--cache-dir",
            str(cache),
            "--trusted-host",
            host,
            "--index-url",
            index,
            "--target",
            str(into),
        )
        return (sys.executable, "-m", "pip", "install", "--isolated", "--no-deps", *options, "kite==1.1.0")
    found = shutil.which(client)
    assert found is not None
    options = ("--cache-dir", str(cache), "--default-index", index, "--target", str(into))
    return (found, "pip", "install", "--python", sys.executable, *options, "kite==1.1.0")


@pytest.mark.parametrize(
    "client",
    [
        "pip",
        pytest.param(
            "uv", marks=pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed here")
        ),
    ],
)
def test_what_a_client_of_python_keeps_is_found(client: str, tmp_path: Path) -> None:
    cache = tmp_path / "kept"
    env = {"PIP_CACHE_DIR": str(cache), "UV_CACHE_DIR": str(cache)}
    with LoopbackRegistry(pypi=[PYTHON_KITE]) as served:
        configure_pip(served)
        with gate(tmp_path) as running:
            words = python_words(client, f"{running.url}/pypi/simple/", cache, tmp_path / "site")
            subprocess.run(words, cwd=tmp_path, check=True, timeout=TIMEOUT_S, capture_output=True)
            before, clean = doctor(tmp_path, running.url, env)
            refuse(tmp_path, "pkg:pypi/kite@1.1.0")
            again = python_words(client, f"{running.url}/pypi/simple/", cache, tmp_path / "again")
            warm = subprocess.run(again, cwd=tmp_path, check=False, timeout=TIMEOUT_S, capture_output=True)
            after, checks = doctor(tmp_path, running.url, env)
            if client == "uv":
                do(bad(checks)[0]["step"], tmp_path, env)
                gone, empty = doctor(tmp_path, running.url, env)
                assert (0, []) == (gone, bad(empty))

    assert (0, []) == (before, bad(clean))
    assert 1 == after
    # Unlike clients of npm, these ask again.
    assert 0 != warm.returncode
    assert b"in the list of today" in warm.stderr
    assert {f"{client} has kite==1.1.0 in its cache"} == {
        one["text"].partition(",")[0] for one in bad(checks)
    }
