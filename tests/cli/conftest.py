"""The machine that the tests of the command line run on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.advising import Desk
from tests.cli.running import Machine, plain
from tests.loopback import LoopbackRegistry, PypiProject, wheel_file


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Machine]:
    packages = [plain("calm", "1.0.0", "1.0.1", "1.1.0"), plain("@acme/tool", "2.0.0")]
    files = tuple(
        wheel_file("sample", version, {"sample/__init__.py": f"x = '{version}'\n"})
        for version in ("1.0.0", "1.1.0")
    )
    with LoopbackRegistry(npm=packages, pypi=[PypiProject(name="sample", files=files)]) as registry:
        home = Path(os.environ["HOME"])
        (home / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        pip = home / ".config/pip/pip.conf"
        pip.parent.mkdir(parents=True)
        pip.write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
        folder = tmp_path / "project"
        folder.mkdir()
        monkeypatch.chdir(folder)
        yield Machine(folder, registry, capsys)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)
