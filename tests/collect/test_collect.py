"""The program of the collector: what it writes, and that it writes and reads nothing else."""

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pratique.collect.__main__ import main
from tests.installed.caches.laid import put

MANIFEST = '{"name": "calm", "version": "1.0.1"}'
LOCK = "resolved https://ada:secret@r.example/calm.tgz\n"


def home(tmp_path: Path) -> Path:
    put(tmp_path / "home/app/node_modules/calm/package.json", MANIFEST)
    put(tmp_path / "home/app/yarn.lock", LOCK)
    return tmp_path / "home"


def written(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path) as lines:
        return [json.loads(line) for line in lines]


def test_it_writes_one_file_with_header_and_checksum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.gz"

    assert 0 == main([str(home(tmp_path)), "--out", str(out), "--host", "laptop-7"])
    header, *values, end = written(out)
    with gzip.open(out) as stream:
        lines = list(stream)
    assert ("pratique-collect", 1, "laptop-7") == (header["format"], header["version"], header["host"])
    assert hashlib.sha256(b"".join(lines[:-1])).hexdigest() == end["sha256"]
    assert ["record", "looked", "looked"] == [one["kind"] for one in values]
    # Lockfiles that are not packed are counted.
    assert ("locks", 1) == (values[-1]["source"], values[-1]["files"])
    assert (
        "1 packages and files, 1 lockfiles (not packed, see --locks), 0 not readable"
        in capsys.readouterr().err
    )
    assert {"home", "out.gz"} == {path.name for path in tmp_path.iterdir()}
    if sys.platform != "win32":
        assert 0o600 == out.stat().st_mode & 0o777


def test_what_is_shown_is_what_would_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(home(tmp_path)), "--locks"]
    main([*words, "--out", str(tmp_path / "out.gz")])
    capsys.readouterr()

    assert 0 == main([*words, "--show"])
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    # The first and the last line have the time of the run.
    assert written(tmp_path / "out.gz")[1:-1] == shown[1:-1]
    assert {"home", "out.gz"} == {path.name for path in tmp_path.iterdir()}


def test_lockfiles_are_packed_without_credentials(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home(tmp_path) / "odd/yarn.lock", b"\xff\xfe")
    put(home(tmp_path) / "nul/yarn.lock", b"a\x00b")
    main([str(home(tmp_path)), "--locks", "--show"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert ["resolved https://r.example/calm.tgz\n"] == [
        one["text"] for one in found if one["kind"] == "lock"
    ]
    assert {"lockfile not packed: the file is not UTF-8", "lockfile not packed: the file is not text"} == {
        one["why"] for one in found if one["kind"] == "gap"
    }


def test_paths_can_be_shortened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(home(tmp_path)))
    monkeypatch.setenv("USERPROFILE", str(home(tmp_path)))
    main([str(home(tmp_path)), "--short", "--locks", "--show"])
    text = capsys.readouterr().out
    found = [json.loads(line) for line in text.splitlines()]

    assert str(tmp_path) not in text
    assert (["~"], "") == (found[0]["roots"], found[0]["user"])
    assert {"~/app/node_modules/calm", "~/app/yarn.lock"} <= {one.get("path") for one in found}


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main([str(home(tmp_path)), str(tmp_path / "missing"), "--show"])
    captured = capsys.readouterr()
    assert ("", True) == (captured.out, "does not exist" in captured.err)


def test_a_file_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main([str(home(tmp_path)), "--out", str(tmp_path / "missing/out.gz")])
    assert "cannot be written" in capsys.readouterr().err
