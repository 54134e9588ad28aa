"""Times the check of an npm package of 1,000 files that is compared with a last release of 1,000 files."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.git import repository
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from bench.publish.measure import environment

FILES = 1_000
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """The time of one check, in seconds, and the CPU time of all its processes, npm and git included."""

    wall_s: float
    cpu_s: float


def seconds() -> Taken:
    """Return the median of the times of the check; each time with an empty store."""
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
            taken = [_once(Path(work) / f"home{n}", project, served) for n in range(_TIMES)]
            return Taken(
                statistics.median(one.wall_s for one in taken), statistics.median(one.cpu_s for one in taken)
            )


def _once(home: Path, project: Path, served: LoopbackRegistry) -> Taken:
    given = environment(home, served)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pratique", "publish", "check"],
        cwd=project,
        env=given,
        check=True,
        capture_output=True,
    )
    wall_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


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
