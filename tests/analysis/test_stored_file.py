"""Artifacts that a worker reads from disk."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.analysis.job import Job
from pratique.analysis.pool import Pool
from pratique.analysis.stored_file import StoredFileError, open_stored
from pratique.errors import AnalysisError
from tests.analysis.test_pool import QUICK, job, nothing


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "stored"
    path.write_bytes(QUICK)
    return path


def on_disk(path: Path) -> Job:
    asked = job(QUICK)
    return replace(asked, artifact=replace(asked.artifact, stored=str(path)))


def test_a_stored_file_is_mapped_if_its_digest_is_right(stored: Path) -> None:
    assert QUICK == open_stored(str(stored), hashlib.sha256(QUICK).hexdigest())[:]


@pytest.mark.parametrize("content", [b"", b"other bytes", None])
def test_any_other_file_is_an_error(stored: Path, content: bytes | None) -> None:
    stored.unlink() if content is None else stored.write_bytes(content)
    with pytest.raises(StoredFileError):
        open_stored(str(stored), hashlib.sha256(QUICK).hexdigest())


def test_a_worker_inspects_a_stored_file_as_it_inspects_sent_bytes(stored: Path) -> None:
    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            sent = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
            read = await pool.run(on_disk(stored), list, size_bytes=len(QUICK))
            listed = await pool.file_list(on_disk(stored), list, size_bytes=len(QUICK))
        assert replace(sent.inspection, cpu_s=0) == replace(read.inspection, cpu_s=0)
        assert "sample/__init__.py" in listed.files

    asyncio.run(run())


def test_a_changed_file_fails_the_job_and_no_other(stored: Path) -> None:
    stored.write_bytes(QUICK + b"x")

    async def run() -> None:
        async with Pool(1, recall=nothing) as pool:
            with pytest.raises(AnalysisError, match="was changed"):
                await pool.run(on_disk(stored), list, size_bytes=len(QUICK))
            done = await pool.run(job(QUICK), lambda: [QUICK], size_bytes=len(QUICK))
        assert done.inspection.complete

    asyncio.run(run())
