"""Artifacts above the size limit, and artifacts that are too large for memory."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import spawning
from tests.gate.running import RunningGate, gate
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    wheel_file,
)

NOISE = os.urandom(1_200_000)
BIG = os.urandom(48 << 20)
SMALLER = PypiProject(
    name="big", files=tuple(wheel_file("big", v, {"big/data.bin": NOISE}) for v in ("1.0", "1.1"))
)
NPM = NpmPackage(
    name="big",
    releases=tuple(NpmRelease(version=v, files={"data.bin": NOISE, "i.js": v}) for v in ("1.0.0", "1.1.0")),
)
GEM = GemPackage(name="big", files=(gem_file("big", "1.1.0", {"lib/data.bin": NOISE}),))
HUGE = wheel_file("huge", "1.0", {"huge/__init__.py": "", "huge/data.bin": BIG})
PATHS = {
    "npm": "/npm/big/-/big-1.1.0.tgz",
    "pypi": "/pypi/simple/big/1.1/big-1.1-py3-none-any.whl",
    "gem": "/gems/gems/big-1.1.0.gem",
}


@pytest.fixture(scope="module")
def upstream() -> Iterator[LoopbackRegistry]:
    pypi = [SMALLER, PypiProject(name="huge", files=(HUGE,))]
    with LoopbackRegistry(npm=[NPM], pypi=pypi, gems=[GEM]) as running:
        yield running


@pytest.fixture
def running(tmp_path: Path, upstream: LoopbackRegistry, settings: Path) -> Iterator[RunningGate]:
    home = Path(os.environ["HOME"])
    (home / ".npmrc").write_text(f"registry={upstream.npm_url}\n")
    (home / ".config/pip").mkdir(parents=True, exist_ok=True)
    (home / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {upstream.pypi_url}\n")
    (home / ".gemrc").write_text(f":sources:\n- {upstream.gem_url}\n")
    settings.write_text("[run]\nmax_artifact_mb = 1\n")
    with gate(tmp_path, "--contact", "ada") as running:
        yield running


def test_what_exceeds_the_limit_is_held_until_a_person_approves_its_digest(running: RunningGate) -> None:
    for name, path in PATHS.items():
        held = running.get(path)
        assert (403, "review") == (held.status, held.json["kind"]), name
        assert ["too-large"] == [one["code"] for one in held.json["reasons"]]
        assert (None, "ada") == (held.json["nearest"], held.json["contact"]), "the release before is as large"
        digest = re.search(r"its digest is (\S+)", held.json["reasons"][0]["text"])
        assert digest is not None, held.json
        words = ("approve", digest[1], "--reason", "read by ada")
        code, _, err = spawning.run(*words, folder=running.folder)
        assert 0 == code, err
        end = time.monotonic() + 30
        while (served := running.get(path)).status != 200:
            assert time.monotonic() < end, served.body
            time.sleep(0.2)
    told = {one["purl"]: [each["code"] for each in one["reasons"]] for one in running.log("--action", "hold")}
    assert [["too-large"]] * 3 == list(told.values())


def test_an_artifact_needs_no_memory_for_its_size(running: RunningGate, settings: Path) -> None:
    settings.write_text("")
    os.kill(running.process.pid, 1)
    assert 200 == running.get("/pypi/simple/huge/").status
    before = peak_mb(running)
    served = running.get("/pypi/simple/huge/1.0/huge-1.0-py3-none-any.whl")
    assert (200, len(HUGE.data)) == (served.status, len(served.body))
    assert peak_mb(running) - before < 35, "a part of the 48 MB was in memory"


def peak_mb(running: RunningGate) -> int:
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) // 1024
