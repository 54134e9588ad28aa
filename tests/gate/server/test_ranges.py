"""Parts of answers, and answers to who has them already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.protocols.interface import Answer
from pratique.gate.server.ranges import ranged

BODY = b"0123456789"
WHOLE = Answer(status=200, body=BODY, headers={"ETag": '"a"', "Content-Type": "text/plain"})


@pytest.mark.parametrize(
    ("asked", "body", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-99", BODY, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_range_is_given_with_its_place(asked: str, body: bytes, told: str) -> None:
    answer = ranged(WHOLE, {"range": asked})

    assert (206, body, told) == (answer.status, answer.body, answer.headers["Content-Range"])


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused_with_the_size(asked: str) -> None:
    answer = ranged(WHOLE, {"range": asked})

    assert (416, "bytes */10") == (answer.status, answer.headers["Content-Range"])


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=3-1", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b"])
def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    answer = ranged(WHOLE, {"range": asked})

    assert (200, BODY, "bytes") == (answer.status, answer.body, answer.headers["Accept-Ranges"])


def test_a_range_of_other_bytes_gets_the_whole() -> None:
    assert 206 == ranged(WHOLE, {"range": "bytes=0-1", "if-range": '"a"'}).status
    assert 200 == ranged(WHOLE, {"range": "bytes=0-1", "if-range": '"b"'}).status


def test_who_has_it_already_gets_nothing_again() -> None:
    answer = ranged(WHOLE, {"if-none-match": '"b", W/"a"'})

    assert (304, b"", '"a"') == (answer.status, answer.body, answer.headers["ETag"])
    assert 200 == ranged(WHOLE, {"if-none-match": '"b"'}).status


def test_a_refusal_stays_as_it_is() -> None:
    refused = Answer(status=403, body=b"no", reason="held")

    assert refused == ranged(refused, {"range": "bytes=0-0"})


@pytest.mark.fuzz
@given(st.binary(max_size=30), st.text(alphabet="bytes=-0123456789, "))
def test_any_range_gives_bytes_of_the_file_or_says_why_not(body: bytes, asked: str) -> None:
    whole = Answer(status=200, body=body, headers={"ETag": '"a"'})
    answer = ranged(whole, {"range": asked})

    assert answer.status in {200, 206, 416}
    if answer.status == 206:
        first, _, rest = answer.headers["Content-Range"].removeprefix("bytes ").partition("-")
        last = rest.partition("/")[0]
        assert body[int(first) : int(last) + 1] == answer.body
        assert answer.body
