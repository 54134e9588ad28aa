"""Python projects on a loopback index, and the real pip, uv and Poetry that are pointed at a gate."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.gate.running import Ran, RunningGate
from tests.loopback import LoopbackRegistry, PypiProject, sdist_file, wheel_file

TIMEOUT_S = 120
YOUNG = datetime.now(UTC) - timedelta(hours=20)
KITE = PypiProject(
    name="kite",
    files=(
        wheel_file("kite", "1.0.0"),
        sdist_file("kite", "1.0.0"),
        wheel_file("kite", "1.1.0", {"kite.py": "VALUE = 2\n"}),
        wheel_file("kite", "1.2.0", {"kite.py": "VALUE = 3\n"}, uploaded_at=YOUNG),
        sdist_file("kite", "1.2.0", uploaded_at=YOUNG),
    ),
)
"""Its newest version is too young."""
FLEET = PypiProject(
    name="fleet", files=(wheel_file("fleet", "2.0.0", requires=("kite>=1",), requires_python=">=3.8"),)
)
FRESH = PypiProject(name="fresh", files=(wheel_file("fresh", "0.1.0", uploaded_at=YOUNG),))
"""All of it is too young."""
GIVEN_UP = PypiProject(
    name="given-up",
    files=(wheel_file("given-up", "1.0.0"), wheel_file("given-up", "1.1.0", yanked="broken build")),
)


def configure(registry: LoopbackRegistry) -> None:
    """Make the index the one that this user's pip is configured for, where the gate reads it."""
    folder = Path(os.environ["HOME"]) / ".config/pip"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pip.conf").write_text(f"[global]\nindex-url = {registry.pypi_url}\n")


@dataclass
class PythonUser:
    """Somebody who installs Python packages through a gate, each time into an empty folder."""

    gate: RunningGate
    folder: Path
    retries: bool = False
    """Whether clients try again as they do by default."""

    @property
    def index(self) -> str:
        """What is given to a client as its index."""
        return f"{self.gate.url}/pypi/simple/"

    def pip(self, *words: str, into: str = "site") -> Ran:
        """Install with pip into a folder."""
        options = [
            "--no-cache-dir",
            *([] if self.retries else ["--retries", "0"]),
            "--disable-pip-version-check",
            "--no-color",
        ]
        options += ["--index-url", self.index, "--target", str(self.folder / into), "--no-compile"]
        return self._run((sys.executable, "-m", "pip", "install", *options, *words))

    def uv(self, *words: str, into: str = "site") -> Ran:
        """Install with uv into a folder."""
        found = shutil.which("uv")
        assert found is not None
        options = ["--no-cache", "--default-index", self.index, "--target", str(self.folder / into)]
        return self._run((found, "pip", "install", "--python", sys.executable, *options, *words))

    def poetry_lock(self, wanted: str) -> Ran:
        """Lock one dependency with Poetry, in a project of its own: what it prints, and its lock."""
        project = self._poetry_project(wanted)
        ran = self._poetry(project, "lock")
        lock = project / "poetry.lock"
        return Ran(ran.code, ran.out + (lock.read_text() if lock.exists() else ""))

    def poetry_install(self, wanted: str, *, into: str) -> Ran:
        """Lock and install one dependency with Poetry, in a project with an environment of its own."""
        project = self._poetry_project(wanted, into)
        (project / "poetry.toml").write_text("[virtualenvs]\ncreate = true\nin-project = true\n")
        locked = self._poetry(project, "lock")
        if locked.code:
            return locked
        done = self._poetry(project, "install", "--no-root", POETRY_VIRTUALENVS_CREATE="true")
        return Ran(done.code, locked.out + done.out)

    def poetry_install_locked(self, project: Path) -> Ran:
        """Install anew by the lock that a project of `poetry_install` has."""
        shutil.rmtree(project / ".venv")
        # What lies in its own cache is not asked of the gate.
        shutil.rmtree(self.folder / ".cache", ignore_errors=True)
        return self._poetry(project, "install", "--no-root", POETRY_VIRTUALENVS_CREATE="true")

    def _poetry_project(self, wanted: str, name: str = "") -> Path:
        project = Path(tempfile.mkdtemp(dir=self.folder, prefix=f"{name}-"))
        lines: tuple[str, ...] = (
            "[project]",
            'name = "app"',
            'version = "1"',
            f'dependencies = ["{wanted}"]',
        )
        lines += (
            'requires-python = ">=3.9"',
            "[tool.poetry]",
            "package-mode = false",
        )
        lines += ("[[tool.poetry.source]]", 'name = "gate"', f'url = "{self.index}"')
        (project / "pyproject.toml").write_text("\n".join(lines))
        return project

    def _poetry(self, project: Path, *words: str, **variables: str) -> Ran:
        found = shutil.which("poetry")
        assert found is not None
        return self._run((found, "--no-ansi", "--no-cache", "-C", str(project), *words), **variables)

    def version(self, name: str, into: str = "site") -> str:
        """The version of a project that is installed."""
        found = list((self.folder / into).glob(f"{name.replace('-', '_')}-*.dist-info"))
        assert 1 == len(found), found
        return found[0].name.removesuffix(".dist-info").rpartition("-")[2]

    def _run(self, words: tuple[str, ...], **variables: str) -> Ran:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PIP_CONFIG_FILE": os.devnull,
            "UV_NO_CONFIG": "1",
            "NO_COLOR": "1",
            "POETRY_VIRTUALENVS_CREATE": "false",
            "COLUMNS": "400",
            **({} if self.retries else {"UV_HTTP_RETRIES": "0", "POETRY_REQUESTS_MAX_RETRIES": "0"}),
            **variables,
        }
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=env,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        return Ran(done.returncode, done.stdout)
