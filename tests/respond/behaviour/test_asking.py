import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.analysis.pool import Pool, WorkerLimits
from pratique.core.names import Digest, Ecosystem
from pratique.errors import AnalysisError
from pratique.respond.behaviour.asking import PROGRAM, Kept, behaviour_of, find_kept, of_data
from pratique.respond.behaviour.value import Behaviour, NoBytes
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import Seen
from tests.respond.behaviour.samples import REF, archive, behaviour


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path)) as opened:
        yield opened


def remember(store: Store, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    store.artifacts.remember(
        [
            Seen(
                purl=REF.purl,
                filename="sample-1.0.0.tgz",
                sha256=sha256,
                sha512=hashlib.sha512(data).hexdigest(),
                sha1=hashlib.sha1(data).hexdigest(),
                size_bytes=len(data),
                first_seen=datetime(2026, 11, 1, tzinfo=UTC),
            )
        ]
    )
    return sha256


def ask(kept: Kept, limits: WorkerLimits | None = None) -> Behaviour:
    async def run() -> Behaviour:
        async with Pool(1, program=PROGRAM, limits=limits) as pool:
            return await behaviour_of(pool, kept)

    return asyncio.run(run())


def test_a_worker_describes_what_this_process_describes() -> None:
    assert behaviour() == ask(of_data(archive(), "sample-1.0.0.tgz", Ecosystem.NPM, REF))


def test_a_worker_that_reaches_its_limit_is_an_error_and_no_clean_answer() -> None:
    with pytest.raises(AnalysisError):
        ask(of_data(archive(), "sample-1.0.0.tgz", Ecosystem.NPM, REF), WorkerLimits(wall_s=0.01))


@pytest.mark.parametrize("by_digest", [False, True])
def test_kept_bytes_are_found_by_release_and_by_digest(store: Store, *, by_digest: bool) -> None:
    data = archive()
    sha256 = remember(store, data)
    store.blobs.put(sha256, data)
    digests = [Digest("sha256", sha256)] if by_digest else []
    found = find_kept(store, None if by_digest else REF, digests)
    assert isinstance(found, tuple)
    assert [(sha256, data, len(data))] == [(one.part.sha256, one.load(), one.size_bytes) for one in found]


def test_bytes_that_were_never_here_are_told_with_the_ways_to_get_them(store: Store) -> None:
    found = find_kept(store, REF)
    assert isinstance(found, NoBytes)
    assert "the store has no file of sample@1.0.0" == found.why
    assert "`pratique inspect sample@1.0.0`" in found.ways[0]
    assert any("--artifact FILE" in way for way in found.ways)


def test_bytes_that_were_removed_are_told_apart_from_bytes_that_were_never_here(store: Store) -> None:
    remember(store, archive())
    found = find_kept(store, REF)
    assert isinstance(found, NoBytes)
    assert "the store knows files of sample@1.0.0, and has removed their bytes" == found.why


def test_a_digest_alone_names_no_release_to_inspect(store: Store) -> None:
    found = find_kept(store, None, [Digest("sha256", "0" * 64)])
    assert isinstance(found, NoBytes)
    assert not any("pratique inspect" in way for way in found.ways)
