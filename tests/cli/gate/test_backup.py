"""A backup of a gate that answers many clients meanwhile, restored elsewhere: the counts are equal."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli import spawning
from tests.gate.conftest import CALM
from tests.gate.running import RunningGate, gate
from tests.loopback import LoopbackRegistry


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@contextmanager
def gate_before(registry: LoopbackRegistry, folder: Path) -> Iterator[RunningGate]:
    (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
    with gate(folder) as running:
        yield running


def test_a_backup_under_load_is_whole_and_a_restored_gate_serves_without_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = tmp_path / "exported.jsonl"
    monkeypatch.setenv("PRATIQUE_GATE_EXPORT", f"file:{exported}")
    ended, served = threading.Event(), list[int]()
    with LoopbackRegistry(npm=[CALM]) as registry, gate_before(registry, tmp_path) as running:
        assert 200 == running.get("/npm/calm/-/calm-1.0.1.tgz").status

        def ask() -> None:
            while not ended.is_set():
                served.append(running.get("/npm/calm/-/calm-1.0.1.tgz").status)

        clients = [threading.Thread(target=ask) for _ in range(4)]
        for client in clients:
            client.start()
        while len(served) < 50:
            time.sleep(0.01)
        code, out, err = spawning.run("gate", "backup", str(tmp_path / "copy"), folder=tmp_path)
        ended.set()
        for client in clients:
            client.join()
        assert 0 == code, err
        refused = spawning.run("gate", "restore", str(tmp_path / "copy"), "--replace", folder=tmp_path)
        assert refused[0] != 0
        assert "a gate uses" in refused[2]
        # The first requests may come before the export begins.
        _until(lambda: exported.exists() and len(exported.read_text().splitlines()) >= len(served))
        assert [{"to": f"file:{exported}", "lag_s": 0, "failure": ""}] == running.get("/healthz").json[
            "export"
        ]
    assert {200} == set(served)

    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "elsewhere"))
    code, restored, err = spawning.run("gate", "restore", str(tmp_path / "copy"), folder=tmp_path)
    assert 0 == code, err
    counts = [re.findall(r"^  (\w+) +([\d,]+) rows?$", text, re.MULTILINE) for text in (out, restored)]
    assert counts[0] == counts[1]
    number = int(dict(counts[0])["decisions"].replace(",", ""))
    assert 50 < number <= 1 + len(served)
    with gate(tmp_path) as running:
        assert list(range(1, number + 1)) == [row["number"] for row in running.log()]
        assert 200 == running.get("/npm/calm/-/calm-1.0.1.tgz").status
