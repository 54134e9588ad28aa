"""A copy of the source with one line broken, and the tests that run against it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.breakages.table import Breakage

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "pratique"
TIMEOUT_S = 1800


class NoFitError(Exception):
    """A row does not fit the source any more."""


class NotRunError(Exception):
    """The tests did not run to their end."""


def broken(text: str, breakage: Breakage) -> str:
    """Return the text of a file with the line replaced. Raises NoFitError unless it is there once."""
    lines = text.splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.strip() == breakage.line]
    if len(found) != 1:
        raise NoFitError(f"{breakage.path} has the line {len(found)} times: {breakage.line}")
    line = lines[found[0]]
    lines[found[0]] = line.replace(breakage.line, breakage.instead)
    return "".join(lines)


@dataclass(frozen=True)
class Tree:
    """A copy of the source in a folder, which tests import instead of the real one."""

    folder: Path

    @classmethod
    def copied(cls, folder: Path) -> "Tree":
        """Copy the source into a folder."""
        shutil.copytree(SOURCE, folder / "pratique")
        return cls(folder)

    def catches(self, breakage: Breakage) -> bool:
        """Return whether a test fails with the line broken."""
        path = self.folder / "pratique" / breakage.path
        text = path.read_text(encoding="utf-8")
        path.write_text(broken(text, breakage), encoding="utf-8")
        try:
            return not self.passes(breakage.tests)
        finally:
            path.write_text(text, encoding="utf-8")

    def passes(self, tests: tuple[str, ...]) -> bool:
        """Return whether tests pass against the copy. Raises NotRunError where they do not run, or run too long."""
        options = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header")
        command = [sys.executable, "-m", "pytest", *options, *tests]
        try:
            ran = subprocess.run(
                command,
                cwd=ROOT,
                env=self._environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired as error:
            raise NotRunError(f"the tests took more than {TIMEOUT_S} s: {' '.join(tests)}") from error
        if ran.returncode not in {0, 1}:
            raise NotRunError(f"pytest ended with {ran.returncode}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
        return ran.returncode == 0

    def is_imported(self) -> bool:
        """Return whether a Python that the tests start imports the copy."""
        code = "import pratique, sys; sys.stdout.write(pratique.__file__)"
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return Path(ran.stdout).is_relative_to(self.folder)

    @property
    def _environment(self) -> dict[str, str]:
        outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return {**outer, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
