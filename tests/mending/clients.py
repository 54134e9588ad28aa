"""The package managers, installed from the configured registries into a scratch folder."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_NPM = {
    "yarn-1": ("yarn@1", "yarn", "node {root}/yarn/bin/yarn.js"),
    "yarn-2": ("@yarnpkg/cli-dist@2", "yarn", "node {root}/@yarnpkg/cli-dist/bin/yarn.js"),
    "yarn-3": ("@yarnpkg/cli-dist@3", "yarn", "node {root}/@yarnpkg/cli-dist/bin/yarn.js"),
    "yarn-4": ("@yarnpkg/cli-dist@4", "yarn", "node {root}/@yarnpkg/cli-dist/bin/yarn.js"),
    "pnpm-9": ("pnpm@9", "pnpm", "node {root}/pnpm/bin/pnpm.cjs"),
    "pnpm-10": ("pnpm@10", "pnpm", "node {root}/pnpm/bin/pnpm.cjs"),
    "bun": ("@oven/bun-linux-x64@1.2", "bun", "{root}/@oven/bun-linux-x64/bin/bun"),
}
"""What to install, what it is called, and how it is run."""
_PYTHON: Mapping[str, tuple[str, ...]] = {
    "poetry": ("poetry",),
    "uv": ("uv",),
    "pdm": ("pdm", "hishel<2"),  # 2 took away what pdm 2.29 imports
    "pipenv": ("pipenv",),
    "pip-tools": ("pip-tools",),
}


@dataclass(frozen=True)
class Clients:
    """Installs a client when it is first asked for."""

    scratch: Path

    def env(self, client: str) -> dict[str, str]:
        """The environment in which a client is found first, with caches of its own."""
        folder = self._folder(client)
        caches = self.scratch / "caches"
        return {
            "PATH": f"{folder}:{os.environ['PATH']}" if folder else os.environ["PATH"],
            "npm_config_cache": str(caches / "npm"),
            "npm_config_audit": "false",
            "npm_config_fund": "false",
            "npm_config_ignore_scripts": "true",
            "npm_config_update_notifier": "false",
            "npm_config_store_dir": str(caches / "pnpm"),
            "YARN_CACHE_FOLDER": str(caches / "yarn"),
            "YARN_GLOBAL_FOLDER": str(caches / "yarn-global"),
            "YARN_NODE_LINKER": "node-modules",
            "YARN_ENABLE_TELEMETRY": "0",
            "YARN_ENABLE_IMMUTABLE_INSTALLS": "0",
            "YARN_ENABLE_SCRIPTS": "0",
            "BUN_INSTALL_CACHE_DIR": str(caches / "bun"),
            "UV_CACHE_DIR": str(caches / "uv"),
            "UV_NO_PROGRESS": "1",
            "POETRY_CACHE_DIR": str(caches / "poetry"),
            "POETRY_NO_INTERACTION": "1",
            "POETRY_VIRTUALENVS_PATH": str(caches / "poetry-environments"),
            "PDM_CHECK_UPDATE": "0",
            "PDM_LOG_DIR": str(caches / "pdm-log"),
            "PDM_CACHE_DIR": str(caches / "pdm"),
            "WORKON_HOME": str(caches / "pipenv"),
            "PIPENV_CACHE_DIR": str(caches / "pipenv-cache"),
            "PIPENV_IGNORE_VIRTUALENVS": "1",
            "XDG_CACHE_HOME": str(caches / "xdg"),
        }

    def _folder(self, client: str) -> Path | None:
        if client in _NPM:
            return self._from_npm(client)
        if client in _PYTHON:
            return self._from_python(client)
        return None

    def _from_npm(self, client: str) -> Path:
        package, name, run = _NPM[client]
        folder = self.scratch / "clients" / client
        if not (folder / "bin").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "package.json").write_text('{"private": true}')
            _call(
                "npm", "install", "--no-save", "--ignore-scripts", "--loglevel=error", package, folder=folder
            )
            (folder / "bin").mkdir()
            program = folder / "bin" / name
            program.write_text(f'#!/bin/sh\nexec {run.format(root=folder / "node_modules")} "$@"\n')
            program.chmod(0o755)
        return folder / "bin"

    def _from_python(self, client: str) -> Path:
        folder = self.scratch / "clients" / client
        if not folder.is_dir():
            _call(sys.executable, "-m", "venv", str(folder), folder=self.scratch)
            _call(str(folder / "bin/pip"), "install", "--quiet", *_PYTHON[client], folder=self.scratch)
        return folder / "bin"


def _call(*words: str, folder: Path) -> None:
    subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True, timeout=600)
