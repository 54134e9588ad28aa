"""A gate that would ask itself."""

import os
from pathlib import Path

import pytest

from pratique.cli.gate.self_loop import refuse_itself
from pratique.cli.run.session import read_upstreams
from pratique.config import Settings
from pratique.errors import UsageError
from tests.cli import spawning

PREFIXES = ("/npm/", "/pypi/simple/")


def refused(registry: str, host: str = "127.0.0.1", port: int = 4873, public_url: str | None = None) -> str:
    (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry}\n")
    upstreams = read_upstreams(Settings(), None)
    try:
        refuse_itself(upstreams, PREFIXES, host=host, port=port, public_url=public_url)
    except UsageError as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    ("registry", "host", "port", "public_url"),
    [
        ("http://127.0.0.1:4873/npm/", "127.0.0.1", 4873, None),
        ("http://localhost:4873/npm/", "127.0.0.1", 4873, None),
        ("http://127.0.0.1:4873/npm/", "0.0.0.0", 4873, None),
        ("http://[::1]:4873/npm/", "::", 4873, None),
        ("http://gate.example:4873/npm/", "gate.example", 4873, None),
        ("https://gate.example/npm/", "127.0.0.1", 4873, "https://gate.example"),
        ("https://company.example/gate/npm/", "127.0.0.1", 4873, "https://company.example/gate"),
    ],
)
def test_its_own_address_is_no_registry(registry: str, host: str, port: int, public_url: str | None) -> None:
    assert f"points to this gate itself ({registry})" in refused(registry, host, port, public_url)


@pytest.mark.parametrize(
    ("registry", "host", "port"),
    [
        ("http://127.0.0.1:4874/npm/", "127.0.0.1", 4873),
        ("http://127.0.0.1:4873/other/", "127.0.0.1", 4873),
        ("http://gate.example:4873/npm/", "127.0.0.1", 4873),
        ("https://registry.example/npm/", "127.0.0.1", 0),
    ],
)
def test_another_address_is_one(registry: str, host: str, port: int) -> None:
    assert "" == refused(registry, host, port, "https://other.example")


def test_it_does_not_start(tmp_path: Path) -> None:
    (Path(os.environ["HOME"]) / ".npmrc").write_text("registry=http://127.0.0.1:14873/npm/\n")
    code, _, err = spawning.run("gate", "serve", "--listen", "127.0.0.1:14873", folder=tmp_path)

    assert 2 == code
    assert "points to this gate itself (http://127.0.0.1:14873/npm/)" in err
    assert "set the variable npm_config_registry=URL" in err
