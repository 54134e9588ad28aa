"""Somebody who publishes with the real npm 12: a package in a folder, and a token in their own .npmrc."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.gate.clients_of_npm import CLIENTS

NPM = next(client.program for client in CLIENTS if client.id == "npm12")
TOKEN = "s3cret"
needs_npm_12 = pytest.mark.skipif(NPM is None, reason="npm12 is not installed here")


def npmrc(registry: str) -> str:
    """The .npmrc of a user with a token for a registry, which is that of all names."""
    return f"registry={registry}\n{registry.partition(':')[2]}:_authToken={TOKEN}\n"


@dataclass(frozen=True)
class Publisher:
    """The folder of the package; the home with the .npmrc lies beside it."""

    folder: Path
    registry: str

    def write(
        self, name: str, version: str, files: Mapping[str, str] | None = None, **manifest: object
    ) -> None:
        """Write the package in place of what is there."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "package.json").write_text(json.dumps({"name": name, "version": version, **manifest}))
        for path, text in (files or {"index.js": f"module.exports = '{version}'\n"}).items():
            (self.folder / path).write_text(text)

    def npm(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run npm in the folder of the package."""
        assert NPM is not None
        home = self.folder.parent / "home-of-publisher"
        home.mkdir(exist_ok=True)
        (home / ".npmrc").write_text(npmrc(self.registry))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "NO_COLOR": "1",
            "npm_config_cache": str(home / "cache"),
            "npm_config_globalconfig": str(home / "none"),
            "npm_config_update_notifier": "false",
            "npm_config_fetch_retries": "0",
        }
        return subprocess.run(
            [NPM, *words],
            cwd=self.folder,
            env=environment,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )

    def json(self, *words: str) -> Any:
        """Run npm with `--json`, and return what it printed."""
        done = self.npm(*words, "--json")
        assert 0 == done.returncode, done.stderr
        return json.loads(done.stdout)
