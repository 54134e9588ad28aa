"""Methods of constants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.folding import from_base64
from pratique.analysis.languages.javascript.methods import (
    call_method,
    to_buffer,
    unescape_percent,
)
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant


@pytest.mark.parametrize(
    ("value", "name", "arguments", "expected"),
    [
        ("a-b", "split", ("-",), ("a", "b")),
        ("abc", "split", ("",), ("a", "b", "c")),
        (("a", "b"), "join", ("",), "ab"),
        (("a", None, 1), "join", (), "a,,1"),
        (("a", "b"), "reverse", (), ("b", "a")),
        (("a",), "concat", (("b",), "c"), ("a", "b", "c")),
        ("abcdef", "slice", (1, -1), "bcde"),
        ("abcdef", "substring", (4, 1), "bcd"),
        ("abcdef", "substr", (-3, 2), "de"),
        ("abc", "charAt", (1,), "b"),
        ("abc", "charCodeAt", (0,), 97),
        ("abc", "at", (-1,), "c"),
        ("aXbX", "replace", ("X", ""), "abX"),
        ("aXbX", "replaceAll", ("X", ""), "ab"),
        ("ab", "repeat", (3,), "ababab"),
        ("ab", "concat", (1, "c"), "ab1c"),
        (" A ", "trim", (), "A"),
        ("A", "toLowerCase", (), "a"),
        (255, "toString", (16,), "ff"),
        (b"\x65\x66", "toString", (), "ef"),
        (b"\x65\x66", "toString", ("hex",), "6566"),
        (b"\x65\x66", "toString", ("base64",), "ZWY="),
        (b"abc", "slice", (1,), b"bc"),
        (("a", "b"), "pop", (), "b"),
        ("ab", "repeat", (10**9,), UNKNOWN),
        ("a", "replaceAll", ("", "b" * 900_000), UNKNOWN),
        ("a", "anything", (), UNKNOWN),
        ("a", "split", (UNKNOWN,), UNKNOWN),
        (UNDEFINED, "split", ("",), UNKNOWN),
    ],
)
def test_methods_are_carried_out(
    value: Constant, name: str, arguments: tuple[Constant, ...], expected: Constant
) -> None:
    assert expected == call_method(value, name, arguments)


@pytest.mark.parametrize(
    ("value", "encoding", "expected"),
    [
        ("6576616c", "hex", b"eval"),
        ("657", "hex", b"e"),
        ("ZXZhbA", "base64", b"eval"),
        ("ZXZhbA==", "BASE64", b"eval"),
        ("é", UNDEFINED, b"\xc3\xa9"),
        ("é", "latin1", b"\xe9"),
        ((101, 118), UNDEFINED, b"ev"),
        ((101, "x"), UNDEFINED, UNKNOWN),
        ("a", "rot13", UNKNOWN),
    ],
)
def test_buffers_are_made(value: Constant, encoding: Constant, expected: Constant) -> None:
    assert expected == to_buffer(value, encoding)


def test_base64_is_read_as_loosely_as_node_does() -> None:
    assert b"a>?" == from_base64("YT4_")
    assert b"eval" == from_base64("ZX\nZh bA")
    assert b"" == from_base64("!")


def test_percent_escapes() -> None:
    assert "eval" == unescape_percent("%65%76%u0061l")


@pytest.mark.fuzz
@given(
    st.text(max_size=8) | st.binary(max_size=8) | st.lists(st.text(max_size=2), max_size=4).map(tuple),
    st.sampled_from(["split", "slice", "substr", "at", "join", "repeat", "toString", "replaceAll", "concat"]),
    st.lists(st.text(max_size=3) | st.integers() | st.floats() | st.none(), max_size=3).map(tuple),
)
def test_any_method_of_any_constant_gives_something(
    value: Constant, name: str, arguments: tuple[Constant, ...]
) -> None:
    call_method(value, name, arguments)
