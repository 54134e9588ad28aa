import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import FileFacts
from pratique.core.finding import Family, Finding, Inspection, Severity
from pratique.core.names import Digest
from pratique.store.database.codec import Codec, deflate, inflate, shape_number
from tests.store.builders import facts, inspection, inspection_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """Every sort of value that core/ uses."""

    at: datetime
    digest: Digest | None = None
    families: Mapping[Family, str] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    severities: frozenset[Severity] = frozenset()
    pair: tuple[Severity, str] | None = None
    data: bytes = b""
    score: float | None = None


def test_every_sort_of_value_comes_back() -> None:
    value = Everything(
        at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        digest=Digest("sha256", "ab" * 32),
        families={Family.AGE: "known", Family.CODE: "unknown: timeout"},
        groups=frozenset({"dev", "optional"}),
        severities=frozenset({Severity.LOW}),
        pair=(Severity.HIGH, "x"),
        data=b"\x00\xff",
        score=0.5,
    )
    codec = Codec(Everything)
    payload = codec.encode(value)
    assert payload is not None
    back = codec.decode("row", codec.format, payload)
    assert value == back
    assert back is not None
    assert all(isinstance(family, Family) for family in back.families)


def test_an_inspection_comes_back() -> None:
    value = inspection(inspection_key(baseline="b"))
    codec = Codec(Inspection)
    payload = codec.encode(value)
    assert payload is not None
    assert value == codec.decode("row", codec.format, payload)


@pytest.mark.fuzz
@given(st.builds(FileFacts))
def test_any_facts_come_back(value: FileFacts) -> None:
    codec = Codec(FileFacts)
    payload = codec.encode(value)
    assert payload is not None
    assert value == codec.decode("row", codec.format, payload)


def test_long_values_are_compressed() -> None:
    codec = Codec(FileFacts)
    payload = codec.encode(replace(facts(), uses=facts().uses * 500))
    assert payload is not None
    assert len(payload) < 2000


def test_what_utf8_cannot_say_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert Codec(FileFacts).encode(facts("eval\ud800")) is None
    assert "FileFacts was not stored" in caplog.text


def test_another_format_is_a_miss_without_noise(caplog: pytest.LogCaptureFixture) -> None:
    codec = Codec(FileFacts)
    payload = codec.encode(facts())
    assert payload is not None
    assert codec.decode("row", codec.format + 1, payload) is None
    assert caplog.text == ""


@pytest.mark.parametrize(
    "payload", [b"", b"\x00", b"\x01", b"\x02abc", b"\x00\x81", b"\x00\x80", b"\x01" + deflate(b"\x80")[:-2], b"\x00" + b"\x91" * 9999]
)  # fmt: skip
def test_damage_is_a_miss_that_is_logged(payload: bytes, caplog: pytest.LogCaptureFixture) -> None:
    codec = Codec(FileFacts)
    with caplog.at_level(logging.WARNING):
        assert codec.decode("that row", codec.format, payload) is None
    assert "that row cannot be read and will be recomputed" in caplog.text


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_a_miss(payload: bytes) -> None:
    for head in (b"", b"\x00", b"\x01"):
        codec = Codec(FileFacts)
        value = codec.decode("row", codec.format, head + payload)
        assert value is None or isinstance(value, FileFacts)


def test_a_value_that_refuses_itself_is_a_miss() -> None:
    codec, other = Codec(Inspection), Codec(FileFacts)
    payload = other.encode(facts())
    assert payload is not None
    assert codec.decode("row", codec.format, payload) is None


def test_bytes_that_inflate_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        inflate(deflate(b"0" * 10_000_000), most_bytes=1000)
    assert b"0" * 1000 == inflate(deflate(b"0" * 1000), most_bytes=1000)


def test_bytes_behind_the_compressed_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        inflate(deflate(b"x") + b"y", most_bytes=1000)


def test_the_format_is_the_shape() -> None:
    before = make_dataclass("Thing", [("a", int), ("b", tuple[str, ...])], frozen=True)
    same = make_dataclass("Thing", [("a", int), ("b", tuple[str, ...])], frozen=True)
    others = [
        make_dataclass("Thing", [("a", int)]),
        make_dataclass("Thing", [("a", int), ("c", tuple[str, ...])]),
        make_dataclass("Thing", [("a", int), ("b", tuple[int, ...])]),
        make_dataclass("Thing", [("a", int | None), ("b", tuple[str, ...])]),
    ]
    numbers = [shape_number(kind) for kind in (before, *others)]
    assert shape_number(before) == shape_number(same)
    assert len(numbers) == len(set(numbers))


def test_a_change_deep_inside_changes_the_format() -> None:
    inner = make_dataclass("Inner", [("a", int)])
    changed = make_dataclass("Inner", [("a", int), ("b", int, field(default=0))])
    outer = make_dataclass("Outer", [("inner", tuple[inner, ...])])  # type: ignore[valid-type]  # made at run time
    other = make_dataclass("Outer", [("inner", tuple[changed, ...])])  # type: ignore[valid-type]  # the same
    assert shape_number(outer) != shape_number(other)


def test_another_word_in_an_enum_changes_the_format() -> None:
    one, two = StrEnum("Word", ["A"]), StrEnum("Word", ["A", "B"])
    assert shape_number(make_dataclass("Thing", [("a", one)])) != shape_number(
        make_dataclass("Thing", [("a", two)])
    )


def test_the_formats_in_use_differ_and_fit_the_column() -> None:
    numbers = [shape_number(kind) for kind in (Inspection, FileFacts, Finding)]
    assert len(set(numbers)) == 3
    assert all(0 <= number < 2**32 for number in numbers)


@pytest.mark.parametrize("size_bytes", [0, 1, 255, 4_096, 4_097, 100_000])
def test_what_is_small_and_what_is_large_comes_back(size_bytes: int) -> None:
    data = bytes(number * number % 251 for number in range(size_bytes))
    assert data == inflate(deflate(data), most_bytes=size_bytes)
