"""The collector as one file."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pratique.respond.fleet.zipapp import built, write
from tests.installed.caches.laid import every, put

OLD = next(
    (str(path) for path in Path.home().glob(".pyenv/versions/3.9.*/bin/python")), shutil.which("python3.9")
)


def run(python: str, made: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    # -I and -S: no installed package can be imported.
    return subprocess.run(
        [python, "-I", "-S", str(made), *words], check=False, capture_output=True, text=True, timeout=60
    )


def test_two_builds_have_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "collect.pyz")

    assert built() == (tmp_path / "collect.pyz").read_bytes()
    assert sys.platform == "win32" or os.access(tmp_path / "collect.pyz", os.X_OK)


def test_it_contains_the_collector_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "collect.pyz")
    with zipfile.ZipFile(tmp_path / "collect.pyz") as archive:
        names = archive.namelist()
        assert b"" == archive.read("pratique/__init__.py")

    assert {"__main__.py", "pratique/__init__.py"} == {
        name for name in names if not name.startswith("pratique/collect/")
    }
    assert all(name.endswith(".py") for name in names)


@pytest.mark.parametrize(
    "python",
    [
        sys.executable,
        pytest.param(OLD, marks=pytest.mark.skipif(OLD is None, reason="Python 3.9 is not installed here")),
    ],
    ids=["this", "3.9"],
)
def test_it_runs_on_a_bare_python(python: str, tmp_path: Path) -> None:
    every(tmp_path / "home")
    put(tmp_path / "home/app/node_modules/calm/package.json", '{"name": "calm", "version": "1.0.1"}')
    write(tmp_path / "collect.pyz")
    done = run(python, tmp_path / "collect.pyz", str(tmp_path / "home"), "--out", str(tmp_path / "out.gz"))

    assert 0 == done.returncode, done.stderr
    with gzip.open(tmp_path / "out.gz") as lines:
        found = [json.loads(line) for line in lines]
    assert {"npm-cache", "pnpm-store", "pip-cache", "uv-cache", "node_modules"} <= {
        one["source"] for one in found if one["kind"] == "record"
    }
    assert [] == [one for one in found if one["kind"] == "gap"]
