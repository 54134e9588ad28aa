"""Bringing a large file, whole or what is missing of it."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.errors import PratiqueError, Reference
from pratique.net.client.address import origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.download import Downloaded, Part, download
from pratique.net.client.http import Http, HttpSettings
from tests.loopback.advisory_bucket import AdvisoryBucket

DATA = bytes(range(256)) * 4000
FILE = "npm/all.zip"


async def _no_sleep(_: float) -> None:
    return


class Bench:
    """A bucket with one file, and a place to bring it to."""

    def __init__(self, bucket: AdvisoryBucket, folder: Path) -> None:
        self.bucket = bucket
        self.path = folder / "downloads" / "osv-npm.part"

    def bring(
        self,
        *,
        etag: str | None = None,
        max_bytes: int = 10_000_000,
        retries: int = 3,
        url: str = "",
        authorization: Authorization | None = None,
    ) -> Downloaded:
        async def run() -> Downloaded:
            settings = HttpSettings(pauses_s=(0.0,) * retries)
            address = url or self.bucket.url(FILE)
            async with Http(settings, sleep=_no_sleep, configured={origin(parse(address))}) as http:
                part = Part(self.path, address)
                return await download(
                    http, address, part, max_bytes=max_bytes, etag=etag, authorization=authorization
                )

        return asyncio.run(run())

    def failure(self, **how: int) -> PratiqueError:
        with pytest.raises(PratiqueError) as raised:
            self.bring(**how)  # type: ignore[arg-type]  # numbers only
        return raised.value

    @property
    def asked(self) -> list[tuple[int, str | None]]:
        """Status and `Range` of each request."""
        return [(one.status, one.headers.get("range")) for one in self.bucket.requests]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with AdvisoryBucket({FILE: DATA}) as bucket:
        yield Bench(bucket, tmp_path)


def test_a_file_is_brought_with_its_etag(bench: Bench) -> None:
    brought = bench.bring()
    assert (bench.path, DATA) == (brought.path, bench.path.read_bytes())
    assert (brought.etag or "").startswith('"')
    assert not brought.unchanged
    assert 0o600 == bench.path.stat().st_mode & 0o777


def test_what_has_not_changed_is_not_brought(bench: Bench) -> None:
    etag = bench.bring().etag
    Part(bench.path, "").discard()
    assert bench.bring(etag=etag).unchanged
    assert not bench.path.exists()
    assert [200, 304] == [one.status for one in bench.bucket.requests]


def test_an_answer_that_is_cut_goes_on_where_it_ended(bench: Bench) -> None:
    bench.bucket.faults.cut[FILE] = 300_000
    bench.bring()
    assert DATA == bench.path.read_bytes()
    (first, second) = bench.asked
    assert ((200, None), 206) == (first, second[0])
    assert int((second[1] or "").strip("bytes=-")) > 0


def test_another_run_goes_on_where_the_last_one_ended(bench: Bench) -> None:
    bench.bucket.faults.cut[FILE] = 300_000
    assert Reference.BODY_TRUNCATED is bench.failure(retries=0).reference
    held = bench.path.stat().st_size
    assert 0 < held <= 300_000
    bench.bring(etag='"of what is held in the index"')
    assert DATA == bench.path.read_bytes()
    assert (206, f"bytes={held}-") == bench.asked[-1]


def test_a_part_of_another_version_is_thrown_away(bench: Bench) -> None:
    bench.bucket.faults.cut[FILE] = 300_000
    bench.failure(retries=0)
    bench.bucket.objects[FILE] = b"new" * 1000
    bench.bring()
    assert b"new" * 1000 == bench.path.read_bytes()
    assert 200 == bench.asked[-1][0]


def test_a_part_of_another_address_is_thrown_away(bench: Bench) -> None:
    bench.bucket.objects["pypi/all.zip"] = b"other"
    bench.bring()
    bench.bring(url=bench.bucket.url("pypi/all.zip"))
    assert b"other" == bench.path.read_bytes()
    assert (200, None) == bench.asked[-1]


def test_a_part_that_is_whole_already_is_brought_anew(bench: Bench) -> None:
    bench.bring()
    bench.bring()
    assert DATA == bench.path.read_bytes()
    assert [200, 416, 200] == [one.status for one in bench.bucket.requests]


def test_a_server_without_ranges_or_etags_is_asked_anew(bench: Bench) -> None:
    bench.bucket.faults.cut[FILE] = 300_000
    bench.bucket.faults.no_ranges = True
    bench.bring()
    bench.bucket.faults.cut[FILE] = 300_000
    bench.bucket.faults.no_etag = True
    assert bench.bring(etag='"x"').etag is None
    assert DATA == bench.path.read_bytes()
    assert (200, None) == bench.asked[-1]


@pytest.mark.parametrize("about", ["", "[]", "{", '{"url": "x", "etag": "\\"y\\""}', '{"etag": 5}'])
def test_a_note_that_means_nothing_is_not_gone_on_from(bench: Bench, about: str) -> None:
    bench.path.parent.mkdir()
    bench.path.write_bytes(b"left over")
    bench.path.with_name("osv-npm.part.json").write_text(about)
    bench.bring()
    assert DATA == bench.path.read_bytes()
    assert [(200, None)] == bench.asked


def test_bytes_that_differ_from_the_told_hash_are_refused_and_not_kept(bench: Bench) -> None:
    bench.bucket.faults.told_md5[FILE] = "AAAAAAAAAAAAAAAAAAAAAA=="
    error = bench.failure()
    assert Reference.ADVISORIES_REFUSED is error.reference
    assert "md5 AAAAAAAAAAAAAAAAAAAAAA==" in error.message
    assert not bench.path.exists()


@pytest.mark.parametrize("told", [True, False])
def test_a_file_that_is_too_large_is_not_kept(bench: Bench, *, told: bool) -> None:
    bench.bucket.faults.no_length = not told
    assert Reference.BODY_TOO_LARGE is bench.failure(max_bytes=1_000_000).reference
    assert not bench.path.exists()


def test_credentials_are_sent_and_stand_in_no_note(bench: Bench) -> None:
    bench.bring(authorization=Authorization.basic("me", "secret"))
    assert "authorization" in bench.bucket.requests[0].headers
    note = bench.path.with_name("osv-npm.part.json").read_text()
    assert {"url", "etag"} == set(json.loads(note))
    assert "secret" not in note


def test_a_folder_that_cannot_be_written_is_told(bench: Bench) -> None:
    bench.path.parent.write_text("a file in the way")
    assert Reference.STORE_UNREADABLE is bench.failure().reference


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_without_room_is_told_and_the_part_gives_its_room_back(bench: Bench) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(DATA) // 2, hard))
    try:
        error = bench.failure()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert Reference.STORE_UNREADABLE is error.reference
    assert "cannot be written" in error.message
    assert [] == list(bench.path.parent.iterdir())


@pytest.mark.parametrize(
    ("status", "reference"), [(404, Reference.REGISTRY_NOT_FOUND), (500, Reference.REGISTRY_FAILED)]
)
def test_other_answers_are_told_as_the_client_does(bench: Bench, status: int, reference: Reference) -> None:
    bench.bucket.faults.status[FILE] = status
    assert reference is bench.failure().reference
