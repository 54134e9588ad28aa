"""Clients of npm's registry, in the versions that lie in a folder, pointed at a gate by the files that their users have.

`PRATIQUE_CLIENTS` names a folder with `npm10`, `npm11`, `npm12`, `yarn1`, `yarn4`, `pnpm10`, `pnpm11` and `bun`: programs, or scripts that
start one. Without it, what is on PATH by its usual name is taken where its major version is the right one, but for npm.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.gate.running import Ran

TIMEOUT_S = 120
# Read at once: tests take such variables away.
_FOLDER = os.environ.get("PRATIQUE_CLIENTS")


@dataclass(frozen=True)
class Client:
    """One client: how it is called, and how it installs."""

    id: str
    usual: str
    """Its name on PATH."""
    major: str
    install: tuple[str, ...]
    locked: tuple[str, ...]
    """An install that may not change the lock."""
    lock: str
    """File that it writes."""
    shows_refusals: bool = True
    """Whether it prints the reason phrase of a refused tarball."""

    @property
    def program(self) -> str | None:
        """Where it lies, if it is installed here."""
        if _FOLDER is not None:
            return shutil.which(self.id, path=_FOLDER)
        # The npm on PATH is that of `test_npm_clients`.
        found = shutil.which(self.usual) if self.usual != "npm" else None
        return found if found is not None and _major(found) == self.major else None


_NPM = ("--no-progress", "--ignore-scripts", "--no-fund")
_ONE_TRY = "--config.fetch-retries=0"
_PNPM = ("--ignore-scripts", "--reporter=append-only", _ONE_TRY)
# The age rule of its own, which it has by default, would hide what the gate does.
_PNPM_11 = (*_PNPM, "--config.minimumReleaseAge=0")
_YARN_1 = ("install", "--non-interactive", "--no-progress", "--ignore-scripts")

CLIENTS = (
    Client("npm10", "npm", "10", ("install", *_NPM), ("ci", *_NPM), "package-lock.json"),
    Client("npm11", "npm", "11", ("install", *_NPM), ("ci", *_NPM), "package-lock.json"),
    Client("npm12", "npm", "12", ("install", *_NPM), ("ci", *_NPM), "package-lock.json"),
    Client("yarn1", "yarn", "1", _YARN_1, (*_YARN_1, "--frozen-lockfile"), "yarn.lock", shows_refusals=False),
    Client("yarn4", "yarn", "4", ("install",), ("install", "--immutable"), "yarn.lock"),
    Client(
        "pnpm10",
        "pnpm",
        "10",
        ("install", "--no-frozen-lockfile", *_PNPM),
        ("install", "--frozen-lockfile", *_PNPM),
        "pnpm-lock.yaml",
    ),
    Client(
        "pnpm11",
        "pnpm",
        "11",
        ("install", "--no-frozen-lockfile", *_PNPM_11),
        ("install", "--frozen-lockfile", *_PNPM_11),
        "pnpm-lock.yaml",
    ),
    Client(
        "bun",
        "bun",
        "1",
        ("install", "--ignore-scripts", "--no-progress"),
        ("install", "--ignore-scripts", "--no-progress", "--frozen-lockfile"),
        "bun.lock",
        shows_refusals=False,
    ),
)


def params() -> list[object]:
    """Each client as a parameter; those that are not installed here are skipped with words."""
    return [
        pytest.param(
            one,
            id=one.id,
            marks=pytest.mark.skipif(one.program is None, reason=f"{one.id} is not installed here"),
        )
        for one in CLIENTS
    ]


@dataclass
class NpmUser:
    """A project of somebody who installs with one client from one address; nothing is shared with other projects."""

    client: Client
    folder: Path
    registry: str
    dependencies: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    """More lines of `.npmrc`."""
    retries: bool = False
    """Whether the client tries again as it does by default."""

    def __post_init__(self) -> None:
        self.folder.mkdir()
        document = {"name": "app", "version": "1.0.0", "dependencies": dict(self.dependencies)}
        (self.folder / "package.json").write_text(json.dumps(document))
        self.point_at(self.registry)

    def point_at(self, registry: str) -> None:
        """Take another registry, also in the lock if there is one."""
        lock = self.folder / self.client.lock
        if lock.exists():
            lock.write_text(lock.read_text().replace(self.registry, registry))
        self.registry = registry
        lines = {"registry": registry, **self.settings}
        (self.folder / ".npmrc").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        if self.client.id == "yarn4":
            (self.folder / ".yarnrc.yml").write_text(_yarnrc(registry, retries=self.retries))
            (self.folder / "yarn.lock").touch()

    def install(self) -> Ran:
        """Install what the project asks for."""
        return self._run(self.client.install)

    def install_locked(self) -> Ran:
        """Install by the lock alone, which may not change."""
        return self._run(self.client.locked)

    def forget(self, *, cache: bool = True) -> None:
        """Take away what was installed, and the client's cache."""
        for left in ("node_modules", *([".own"] if cache else [])):
            shutil.rmtree(self.folder / left, ignore_errors=True)

    @property
    def lock(self) -> str:
        """What it locked."""
        return (self.folder / self.client.lock).read_text()

    def version(self, name: str) -> str | None:
        """The version of a package that is installed, whether or not the project itself asks for it."""
        modules = self.folder / "node_modules"
        places = [modules / name, *modules.glob(f".pnpm/*/node_modules/{name}")]
        for place in places:
            if (place / "package.json").exists():
                return str(json.loads((place / "package.json").read_text())["version"])
        return None

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the client runs with: its caches are its own."""
        own = self.folder / ".own"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(own),
            "NO_COLOR": "1",
            "COLUMNS": "400",
            "XDG_DATA_HOME": str(own / "data"),
            "XDG_CACHE_HOME": str(own / "cache"),
            "XDG_STATE_HOME": str(own / "state"),
            "XDG_CONFIG_HOME": str(own / "config"),
            "BUN_INSTALL_CACHE_DIR": str(own / "bun"),
            "YARN_CACHE_FOLDER": str(own / "yarn"),
            "npm_config_cache": str(own / "npm"),
            "npm_config_globalconfig": str(own / "no-global"),
            "npm_config_update_notifier": "false",
            **({} if self.retries else {"npm_config_fetch_retries": "0"}),
        }

    def _run(self, words: tuple[str, ...]) -> Ran:
        assert self.client.program is not None
        (self.folder / ".own").mkdir(exist_ok=True)
        done = subprocess.run(
            [self.client.program, *(word for word in words if not (self.retries and word == _ONE_TRY))],
            cwd=self.folder,
            env=self.environment,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        return Ran(done.returncode, done.stdout)


def _yarnrc(registry: str, *, retries: bool) -> str:
    return "\n".join(
        (
            f'npmRegistryServer: "{registry.rstrip("/")}"',
            'unsafeHttpWhitelist: ["127.0.0.1"]',
            "nodeLinker: node-modules",
            "enableGlobalCache: false",
            "enableTelemetry: false",
            "enableScripts: false",
            *(() if retries else ("httpRetry: 0",)),
            # The age rule of its own, which it has by default, would hide what the gate does.
            "npmMinimalAgeGate: 0",
            "",
        )
    )


@cache
def _major(program: str) -> str:
    # From the root: a program such as yarn hands over to the version that a project asks for.
    told = subprocess.run(
        [program, "--version"], cwd="/", check=False, text=True, capture_output=True, timeout=TIMEOUT_S
    ).stdout
    found = re.search(r"^v?([0-9]+)\.", told, re.MULTILINE)
    return found[1] if found else ""
