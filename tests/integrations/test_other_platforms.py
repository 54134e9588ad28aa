"""What a worker does where the kernel has fewer limits. Only Linux runs these tests: the other kernels are played.

Python is told before the worker starts that it is on another platform, and what that platform does not have fails.
"""

import asyncio
import sys
from pathlib import Path

import pytest

from pratique.analysis.pool import Pool, WorkerLimits
from pratique.core.finding import Inspection
from pratique.errors import AnalysisError, Reference
from tests.analysis.test_pool import QUICK, SLOW, job, nothing

MACOS = """
import resource, sys
sys.platform = "darwin"
really = resource.setrlimit

def setrlimit(which, limits):
    if which == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    really(which, limits)

resource.setrlimit = setrlimit
"""
# tempfile of the standard library looks at the platform when it is imported, and takes another road there.
WINDOWS = """
import sys, tempfile
sys.platform = "win32"
sys.modules["resource"] = None
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="plays the other platforms on Linux")


def on(platform: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "sitecustomize.py").write_text(platform)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def inspected(data: bytes, limits: WorkerLimits) -> Inspection:
    async def run() -> Inspection:
        async with Pool(1, recall=nothing, limits=limits) as pool:
            done = await pool.run(job(data), lambda: [data], size_bytes=len(data))
        return done.inspection

    return asyncio.run(run())


@pytest.mark.parametrize("platform", [MACOS, WINDOWS], ids=["macos", "windows"])
def test_an_artifact_is_inspected(platform: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on(platform, monkeypatch, tmp_path)
    assert inspected(QUICK, WorkerLimits()).complete


def test_the_wall_clock_ends_a_worker_where_nothing_else_can(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on(WINDOWS, monkeypatch, tmp_path)
    with pytest.raises(AnalysisError, match="of wall clock") as caught:
        inspected(SLOW, WorkerLimits(cpu_s=1, wall_s=1))
    assert Reference.ANALYSIS_TIMEOUT == caught.value.reference
