"""Real clients that use a gate over TLS, with a certificate of a private authority that is renewed between two installs."""

import json
import os
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.cli import main
from tests.gate.conftest import CALM
from tests.gate.gem_clients import KITE as GEM
from tests.gate.gem_clients import GemUser
from tests.gate.gem_clients import configure as configure_gem
from tests.gate.python_clients import KITE, PythonUser, configure
from tests.gate.running import RunningGate, gate, installed, project
from tests.gate.tls import Pki, pki
from tests.loopback import LoopbackRegistry

LONGEST_S = 60


def renewed(running: RunningGate, made: Pki) -> None:
    """Renew the certificate, and wait until the gate uses it."""
    before = running.get("/healthz").json["certificate"]
    made.issue(ends=timedelta(days=80))
    end = time.monotonic() + LONGEST_S
    while running.get("/healthz").json["certificate"] == before:
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.skipif(shutil.which("npm") is None, reason="node and npm are not installed here")
@pytest.mark.skipif(shutil.which("gem") is None, reason="gem is not installed here")
def test_npm_pip_gem_and_doctor_use_a_gate_over_tls_before_and_after_a_renewal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = pki(tmp_path / "pki")
    ca = str(made.ca)
    with LoopbackRegistry(npm=[CALM], pypi=[KITE], gems=[GEM]) as registry:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        configure(registry)
        configure_gem(registry.gem_url)
        with gate(tmp_path, *made.options) as started:
            # pip ends with a ValueError if the URL has an IP address instead of a name.
            url = started.url.replace("127.0.0.1", "localhost")
            running = replace(started, url=url, tls=made.client())
            one = project(tmp_path, "one", calm="^1.0.0")
            npm = running.npm("install", project=one, cafile=ca)
            lock = json.loads((one / "package-lock.json").read_text())
            listing = running.get("/npm/calm").json
            strange = running.npm("install", project=project(tmp_path, "two", calm="^1.0.0"))
            renewed(running, made)
            pip = PythonUser(running, tmp_path).pip("--cert", ca, "kite")
            user = GemUser(running, tmp_path)
            gem = user._run(
                ("gem", "install", "--no-document", "kite", "--clear-sources", "--source", user.source),
                tmp_path,
                GEM_HOME=str(tmp_path / "gems"),
                SSL_CERT_FILE=ca,
            )
            (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.url}/npm/\ncafile={ca}\n")
            main(["doctor", str(tmp_path), "--gate", running.url])
            checked = capsys.readouterr().out

    assert (0, "1.0.1") == (npm.code, installed(one, "calm")), npm.out
    assert f"{running.url}/npm/calm/-/calm-1.0.1.tgz" == listing["versions"]["1.0.1"]["dist"]["tarball"]
    assert "1.0.1" == lock["packages"]["node_modules/calm"]["version"]
    assert strange.code, "npm does not trust the authority"
    assert 0 == pip.code, pip.out
    assert 0 == gem.code, gem.out
    assert "canary: npm: the canary package is blocked" in checked
    assert "the clocks of this machine and of the gate agree" in checked
