"""`pratique doctor`."""

import json
import os
from pathlib import Path

import pytest

from pratique.cli import main
from tests.gate.running import gate


def test_a_machine_is_looked_at_before_and_after_it_is_set_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "project").mkdir()
    (Path(os.environ["HOME"]) / ".npmrc").write_text("registry=https://registry.example/\n")
    with gate(tmp_path) as running:
        before = main(["doctor", str(tmp_path / "project"), "--gate", running.url])
        told = capsys.readouterr().out
        assert 0 == main(["setup", "npm", "pip", "gem", "--gate", running.url])
        capsys.readouterr()
        after = main(["doctor", str(tmp_path / "project"), "--format", "json"])
        checks = json.loads(capsys.readouterr().out)["checks"]

    assert 1 == before
    assert "bad         npm: npm uses https://registry.example/" in told
    assert f"            do: pratique setup npm --gate {running.url}" in told
    assert "ok          canary: npm: the canary package is blocked" in told
    assert 0 == after, checks
    assert {"npm", "pip", "gem", "gate", "clock", "canary"} <= {one["check"] for one in checks}


def test_a_gate_that_is_not_there_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("npm", "pip", "gem"):
        assert 0 == main(["setup", name, "--gate", "http://127.0.0.1:9"])

    assert 3 == main(["doctor", str(tmp_path)])
    assert "not checked gate: 127.0.0.1 cannot be reached" in capsys.readouterr().out


def test_without_a_gate_it_says_what_it_can_and_what_was_not_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(os.environ["HOME"]) / ".npmrc").write_text("registry=https://registry.example/\n")
    (tmp_path / ".npmrc").write_text("//registry.example/:_authToken=secret\n")

    assert 1 == main(["doctor", str(tmp_path)])
    told = capsys.readouterr().out
    assert "note        npm: npm uses https://registry.example/" in told
    assert "bad         tokens:" in told
    assert "not checked gate: no gate is configured" in told
    assert "do: `pratique doctor --gate URL`" in told

    (tmp_path / ".npmrc").unlink()
    assert 3 == main(["doctor", str(tmp_path)])
