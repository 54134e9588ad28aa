"""The real clients: how each locks and installs a project, and where what it installed lies."""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pratique.ecosystems.rubygems.ecosystem import default_registry
from tests.hostile_locks.world import World, tokens_below

TIMEOUT_S = 90
_BASE_PYTHON = os.path.realpath(sys.executable)
FOLDER = os.environ.get("PRATIQUE_CLIENTS")
"""Where the clients lie; read at once, since tests take such variables away."""
NPM, YARN1, YARN4, PNPM, BUN = "npm", "yarn1", "yarn4", "pnpm", "bun"
LEFT_BY_CLIENTS = ("node_modules", ".venv", ".yarn/cache", "installed", ".pdm-python", ".pdm-build")
"""What a client leaves in a project beside its lock."""
UV, POETRY, PDM, PIPENV, PIP, PYLOCK, BUNDLER = "uv", "poetry", "pdm", "pipenv", "pip", "pylock", "bundler"


@dataclass(frozen=True)
class Done:
    """How a client ended, and what it printed."""

    code: int
    out: str


@dataclass(frozen=True)
class Client:
    """One client. `{python}` in its words is the Python of the project's environment."""

    id: str
    format: str
    lock: str
    """File that it writes and reads."""
    locking: tuple[str, ...]
    frozen: tuple[str, ...]
    """An install by the lock alone."""
    plain: tuple[str, ...]
    """An install as a developer runs it."""
    installed_in: str

    @property
    def program(self) -> tuple[str, ...] | None:
        """Return the words that start it; None: it is not installed here."""
        if self.id == "pip":
            return (sys.executable, "-m", "pip")
        name = {"bundler": "bundle", "uv-pylock": "uv"}.get(self.id, self.id)
        found = shutil.which(name, path=FOLDER) if FOLDER else None
        found = found or (shutil.which(name) if not name[-1].isdigit() else None)
        return (found,) if found else None

    def run(self, words: tuple[str, ...], folder: Path, world: World) -> Done:
        """Run it in a project with a home, and so caches, of its own below the folder."""
        program = self.program
        assert program is not None
        home = folder.parent / "home"
        if not home.exists():
            _settings(home, world)
        done = subprocess.run(
            (*program, *(word.format(site=folder / "site", index=world.good.pypi_url) for word in words)),
            cwd=folder,
            env=_environment(home, folder, world),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        return Done(done.returncode, done.stdout.decode(errors="replace"))

    def prepare(self, folder: Path) -> None:
        """Make the environment that a Python client installs into."""
        if self.format in {POETRY, PDM, PIPENV, UV, PYLOCK}:
            venv.EnvBuilder(symlinks=True).create(folder / ".venv")

    def installed(self, folder: Path) -> frozenset[str]:
        """Return the archives whose files it installed, as `SIDE:NAME-VERSION`."""
        return tokens_below(*folder.glob(self.installed_in))


_NPM_WORDS = ("--no-progress", "--ignore-scripts", "--no-fund", "--no-audit")
_PNPM_WORDS = (
    "--ignore-scripts",
    "--reporter=append-only",
    "--config.fetch-retries=0",
    "--config.minimumReleaseAge=0",
)
_YARN_1 = ("install", "--non-interactive", "--no-progress", "--ignore-scripts")
_BUN = ("install", "--ignore-scripts", "--no-progress")
_PIP = (
    "install",
    "--no-cache-dir",
    "--disable-pip-version-check",
    "--no-compile",
    "--target",
    "{site}",
    "--quiet",
)


def _npm(name: str) -> Client:
    install = ("install", *_NPM_WORDS)
    return Client(
        name,
        NPM,
        "package-lock.json",
        (*install, "--package-lock-only"),
        ("ci", *_NPM_WORDS),
        install,
        "node_modules",
    )


def _pnpm(name: str) -> Client:
    return Client(
        name,
        PNPM,
        "pnpm-lock.yaml",
        ("install", "--lockfile-only", *_PNPM_WORDS),
        ("install", "--frozen-lockfile", *_PNPM_WORDS),
        ("install", "--no-frozen-lockfile", *_PNPM_WORDS),
        "node_modules",
    )


CLIENTS = (
    _npm("npm11"),
    _npm("npm10"),
    _npm("npm12"),
    Client("yarn1", YARN1, "yarn.lock", _YARN_1, (*_YARN_1, "--frozen-lockfile"), _YARN_1, "node_modules"),
    Client(
        "yarn4",
        YARN4,
        "yarn.lock",
        ("install", "--mode=update-lockfile"),
        ("install", "--immutable"),
        ("install",),
        "node_modules",
    ),
    _pnpm("pnpm11"),
    _pnpm("pnpm10"),
    Client(
        "bun", BUN, "bun.lock", (*_BUN, "--lockfile-only"), (*_BUN, "--frozen-lockfile"), _BUN, "node_modules"
    ),
    Client("pip", PIP, "requirements.txt", (), (*_PIP, "-r", "requirements.txt"), (), "site"),
    Client("uv", UV, "uv.lock", ("lock",), ("sync", "--frozen"), ("sync",), ".venv/lib/*/site-packages"),
    Client(
        "uv-pylock",
        PYLOCK,
        "pylock.toml",
        ("export", "--format", "pylock.toml", "-o", "pylock.toml", "--quiet"),
        ("pip", "sync", "pylock.toml", "--preview-features", "pylock"),
        (),
        ".venv/lib/*/site-packages",
    ),
    Client(
        "poetry",
        POETRY,
        "poetry.lock",
        ("lock", "--no-ansi"),
        ("sync", "--no-root", "--no-ansi"),
        ("install", "--no-root", "--no-ansi"),
        ".venv/lib/*/site-packages",
    ),
    Client(
        "pdm",
        PDM,
        "pdm.lock",
        ("lock",),
        ("sync", "--no-self"),
        ("install", "--no-self"),
        ".venv/lib/*/site-packages",
    ),
    Client(
        "pipenv",
        PIPENV,
        "Pipfile.lock",
        ("lock",),
        ("sync",),
        ("install",),
        ".venv/lib/*/site-packages",
    ),
    Client(
        "bundler",
        BUNDLER,
        "Gemfile.lock",
        ("lock", "--add-checksums"),
        ("install", "--frozen"),
        ("install",),
        "installed",
    ),
)

_NODE_MANIFEST = """{
  "name": "app",
  "version": "1.0.0",
  "dependencies": {
    "fleet": "^2.0.0",
    "kite": "^1.0.0"
  }
}
"""
_PYPROJECT = """[project]
name = "app"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["fleet>=2.0.0,<3", "kite>=1.0.0,<2"]
"""


def write_project(client: Client, folder: Path, world: World) -> None:
    """Write the manifest of an honest project that asks for fleet and kite, and nothing else."""
    folder.mkdir(parents=True)
    index = world.good.pypi_url
    match client.format:
        case "npm" | "yarn1" | "yarn4" | "pnpm" | "bun":
            (folder / "package.json").write_text(_NODE_MANIFEST)
            if client.format == YARN4:
                (folder / "yarn.lock").touch()
        case "uv" | "pylock":
            text = f'{_PYPROJECT}\n[tool.uv]\npackage = false\n\n[[tool.uv.index]]\nurl = "{index}"\ndefault = true\n'
            (folder / "pyproject.toml").write_text(text)
        case "poetry":
            text = f'{_PYPROJECT}\n[tool.poetry]\npackage-mode = false\n\n[[tool.poetry.source]]\nname = "main"\nurl = "{index}"\n'
            (folder / "pyproject.toml").write_text(text)
        case "pdm":
            text = f'{_PYPROJECT}\n[tool.pdm]\ndistribution = false\n\n[[tool.pdm.source]]\nname = "pypi"\nurl = "{index}"\n'
            (folder / "pyproject.toml").write_text(text)
        case "pipenv":
            text = f'[[source]]\nurl = "{index}"\nverify_ssl = false\nname = "main"\n\n[packages]\nfleet = "~=2.0"\nkite = "~=1.0"\n'
            (folder / "Pipfile").write_text(text)
        case "bundler":
            (folder / "Gemfile").write_text(
                f'source "{world.good.gem_url}"\n\ngem "fleet", "~> 2.0"\ngem "kite", "~> 1.0"\n'
            )


def _settings(home: Path, world: World) -> None:
    home.mkdir()
    (home / ".npmrc").write_text(f"registry={world.good.npm_url}\n")
    (home / ".yarnrc.yml").write_text(
        f'npmRegistryServer: "{world.good.npm_url.rstrip("/")}"\nunsafeHttpWhitelist: ["127.0.0.1", "127.0.0.2"]\n'
        "nodeLinker: node-modules\nenableGlobalCache: true\nenableTelemetry: false\nenableScripts: false\nhttpRetry: 0\n"
        "npmMinimalAgeGate: 0\n"
    )
    pip = home / ".config/pip"
    pip.mkdir(parents=True)
    (pip / "pip.conf").write_text(f"[global]\nindex-url = {world.good.pypi_url}\nretries = 0\n")
    (home / ".gemrc").write_text(f"---\n:sources:\n- {world.good.gem_url}\n")


def _environment(home: Path, folder: Path, world: World) -> Mapping[str, str]:
    environment = folder / ".venv"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "COLUMNS": "300",
        "CI": "",
        # Compiled once for all runs: most of the CPU time of a Node client is that.
        "NODE_COMPILE_CACHE": str(Path(tempfile.gettempdir()) / "hostile-locks-node"),
        "BUN_INSTALL_CACHE_DIR": str(home / "bun"),
        "YARN_CACHE_FOLDER": str(home / "yarn"),
        "npm_config_cache": str(home / "npm"),
        "npm_config_globalconfig": str(home / "no-global"),
        "npm_config_fetch_retries": "0",
        "npm_config_update_notifier": "false",
        "VIRTUAL_ENV": str(environment),
        # Never that of the suite's own environment, which `uv pip sync` would empty.
        "UV_PYTHON": str(environment / "bin/python") if environment.exists() else _BASE_PYTHON,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_HTTP_RETRIES": "0",
        "POETRY_REQUESTS_MAX_RETRIES": "0",
        "PDM_CHECK_UPDATE": "false",
        "PIPENV_IGNORE_VIRTUALENVS": "0",
        "PIPENV_NOSPIN": "1",
        "BUNDLE_RETRY": "0",
        "BUNDLE_PATH": str(folder / "installed"),
        "BUNDLE_SILENCE_ROOT_WARNING": "true",
        # Bundler takes itself from the public registry, whatever the project says.
        f"BUNDLE_MIRROR__{default_registry().upper().replace('.', '__')}": world.good.gem_url,
    }
