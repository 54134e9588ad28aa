"""Worker processes that may die without taking anybody else along."""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pratique.analysis.facts import FileFacts
from pratique.analysis.job import FactsKey, Job, Part
from pratique.analysis.pool import Pool, WorkerLimits
from pratique.analysis.serving import RECYCLE_RSS_BYTES
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import ArtifactKind
from pratique.errors import AnalysisError, Reference
from tests.builders import zipped

METADATA = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX's")


def nothing(keys: Sequence[FactsKey]) -> Sequence[FileFacts | None]:
    return [None] * len(keys)


def job(data: bytes) -> Job:
    part = Part(
        ecosystem=Ecosystem.PYPI,
        ref=PackageRef(Ecosystem.PYPI, "sample").at("1.0.0"),
        filename="sample-1.0.0-py3-none-any.whl",
        kind=ArtifactKind.WHEEL,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return Job(artifact=part)


def wheel(source: str) -> bytes:
    return zipped({"sample-1.0.0.dist-info/METADATA": METADATA, "sample/__init__.py": source})


QUICK = wheel("import os\nx = os.environ\n")
SLOW = wheel("\n".join(f"a{i} = [{i}, {i} + 1, 'x{i}'.join(['a', 'b'])]" for i in range(60_000)))


def test_facts_are_made_and_given_back() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert "environment (import)" in done.inspection.capabilities
        assert done.inspection.complete
        assert [key.language for key, _ in done.fresh] == ["python"]

    asyncio.run(run())


def test_the_files_of_an_artifact_are_listed_between_inspections() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            found = await pool.file_list(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert {"sample/__init__.py", "sample-1.0.0.dist-info/METADATA"} == set(found.files)
        assert found.files["sample/__init__.py"].runs
        assert done.inspection.complete

    asyncio.run(run())


def test_facts_that_are_known_are_not_made_again() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            first = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        known = dict(first.fresh)

        def recall(keys: Sequence[FactsKey]) -> Sequence[FileFacts | None]:
            return [known.get(key) for key in keys]

        async with Pool(1, recall=recall) as pool:
            second = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert () == second.fresh
        assert first.inspection.capabilities == second.inspection.capabilities

    asyncio.run(run())


@posix_only
def test_the_limit_of_cpu_time_ends_a_job_and_the_next_one_is_served() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing, limits=WorkerLimits(cpu_s=1)) as pool:
            with pytest.raises(AnalysisError) as caught:
                await pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW))
            assert Reference.ANALYSIS_TIMEOUT == caught.value.reference
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert done.inspection.complete

    asyncio.run(run())


@posix_only
def test_the_limit_of_memory_is_never_silent_and_the_next_job_is_served() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing, limits=WorkerLimits(memory_bytes=120 * 1024**2)) as pool:
            (answer,) = await asyncio.gather(
                pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW)), return_exceptions=True
            )
            if isinstance(answer, AnalysisError):
                assert Reference.ANALYSIS_MEMORY == answer.reference
            else:
                # The parser itself ran out of memory: the file is told as unread.
                assert not isinstance(answer, BaseException)
                assert not answer.inspection.complete
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert done.inspection.complete

    asyncio.run(run())


def test_a_worker_that_has_grown_is_replaced() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            await pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW))
            for _ in range(2):
                done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert done.inspection.complete

    asyncio.run(run())


