"""The registry, and the configuration of whoever runs the gate."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

YOUNG = datetime.now(UTC) - timedelta(hours=20)
CALM = NpmPackage(
    name="calm",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "exports.n = 0\n"}),
        NpmRelease(version="1.0.1", files={"index.js": "exports.n = 1\n"}),
        NpmRelease(version="1.1.0", files={"index.js": "exports.n = 2\n"}, published_at=YOUNG),
    ),
)
"""Its newest version, which is `latest`, is too young."""
USER = NpmPackage(
    name="user",
    releases=(
        NpmRelease(version="2.0.0", manifest={"dependencies": {"calm": "^1.0.0"}}, files={"x.js": "1"}),
    ),
)
HOOKED = NpmPackage(
    name="hooked",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "1"}),
        NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"}),
    ),
)
"""A package whose second release gains an install hook, which holds it for review."""


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[CALM, USER, HOOKED]) as running:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.npm_url}\n")
        yield running


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's settings: an empty file to write into."""
    file = tmp_path / "operator.toml"
    file.write_text("")
    monkeypatch.setenv("PRATIQUE_CONFIG", str(file))
    return file
