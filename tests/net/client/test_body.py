"""Bodies: their limits, before and after decompression."""

import gzip
import zlib
from collections.abc import Iterator

import pytest

from pratique.errors import Reference
from tests.loopback import GzipBomb, LoopbackRegistry, Replaced, Slow, Truncated
from tests.net.asking import LEFT_PAD, MAX, faulty, get, refusal


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[LEFT_PAD]) as running:
        yield running


@pytest.mark.parametrize("compressed", [True, False])
def test_a_body_that_ends_early_is_asked_for_again_and_then_refused(
    registry: LoopbackRegistry, compressed: bool
) -> None:
    assert 200 == get(faulty(registry, Truncated(), times=1), compressed=compressed).status

    registry.requests.clear()
    error = refusal(faulty(registry, Truncated()), compressed=compressed)

    assert (Reference.BODY_TRUNCATED, 4) == (error.reference, len(registry.requests))


def test_a_gzip_stream_without_its_end_is_a_body_that_ended_early(registry: LoopbackRegistry) -> None:
    whole = gzip.compress(b"left-pad" * 1000)

    error = refusal(faulty(registry, Replaced(data=whole[:-9], encoding="gzip")))

    assert Reference.BODY_TRUNCATED is error.reference


@pytest.mark.parametrize("compressed", [True, False])
def test_a_body_above_the_limit_is_refused_and_one_at_the_limit_is_not(
    registry: LoopbackRegistry, compressed: bool
) -> None:
    url = faulty(registry, Replaced(data=b"x" * 1000))

    assert 1000 == len(get(url, max_bytes=1000, compressed=compressed).body)
    assert Reference.BODY_TOO_LARGE is refusal(url, max_bytes=999, compressed=compressed).reference
    assert Reference.BODY_TOO_LARGE is refusal(faulty(registry, Slow(delay_s=0)), max_bytes=9).reference


def test_the_limit_counts_decompressed_bytes(registry: LoopbackRegistry) -> None:
    data = gzip.compress(b"x" * 1000)
    url = faulty(registry, Replaced(data=data, encoding="gzip"))

    assert b"x" * 1000 == get(url, max_bytes=1000).body
    assert Reference.BODY_TOO_LARGE is refusal(url, max_bytes=999).reference
    assert data == get(url, max_bytes=len(data), compressed=False).body


def test_a_gzip_bomb_is_stopped_at_the_limit(registry: LoopbackRegistry) -> None:
    error = refusal(faulty(registry, GzipBomb(plain_bytes=64 << 20)), max_bytes=MAX)

    assert (Reference.BODY_TOO_LARGE, 1) == (error.reference, len(registry.requests))


def test_gzip_of_several_members_with_padding_is_read_whole(registry: LoopbackRegistry) -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(20)

    assert b"one two" == get(faulty(registry, Replaced(data=data, encoding="x-gzip"))).body


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"plain text", "gzip"), (zlib.compress(b"x"), "deflate"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_an_encoding_that_is_wrong_or_was_not_asked_for_is_a_failure(
    registry: LoopbackRegistry, data: bytes, encoding: str
) -> None:
    assert (
        Reference.REGISTRY_FAILED
        is refusal(faulty(registry, Replaced(data=data, encoding=encoding))).reference
    )


def test_bytes_of_an_archive_are_left_as_they_come(registry: LoopbackRegistry) -> None:
    url = registry.npm_tarball_url("left-pad", "1.0.0")

    assert LEFT_PAD.tarballs["left-pad-1.0.0.tgz"] == get(url, compressed=False).body
    assert "identity" == registry.requests[0].headers["accept-encoding"]
