"""What is asked of a server, and which statuses are an answer."""

import pytest

from pratique.net.client.receiver import InMemory


@pytest.mark.parametrize(
    ("receiver", "statuses", "headers"),
    [
        (InMemory(10, compressed=True, etag=None), {200}, {"Accept-Encoding": "gzip"}),
        (InMemory(10, compressed=False, etag=None), {200}, {"Accept-Encoding": "identity"}),
        (
            InMemory(10, compressed=True, etag='"a"'),
            {200, 304},
            {"Accept-Encoding": "gzip", "If-None-Match": '"a"'},
        ),
    ],
)
def test_an_etag_makes_a_304_an_answer(
    receiver: InMemory, statuses: set[int], headers: dict[str, str]
) -> None:
    assert (statuses, headers) == (set(receiver.statuses), dict(receiver.headers()))
