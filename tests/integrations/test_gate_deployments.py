"""The unit of systemd and the Compose file of the gate say what the gate, the image and the page take."""

import asyncio
import configparser
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from pratique.gate.server.certificate import Certificate
from pratique.gate.server.lifecycle import listening
from tests.gate.tls import NOW, pki
from tests.integrations.github_runner import ROOT
from tests.test_docs import unknown

UNIT = ROOT / "integrations/gate/pratique-gate.service"
COMPOSE = ROOT / "integrations/gate/compose.yaml"
PAGE = (ROOT / "docs/how-to/gate-deploy.md").read_text(encoding="utf-8")
IMAGE = (ROOT / "Containerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service() -> configparser.SectionProxy:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have a case
    found.read_string(UNIT.read_text(encoding="utf-8"))
    return found["Service"]


@pytest.fixture(scope="module")
def gate() -> dict[str, object]:
    found = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["gate"]
    assert isinstance(found, dict)
    return found


def test_the_commands_of_the_unit_the_compose_file_and_the_page_exist(
    service: configparser.SectionProxy, gate: dict[str, object]
) -> None:
    texts = [
        service["ExecStart"],
        f"pratique {shlex.join(gate['command'])}",  # type: ignore[arg-type]
        *re.findall(r"^ {4}.*?((?<![\w-])pratique (?:gate|advisories) .*)$", PAGE, re.MULTILINE),
    ]
    assert 6 < len(texts)
    for text in texts:
        _, *words = shlex.split(text, comments=True)
        assert [] == unknown(words), text


def test_the_unit_leaves_the_workers_what_they_need(service: configparser.SectionProxy) -> None:
    assert "@system-service" == service["SystemCallFilter"], "setrlimit is in @resources"
    assert {"AF_INET", "AF_INET6", "AF_UNIX"} <= set(service["RestrictAddressFamilies"].split())
    assert "continue" == service["OOMPolicy"]
    assert f"HOME=/var/lib/{service['StateDirectory']}" in service["Environment"].split()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_accepts_the_unit_and_its_exposure_is_small(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    # The program is not installed here.
    unit.write_text(UNIT.read_text().replace("/opt/pratique/bin/pratique", "/bin/true"))

    verified = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )
    words = ("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit))
    exposed = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)

    assert (0, "") == (verified.returncode, verified.stderr)
    assert 0 == exposed.returncode, exposed.stdout[-300:]


def test_the_compose_file_fits_the_image(gate: dict[str, object]) -> None:
    volumes = gate["volumes"]
    assert isinstance(volumes, list)
    places = [one["target"] if isinstance(one, dict) else one.partition(":")[2] for one in volumes]
    home = re.findall(r"PRATIQUE_HOME=(\S+)", IMAGE)
    user = re.findall(r"(?m)^USER (\S+)$", IMAGE)
    (port,) = re.findall(r"(?m)^EXPOSE (\d+)$", IMAGE)

    (user_home,) = re.findall(r" HOME=(\S+)", IMAGE)

    assert [*home, "/etc/pratique/pratique.toml", f"{user_home}/.npmrc"] == places
    assert {"PRATIQUE_CONFIG": places[1]} == gate["environment"]
    assert user == [gate["user"]]
    assert [f"127.0.0.1:{port}:{port}"] == gate["ports"]
    assert str(gate["image"]).startswith("${PRATIQUE_IMAGE:?"), "an image by digest has to be named"
    assert (True, ["ALL"], ["no-new-privileges:true"]) == (
        gate["read_only"],
        gate["cap_drop"],
        gate["security_opt"],
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_health_check_succeeds_only_if_the_gate_does_not_fail(
    tmp_path: Path, gate: dict[str, object], scheme: str
) -> None:
    health = gate["healthcheck"]
    assert isinstance(health, dict)
    (kind, program, *words) = health["test"]
    assert ("CMD", "python") == (kind, program)
    status = 200

    async def handle(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status)

    def checked(port: int) -> int:
        text = words[-1].replace("${PRATIQUE_SCHEME:-http}", scheme).replace(":4873", f":{port}")
        done = subprocess.run(
            [sys.executable, *words[:-1], text], capture_output=True, check=False, timeout=60, env=os.environ
        )
        return done.returncode

    async def run() -> list[int]:
        nonlocal status
        tls: ssl.SSLContext | None = None
        if scheme == "https":
            tls = Certificate(pki(tmp_path).files, lambda: NOW).context
        async with listening(handle, "127.0.0.1", 0, tls=tls) as (_, port):
            found = [await asyncio.to_thread(checked, port)]
            status = 503
            return [*found, await asyncio.to_thread(checked, port)]

    assert [0, 1] == asyncio.run(run())
