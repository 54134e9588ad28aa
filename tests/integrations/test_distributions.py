"""The wheel and the sdist: their metadata and files, and a fresh environment that runs the wheel."""

import email
import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from pratique import __version__
from pratique.cli.verbs.completion import FILES
from tests.integrations.github_runner import ROOT

NAME = f"pratique-{__version__}"
LOCK = {
    "name": "project",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "project", "version": "1.0.0", "dependencies": {"event-stream": "3.3.6"}},
        "node_modules/event-stream": {
            "version": "3.3.6",
            "resolved": "https://registry.example/event-stream/-/event-stream-3.3.6.tgz",
            "integrity": "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        },
    },
}


def build(into: Path) -> dict[str, str]:
    """The digest of each file that `make dist` builds."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/dist"), str(into)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1764547200"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return {name: digest for digest, name in (line.split() for line in done.stdout.splitlines())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl") as opened:
        yield opened


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    return email.message_from_bytes(wheel.read(f"{NAME}.dist-info/METADATA"))


def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path) -> None:
    first = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in built.iterdir()}

    assert first == build(tmp_path)
    assert sorted(first) == [f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz"]


def test_the_metadata_is_complete(metadata: Message) -> None:
    assert metadata["Name"] == "pratique"
    assert metadata["Version"] == __version__
    assert 40 < len(metadata["Summary"]) <= 120
    assert metadata["Author"]
    assert metadata["Maintainer"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Keywords"]
    classifiers = metadata.get_all("Classifier") or []
    assert {"Topic :: Security", "Typing :: Typed", "Programming Language :: Python :: 3.13"} <= set(
        classifiers
    )
    assert not any(one.startswith("License ::") for one in classifiers)


def test_the_description_is_the_readme(metadata: Message) -> None:
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()


def test_the_wheel_has_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    source = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/pratique").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {name for name in wheel.namelist() if name.startswith("pratique/")}

    assert source == shipped
    assert {
        "pratique/py.typed",
        "pratique/config_schema.json",
        "pratique/report/schemas/check-1.schema.json",
        "pratique/advisories/snapshot/malicious.snapshot",
        "pratique/pages/how-to/which-way.md",
    } <= shipped


def test_the_wheel_has_the_licence_the_man_page_and_the_completion_scripts(wheel: zipfile.ZipFile) -> None:
    share = f"{NAME}.data/data/share"

    assert f"{NAME}.dist-info/licenses/LICENSE" in wheel.namelist()
    assert wheel.read(f"{share}/man/man1/pratique.1") == (ROOT / "docs/man/pratique.1").read_bytes()
    assert [] == [name for name in FILES.values() if f"{share}/{name}" not in wheel.namelist()]


def test_the_sdist_has_what_a_build_needs_and_no_rebuilt_attacks(built: Path) -> None:
    with tarfile.open(built / f"{NAME}.tar.gz") as opened:
        names = {member.name.removeprefix(f"{NAME}/") for member in opened}

    assert {
        "PKG-INFO",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "docs/man/pratique.1",
    } <= names
    assert {"src", "docs", "data"} == {name.partition("/")[0] for name in names if "/" in name}


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; its dependencies are those of the environment of the tests."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=120)
    python = str(venv / "bin/python")
    wheel = str(built / f"{NAME}-py3-none-any.whl")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True, timeout=300)
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv


def run(venv: Path, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed command outside the tree."""
    return subprocess.run(
        [str(venv / "bin/pratique"), *words],
        cwd=home,
        env={"HOME": str(home), "PATH": os.defpath, "PRATIQUE_HOME": str(home / "state")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_installed_wheel_prints_its_version_and_its_pages(installed: Path, tmp_path: Path) -> None:
    where = "import pratique; print(pratique.__file__)"
    found = subprocess.run(
        [str(installed / "bin/python"), "-I", "-c", where], capture_output=True, text=True, check=True
    )
    version, topics, page = (
        run(installed, tmp_path, *words) for words in (["--version"], ["help"], ["help", "which-way"])
    )

    assert found.stdout.startswith(str(installed))
    assert (version.returncode, version.stderr) == (0, "")
    assert __version__ in version.stdout
    assert "which-way" in topics.stdout
    assert page.stdout.startswith("# Which way is for me?")
    assert (installed / "share/man/man1/pratique.1").is_file()


def test_the_installed_wheel_blocks_known_malware_without_a_network(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text(json.dumps(LOCK))

    done = run(installed, tmp_path, "check", "--offline")

    assert (done.returncode, done.stderr) == (1, "")
    assert "event-stream@3.3.6" in done.stdout
    assert "GHSA-mh6f-8j2x-4483" in done.stdout
