"""The registry of an incident for somebody else's tool."""

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS, ctx_2022
from gauntlet.replay import MOMENTS

from gauntlet import serve, world
from tests.loopback import LoopbackRegistry

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.id)
def test_what_is_printed_tells_a_tool_all_that_it_needs(incident: Incident) -> None:
    with LoopbackRegistry() as registry:
        told = serve.described(incident, registry, "30 d")
    assert 1 == len({"npm", "pip", "gem"} & set(told))
    assert told["asks"]
    assert json.loads(json.dumps(told)) == told


def test_it_serves_the_moment_until_a_signal_comes() -> None:
    words = (sys.executable, "-m", "gauntlet", "serve", "ctx-2022", "--moment", "8 d")
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            told, _ = json.JSONDecoder().raw_decode(_object(running.stdout))
            page = urllib.request.urlopen(told["pip"] + "ctx/", timeout=60).read().decode()
        finally:
            running.send_signal(signal.SIGTERM)
        assert 0 == running.wait(60)
    when = ctx_2022.INCIDENT.at + MOMENTS["8 d"]
    assert when.isoformat() == told["now"]
    out = [one.version for one in ctx_2022.INCIDENT.packages[0].releases if one.at <= when]
    later = [one.version for one in ctx_2022.INCIDENT.packages[0].releases if one.at > when]
    assert all(f"ctx-{version}-" in page for version in out)
    assert not any(f"ctx-{version}-" in page for version in later)


def _object(stream: object) -> str:
    """Lines up to the one that ends the object."""
    lines = []
    for line in stream:  # type: ignore[attr-defined]
        lines.append(line)
        if line.startswith("}"):
            break
    return "".join(lines)


def test_a_day_before_nothing_bad_is_there() -> None:
    incident = ctx_2022.INCIDENT
    with LoopbackRegistry() as registry:
        world.set_to(registry, incident, incident.at)
        told = serve.described(incident, registry, serve.BEFORE)
    assert {} == told["bad"]
    assert told["good"]
