import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.answers.body import MOST_BYTES, read_body
from pratique.errors import ParseError, Reference

Names = dict[str, list[str]]


def refusal(body: bytes, *, gzipped: bool = False) -> ParseError:
    with pytest.raises(ParseError) as raised:
        read_body(body, Names, gzipped=gzipped)
    return raised.value


def test_a_body_is_read_packed_or_not() -> None:
    body = b'{"served": ["1.0.0"]}'

    assert {"served": ["1.0.0"]} == read_body(body, Names)
    assert {"served": ["1.0.0"]} == read_body(gzip.compress(body), Names, gzipped=True)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"served": "1.0.0"}', b'{"served": [1]}', b'{"\xff": []}', b"[" * 100_000],
    ids=["empty", "open", "list", "no-list", "number", "not-utf8", "deep"],
)
def test_another_shape_is_refused_with_a_hint(body: bytes) -> None:
    error = refusal(body)

    assert Reference.USAGE == error.reference
    assert error.hint


def test_what_unpacks_to_more_than_the_limit_is_refused_before_it_fills_the_memory() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(bomb.compress(b" " * 1024 * 1024) for _ in range(9)) + bomb.flush()

    assert len(packed) < 20_000
    assert Reference.BODY_TOO_LARGE == refusal(packed, gzipped=True).reference
    assert Reference.BODY_TOO_LARGE == refusal(b" " * (MOST_BYTES + 1)).reference


def test_a_stream_that_is_cut_or_goes_on_is_refused() -> None:
    packed = gzip.compress(b'{"served": ["1.0.0"]}')

    for body in (b"", b"{}", packed[:-9], packed + b"x", packed + packed):
        assert Reference.USAGE == refusal(body, gzipped=True).reference


@given(st.binary(max_size=40), st.booleans())
def test_any_body_is_read_or_refused(body: bytes, gzipped: bool) -> None:
    try:
        assert isinstance(read_body(body, Names, gzipped=gzipped), dict)
    except ParseError:
        return
