"""`doctor --caches` and `setup` look into the caches of this machine."""

import json
import os
import sys
from pathlib import Path

import pytest

from pratique.cli import main
from tests.gate.running import gate
from tests.installed.caches.laid import npm, put

KEY = "make-fetch-happen:request-cache:http://gate.example/npm/calm/-/calm-1.0.1.tgz"


@pytest.fixture
def denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that denies what npm's cache has."""
    file = tmp_path / "operator.toml"
    file.write_text('[deny]\n"pkg:npm/calm@1.0.1" = "a worm"\n')
    monkeypatch.setenv("PRATIQUE_CONFIG", str(file))
    npm(Path(os.environ["HOME"]) / ".npm/_cacache", KEY)


@pytest.mark.usefixtures("denied")
def test_without_a_gate_caches_are_looked_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor", str(tmp_path), "--caches", "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert (1, 1) == (code, told["schema_version"])
    [bad] = [one for one in told["checks"] if one["state"] == "bad"]
    assert ("caches", f"npm cache rm {KEY}") == (bad["check"], bad["step"])
    assert (
        "npm installs calm@1.0.1 from its cache without a request to the gate: denied by the policy: a worm"
        in bad["text"]
    )


@pytest.mark.usefixtures("denied")
def test_setup_looks_into_the_cache_of_its_client_alone(capsys: pytest.CaptureFixture[str]) -> None:
    pip = main(["setup", "pip", "--gate", "http://127.0.0.1:9"])
    said = capsys.readouterr().out
    npm_ = main(["setup", "npm", "--gate", "http://127.0.0.1:9"])
    found = capsys.readouterr().out

    # A gate that does not listen yet is no failure of a setup.
    assert (0, 1) == (pip, npm_)
    assert "not checked caches: caches were not compared with the gate's blocked releases" in said
    assert "bad         caches: npm installs calm@1.0.1 from its cache" in found


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
def test_names_that_a_stranger_chose_are_shown_as_escapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "operator.toml"
    file.write_text('[deny]\n"pkg:gem/kite" = "a worm"\n')
    monkeypatch.setenv("PRATIQUE_CONFIG", str(file))
    put(tmp_path / "vendor/cache" / os.fsdecode(b"kite-1.0.0-\xff\x1b[2J$(id)\n.gem"), b"a gem")
    code = main(["doctor", str(tmp_path), "--caches"])
    text = capsys.readouterr().out
    main(["doctor", str(tmp_path), "--caches", "--format", "json"])

    assert 1 == code
    assert "bundler installs gem:kite@1.0.0" in text
    assert "\x1b" not in text
    assert 1 == sum(line.startswith("            do: rm -r -- '") for line in text.splitlines())
    assert any(one["state"] == "bad" for one in json.loads(capsys.readouterr().out)["checks"])


def test_a_gate_is_asked_what_it_blocks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with gate(tmp_path) as running:
        code = main(["doctor", str(tmp_path), "--caches", "--gate", running.url])

    assert 0 == code
    assert f"0 artifacts blocked by {running.url}" in capsys.readouterr().out
