"""Values as bytes and back."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.advisories.index import codec
from pratique.advisories.index.failure import DECODING
from pratique.core.advisory import Affected, Exploitation, Product, Rating, RuntimeLine, Span
from pratique.core.finding import Severity
from tests.advisories.made import LEFT, THEN, about, advisory, state

_TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
_TEXTS = st.lists(_TEXT, max_size=2).map(tuple)
_MAYBE = st.none() | _TEXT
_RATINGS = st.builds(
    Rating, vector=_MAYBE, score=st.none() | st.floats(0, 10), severity=st.none() | st.sampled_from(Severity)
)
AFFECTED = st.builds(
    Affected,
    product=st.just(LEFT),
    spans=st.lists(st.builds(Span, _MAYBE, _MAYBE, st.booleans(), st.booleans()), max_size=3).map(tuple),
    versions=_TEXTS,
    within=_MAYBE,
    outside=_TEXTS,
    fixed=_TEXTS,
    sole=st.booleans(),
    symbols=_TEXTS,
    platforms=_TEXTS,
    ratings=st.lists(_RATINGS, max_size=2).map(tuple),
    shown=_TEXT,
    good=_TEXTS,
)


@pytest.mark.fuzz
@settings(max_examples=200)
@given(st.lists(AFFECTED, max_size=2))
def test_what_is_said_of_a_product_comes_back_as_it_was(values: list[Affected]) -> None:
    assert values == codec.decode_affected(codec.encode_affected(values), LEFT)


def test_a_claim_of_every_version_is_short() -> None:
    assert len(codec.encode_affected([about(LEFT, Span("0"))])) <= 6


def test_a_score_of_zero_is_no_missing_score() -> None:
    (value,) = codec.decode_affected(
        codec.encode_affected([Affected(product=LEFT, ratings=(Rating(score=0.0),))]), LEFT
    )
    assert (Rating(score=0.0),) == value.ratings


def test_whole_values_come_back_as_they_were() -> None:
    value = advisory("GHSA-1", about(LEFT, Span("1", "2")), severity=Severity.HIGH, score=7.5, withdrawn=True)
    line = RuntimeLine(
        product=Product("generic", "node"), line="18", start=date(2022, 4, 19), end=date(2025, 4, 30)
    )
    told = Exploitation(cve="CVE-1", epss=0.5, epss_model="v1", epss_date=date(2026, 1, 1), ransomware=True)

    assert value == codec.ADVISORY.decode(codec.encode(value))
    assert line == codec.LINE.decode(codec.encode(line))
    assert codec.Shared.of(told) == codec.SHARED.decode(codec.encode(codec.Shared.of(told)))
    assert state() == codec.STATE.decode(codec.encode(state()))


def test_a_time_comes_back_in_utc() -> None:
    back = codec.ADVISORY.decode(codec.encode(advisory("X", withdrawn=True))).withdrawn
    assert back == THEN
    assert back.utcoffset() == timedelta(0)


def test_text_that_utf_8_cannot_say_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        codec.encode(advisory("\ud800"))


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=60), max_size=6), st.binary(max_size=200))
def test_a_body_comes_back_whatever_the_dictionary(samples: list[bytes], body: bytes) -> None:
    dictionary = codec.dictionary_of(samples)
    assert body == codec.inflate(codec.Packer(dictionary).pack(body), dictionary)


def test_a_dictionary_makes_bodies_shorter_that_are_like_its_samples() -> None:
    bodies = [
        codec.encode(advisory(f"MAL-{n}", about(), summary=f"Malicious code in left{n}")) for n in range(40)
    ]
    dictionary = codec.dictionary_of(bodies[:20])
    assert len(codec.Packer(dictionary).pack(bodies[30])) * 2 < len(codec.Packer().pack(bodies[30]))


def test_a_dictionary_is_bounded() -> None:
    assert len(codec.dictionary_of([bytes(5000)] * 100)) <= 8 * 1024


@pytest.mark.parametrize(
    ("data", "dictionary"),
    [
        (b"", b""),
        (b"no deflate", b""),
        (codec.Packer().pack(b"abc" * 50)[:-2], b""),
        (codec.Packer().pack(b"abc" * 50) + b"x", b""),
        (codec.Packer(b"abcabc").pack(b"abc" * 50), b""),
        (codec.Packer(b"abcabc").pack(b"abc" * 50), b"abcabd"),
    ],
)
def test_damaged_bodies_are_told(data: bytes, dictionary: bytes) -> None:
    with pytest.raises(DECODING):
        codec.inflate(data, dictionary)


def test_a_changed_byte_is_told_by_the_checksum() -> None:
    packed = bytearray(codec.Packer().pack(bytes(range(200))))
    for place in range(len(packed)):
        packed[place] ^= 1
        with pytest.raises(DECODING):
            codec.inflate(bytes(packed))
        packed[place] ^= 1


def test_a_body_that_stands_under_another_number_is_told() -> None:
    packed = codec.Packer().pack(b"left-pad", 7)
    assert b"left-pad" == codec.inflate(packed, number=7)
    with pytest.raises(ValueError, match="checksum of the body does not match"):
        codec.inflate(packed, number=8)


def test_a_body_of_endless_length_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MOST_BODY_BYTES", 1000)
    assert bytes(1000) == codec.inflate(codec.Packer().pack(bytes(1000)))
    with pytest.raises(ValueError, match="damaged"):
        codec.inflate(codec.Packer().pack(bytes(1001)))


@pytest.mark.fuzz
@given(st.binary(max_size=40))
def test_any_bytes_give_a_value_or_a_known_error(data: bytes) -> None:
    with suppress(*DECODING):
        assert all(value.product == LEFT for value in codec.decode_affected(data, LEFT))
    with suppress(*DECODING):
        assert isinstance(codec.STATE.decode(data).rows, int)
