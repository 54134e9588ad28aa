"""Digests: computing them, and saying where promises differ."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.net.client.digests import compute, mismatches

DATA = b"the bytes"


def digest(algorithm: str, data: bytes = DATA) -> Digest:
    return Digest(algorithm, hashlib.new(algorithm, data).hexdigest())


def test_the_usual_three_are_computed_and_more_on_request_strongest_first() -> None:
    assert (digest("sha512"), digest("sha256"), digest("sha1")) == compute(DATA)
    assert ["sha512", "sha384", "sha256", "sha1", "md5"] == [
        d.algorithm for d in compute(DATA, also=["md5", "sha384"])
    ]


@pytest.mark.parametrize(
    ("expected", "count"),
    [
        ((digest("sha512"),), 0),
        ((digest("sha512", b"x"),), 1),
        ((digest("sha512"), digest("sha256", b"x")), 1),
        ((digest("sha512", b"x"), digest("sha256", b"x")), 2),
        ((digest("sha256", b"x"), digest("sha256")), 0),
        ((digest("sha256", b"x"), digest("sha256", b"y")), 1),
        ((digest("sha512"), digest("sha1", b"x")), 0),
        ((digest("sha512", b"x"), digest("sha1")), 1),
        ((digest("sha1"),), 0),
        ((digest("sha1", b"x"),), 1),
        ((digest("sha1"), digest("md5", b"x")), 0),
        ((digest("md5", b"x"),), 0),
        ((), 0),
    ],
)
def test_every_strong_promise_must_hold_and_weak_ones_only_count_alone(
    expected: tuple[Digest, ...], count: int
) -> None:
    assert count == len(mismatches(compute(DATA), expected, "the lockfile"))


def test_a_mismatch_names_who_said_what_and_what_came() -> None:
    told = mismatches(compute(DATA), [digest("sha1", b"x"), digest("sha1", b"y")], "the lockfile")

    assert (
        f"the lockfile says {digest('sha1', b'x')} (or one of 1 others), but the bytes have {digest('sha1')}",
    ) == told


@pytest.mark.fuzz
@given(st.binary(), st.binary())
def test_bytes_match_their_own_digests_and_no_others(data: bytes, other: bytes) -> None:
    got = compute(data)

    assert () == mismatches(got, got, "x")
    assert (data != other) == bool(mismatches(got, compute(other), "x"))
