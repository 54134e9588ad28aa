"""Times the check of an npm package of 1,000 files that is compared with a last release of 1,000 files."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.git import repository
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from bench.publish.measure import environment

FILES = 1_000
_TIMES = 3


def seconds() -> float:
    """Return the median time of the check in seconds; each time with an empty store."""
    with tempfile.TemporaryDirectory() as work:
        before = {**_files("1.0.0"), "package.json": _manifest("1.0.0")}
        package = NpmPackage(name="large", releases=(NpmRelease(version="1.0.0", files=before),))
        with LoopbackRegistry(npm=[package]) as served:
            project = Path(work) / "project"
            git = repository(project)
            for path, text in {**_files("1.1.0"), "package.json": _manifest("1.1.0")}.items():
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(text)
            git.commit()
            return statistics.median(_once(Path(work) / f"home{n}", project, served) for n in range(_TIMES))


def _once(home: Path, project: Path, served: LoopbackRegistry) -> float:
    given = environment(home, served)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pratique", "publish", "check"],
        cwd=project,
        env=given,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def _manifest(version: str) -> str:
    return f'{{"name": "large", "version": "{version}", "main": "lib/file0.js"}}\n'


def _files(version: str) -> dict[str, str]:
    """Return 999 modules of about 2 kB each; every tenth changes between releases."""
    return {
        f"lib/file{n}.js": "".join(
            f"exports.f{m} = function (a, b) {{ return a + b + {m if n % 10 else version!r} }}\n"
            for m in range(35)
        )
        for n in range(FILES - 1)
    }
