"""Files that survive an uninstall."""

import hashlib
from pathlib import Path

import pytest

from pratique.collect.trees.persistence import MOST_BYTES
from tests.collect.walked import gaps, records
from tests.installed.caches.laid import put

LISTED = (
    *(".bashrc", ".zshenv", "app/.vscode/tasks.json", ".claude/settings.json", ".claude/hooks/start.sh"),
    *("app/.cursor/rules/a.mdc", "app/.github/workflows/ci.yml", "app/.git/hooks/post-checkout"),
    *(".config/systemd/user/a.service", "Library/LaunchAgents/a.plist", ".config/autostart/a.desktop"),
    *(".config/fish/config.fish", "venv/site-packages/init.pth", "venv/site-packages/sitecustomize.py"),
    "AppData/Microsoft/Windows/Start Menu/Programs/Startup/a.bat",
)


@pytest.mark.parametrize("path", LISTED)
def test_each_is_listed_with_its_digest(path: str, tmp_path: Path) -> None:
    put(tmp_path / path, "content")
    [found] = records(tmp_path, source="persistence")

    assert ("", "", str(tmp_path / path)) == (found.name, found.version, found.path)
    assert (f"sha256:{hashlib.sha256(b'content').hexdigest()}",) == found.digests


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/calm/.vscode/tasks.json",
        "node_modules/calm/.github/workflows/ci.yml",
        "app/.vscode/extensions.json",
        "app/.git/hooks/pre-commit.sample",
        "app/.git/objects/.bashrc",
        "app/user/a.service",
        "app/workflows/a.yml",
    ],
)
def test_other_files_are_not(path: str, tmp_path: Path) -> None:
    put(tmp_path / path, "content")

    assert [] == records(tmp_path, source="persistence")


def test_a_large_one_is_told(tmp_path: Path) -> None:
    put(tmp_path / ".bashrc", b"x" * (MOST_BYTES + 1))

    assert ["persistence"] == [one.source for one in gaps(tmp_path)]
