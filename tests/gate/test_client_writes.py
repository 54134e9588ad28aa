"""The real npm writes through the gate."""

import base64
import json
import shutil
from pathlib import Path

import pytest

from tests.cli import spawning
from tests.gate.running import RunningGate, gate
from tests.loopback import LoopbackRegistry

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")


def package(folder: Path, running: RunningGate, password: str) -> Path:
    """A package to publish, by a user whose password for the gate is this."""
    made = folder / "mine"
    made.mkdir()
    (made / "package.json").write_text(json.dumps({"name": "mine", "version": "1.0.0", "files": ["x.js"]}))
    (made / "x.js").write_text("exports.n = 1\n")
    host = running.url.removeprefix("http:")
    encoded = base64.b64encode(password.encode()).decode()
    (made / ".npmrc").write_text(f"{host}/npm/:username=ada\n{host}/npm/:_password={encoded}\n")
    return made


def test_npm_publishes_and_tags_through_the_gate_with_its_users_own_credential(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    code, token, told = spawning.run("gate", "token", "add", "ci-web", folder=tmp_path)
    with gate(tmp_path, variables={"PRATIQUE_GATE_WRITES": "pass"}) as running:
        made = package(tmp_path, running, f"{token.strip()}:own-secret")
        published = running.npm("publish", project=made)
        tagged = running.npm("dist-tag", "add", "mine@1.0.0", "beta", project=made)
        (made / ".npmrc").unlink()
        stranger = running.npm("view", "mine", project=made)
    written = [(method, path) for method, path, _ in registry.written]
    shown = {seen.authorization for seen in registry.requests if seen.method == "PUT"}

    assert 0 == code
    assert "from now on, requests without a token are refused" in told
    assert "+ mine@1.0.0" in published.out, published.out
    assert "+beta: mine@1.0.0" in tagged.out, tagged.out
    assert [("PUT", "mine"), ("PUT", "-/package/mine/dist-tags/beta")] == written
    assert {"Bearer own-secret"} == shown
    assert 0 != stranger.code
    assert "the gate needs a token: request a token from the operator of this gate" in stranger.out


def test_npm_is_told_that_nothing_is_published_here(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        ran = running.npm("publish", project=package(tmp_path, running, "own-secret"))

    assert 0 != ran.code
    assert "this gate does not accept PUT (publish or change mine)" in ran.out
    assert "specify the registry itself with --registry" in ran.out
    assert [] == registry.written