def test_the_wall_clock_stands_behind_the_other_limits() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing, limits=WorkerLimits(wall_s=0.5)) as pool:
            with pytest.raises(AnalysisError) as caught:
                await pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW))
        assert Reference.ANALYSIS_TIMEOUT == caught.value.reference

    asyncio.run(run())


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the worker through /proc")
def test_a_worker_killed_from_outside_takes_its_own_job_along_and_no_other() -> None:
    async def run() -> None:
        async with Pool(2, recall=nothing) as pool:
            doomed = asyncio.create_task(pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW)))
            await asyncio.sleep(0.5)
            (worker,) = _workers()
            os.kill(worker, signal.SIGKILL)
            quick = [pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK)) for _ in range(3)]
            answers = await asyncio.gather(doomed, *quick, return_exceptions=True)
        assert isinstance(answers[0], AnalysisError)
        assert all(not isinstance(answer, BaseException) for answer in answers[1:])

    asyncio.run(run())


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the worker through /proc")
def test_an_idle_worker_that_was_killed_costs_the_next_job_nothing() -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            (worker,) = _workers()
            os.kill(worker, signal.SIGKILL)
            await asyncio.sleep(0.5)
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert done.inspection.complete

    asyncio.run(run())


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the worker through /proc")
def test_a_large_parent_does_not_wear_its_workers_out() -> None:
    ballast = bytearray(b"x") * (RECYCLE_RSS_BYTES + 50 * 1024 * 1024)

    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            first = _workers()
            await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            assert len(first) == 1
            assert _workers() == first

    asyncio.run(run())
    del ballast


def test_a_worker_sees_neither_credentials_nor_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("reads the worker's environment through /proc")
    monkeypatch.setenv("NPM_TOKEN", "very-secret")

    async def run() -> bytes:
        async with Pool(1, recall=nothing) as pool:
            await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            (worker,) = _workers()
            return _environment(worker)

    assert b"very-secret" not in asyncio.run(run())


def _environment(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


def _workers() -> list[int]:
    """Processes of this test's own that are workers."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The parent's id is the second field after the name, which stands in parentheses.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            line = (folder / "cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            continue
        if parent == os.getpid() and b"pratique.analysis.worker" in line:
            found.append(int(folder.name))
    return found


def test_what_waits_for_a_worker_is_counted_until_it_has_one_or_gives_up() -> None:
    async def run() -> list[int]:
        pool, seen = Pool(1), []

        async def wait() -> None:
            async with pool._place(heavy=True):
                seen.append(pool.queued)

        async with pool._place(heavy=False):
            waiting = [asyncio.create_task(wait()) for _ in range(2)]
            await asyncio.sleep(0)
            seen.append(pool.queued)
            waiting[1].cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            seen.append(pool.queued)
        await waiting[0]
        return seen

    assert [2, 1, 0] == asyncio.run(run())


def test_work_without_hurry_waits_until_a_worker_is_free_and_nobody_waits() -> None:
    async def run() -> list[str]:
        pool, order = Pool(1), []
        await pool.spare()

        async def works(name: str, *, hurried: bool) -> None:
            if not hurried:
                await pool.spare()
            async with pool._place(heavy=False):
                order.append(name)
                await asyncio.sleep(0)

        async with pool._place(heavy=False):
            late = asyncio.create_task(works("without hurry", hurried=False))
            await asyncio.sleep(0)
            hurried = [asyncio.create_task(works(f"client {n}", hurried=True)) for n in range(2)]
            await asyncio.sleep(0)
        await asyncio.gather(late, *hurried)
        return order

    assert ["client 0", "client 1", "without hurry"] == asyncio.run(run())


def test_a_pool_whose_workers_cannot_start_says_so_after_the_first_job() -> None:
    async def run() -> tuple[str, AnalysisError, str]:
        async with Pool(1, recall=nothing, program="pratique.analysis.no_such_worker") as pool:
            before = await pool.trouble()
            with pytest.raises(AnalysisError) as caught:
                await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            return before, caught.value, await pool.trouble()

    before, error, after = asyncio.run(run())

    assert "" == before
    assert Reference.ANALYSIS_CRASHED is error.reference
    assert "workers end as soon as they start (code 1)" == after


def test_a_worker_that_an_artifact_takes_down_is_no_trouble_of_the_pool() -> None:
    async def run() -> str:
        async with Pool(1, recall=nothing, limits=WorkerLimits(cpu_s=1)) as pool:
            with pytest.raises(AnalysisError):
                await pool.run(job(SLOW), lambda: [SLOW], size_bytes=len(SLOW))
            return await pool.trouble()

    assert "" == asyncio.run(run())
