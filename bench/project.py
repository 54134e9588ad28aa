"""Cold and warm `check` of the 1,100-package lock, against `npm ci` and `npm ls` of the same lock."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.timing import best, row, run

LOCK = Path(__file__).resolve().parent.parent.parent / "shared/data/gate-bench"


def main() -> None:
    if not LOCK.is_dir():
        print(f"needs the recorded lock, which is not here: {LOCK}", file=sys.stderr)
        raise SystemExit(3)
    with tempfile.TemporaryDirectory() as folder:
        project, home = Path(folder, "project"), Path(folder, "home")
        shutil.copytree(LOCK, project)
        check = [sys.executable, "-m", "pratique.cli", "check", "."]
        own = {"PRATIQUE_HOME": str(home)}
        cold = run(check, folder=project, env=own)
        install = [
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--cache",
            str(Path(folder, "cache")),
        ]
        installed = run(install, folder=project)
        print(row("cold check", cold, "npm ci, empty cache", installed))
        shutil.rmtree(project / "node_modules", ignore_errors=True)
        warm = best(check, times=3, folder=project, env=own)
        listed = best(["npm", "ls", "--all", "--package-lock-only"], times=3, folder=project)
        print(row("warm check", warm, "npm ls --package-lock-only", listed))
        print(f"processors: {len(os.sched_getaffinity(0))}")
