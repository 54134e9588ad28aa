"""Folding: the same answers as Python, within bounds."""

import ast
import base64
import bz2
import gzip
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.folding import MOST_TEXT
from pratique.analysis.languages.python.folding import (
    DECODERS,
    binary,
    call,
    decode,
    decoded,
    encoding_decoder,
    holds,
    method,
    subscript,
    unary,
)
from pratique.analysis.languages.values import UNKNOWN, Constant

DATA = b"some data, some data"


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("Add", "a", "b", "ab"),
        ("Add", b"a", b"b", b"ab"),
        ("Add", (1,), (2,), (1, 2)),
        ("Add", 1, 2, 3),
        ("Mult", "ab", 2, "abab"),
        ("Mult", 2, "ab", "abab"),
        ("Mod", "%s-%d", ("a", 1), "a-1"),
        ("Mod", "%c", 97, "a"),
        ("Mod", 7, 4, 3),
        ("BitXor", 5, 1, 4),
        ("FloorDiv", 7, 2, 3),
        ("Sub", 7, 2, 5),
        ("LShift", 1, 4, 16),
        ("Pow", 2, 10, 1024),
    ],
)
def test_operators_give_what_python_gives(
    operator: str, left: Constant, right: Constant, expected: Constant
) -> None:
    assert expected == binary(operator, left, right)


@pytest.mark.parametrize(
    ("operator", "left", "right"),
    [
        ("Mult", "a", 10**9),
        ("Mult", 10**9, "a"),
        ("Mod", "%1000000000d", 1),
        ("Mod", "%*d", (10**9, 1)),
        ("Pow", 10, 10**9),
        ("LShift", 1, 10**9),
        ("FloorDiv", 1, 0),
        ("Add", "a", 1),
        ("Mod", "%d", "a"),
        ("Div", 1, 2),
        ("Mult", 1 << 600, 1 << 600),
    ],
)
def test_what_fails_or_grows_is_nothing(operator: str, left: Constant, right: Constant) -> None:
    assert binary(operator, left, right) is UNKNOWN


def test_unary_operators() -> None:
    assert -3 == unary("USub", 3)
    assert ~3 == unary("Invert", 3)
    assert unary("Not", "a") is False
    assert unary("USub", "a") is UNKNOWN


def test_subscripts_and_slices() -> None:
    assert "b" == subscript("abc", 1)
    assert "cba" == subscript("abc", slice(None, None, -1))
    assert 98 == subscript(b"abc", 1)
    assert subscript("abc", 9) is UNKNOWN
    assert subscript("abc", "a") is UNKNOWN
    assert subscript("abc", slice(None, None, 0)) is UNKNOWN


@pytest.mark.parametrize(
    ("value", "name", "arguments", "expected"),
    [
        ("abc", "replace", ("b", "x"), "axc"),
        ("-", "join", (("a", "b"),), "a-b"),
        (b"", "join", ((b"a", b"b"),), b"ab"),
        ("a b", "split", (), ("a", "b")),
        ("AbC", "lower", (), "abc"),
        (" a ", "strip", (), "a"),
        ("{}-{x}", "format", ("a",), UNKNOWN),
        ("{}-{}", "format", ("a", 1), "a-1"),
        ("a", "encode", (), b"a"),
        (b"a", "decode", ("utf-8",), "a"),
        (b"6c73", "decode", ("hex",), b"ls"),
        ("bHM=", "decode", ("base64",), b"ls"),
        (b"ls", "hex", (), "6c73"),
        (97, "to_bytes", (1, "big"), b"a"),
        ("{:>999999999}", "format", ("a",), UNKNOWN),
        ("a" * 10000, "replace", ("a", "b" * 100000), UNKNOWN),
        ("a", "zfill", (10**9,), UNKNOWN),
        ("a", "join", (5,), UNKNOWN),
        ("a", "decode", ("no-such-codec",), UNKNOWN),
        ("a", "__class__", (), UNKNOWN),
    ],
)
def test_methods_give_what_python_gives_or_nothing(
    value: Constant, name: str, arguments: tuple[Constant, ...], expected: Constant
) -> None:
    assert expected == method(value, name, arguments)


PACKED = [
    ("base64.b64decode", base64.b64encode(DATA)),
    ("base64.urlsafe_b64decode", base64.urlsafe_b64encode(DATA)),
    ("base64.b32decode", base64.b32encode(DATA)),
    ("base64.b16decode", base64.b16encode(DATA)),
    ("base64.a85decode", base64.a85encode(DATA)),
    ("base64.b85decode", base64.b85encode(DATA)),
    ("binascii.unhexlify", DATA.hex().encode()),
    ("bytes.fromhex", DATA.hex().encode()),
    ("zlib.decompress", zlib.compress(DATA)),
    ("gzip.decompress", gzip.compress(DATA, mtime=0)),
    ("bz2.decompress", bz2.compress(DATA)),
    ("lzma.decompress", lzma.compress(DATA)),
]


@pytest.mark.parametrize(("api", "packed"), PACKED)
def test_decoders_are_carried_out(api: str, packed: bytes) -> None:
    assert DATA == decoded(api, (packed,))


@pytest.mark.parametrize("api", ["zlib.decompress", "gzip.decompress", "bz2.decompress", "lzma.decompress"])
def test_what_unpacks_to_much_is_bounded(api: str) -> None:
    module = {"zlib": zlib, "gzip": gzip, "bz2": bz2, "lzma": lzma}[api.partition(".")[0]]
    found = decoded(api, (module.compress(b"a" * 50_000_000),))

    assert found is UNKNOWN or (isinstance(found, bytes) and len(found) <= MOST_TEXT)


def test_encodings_that_hide_text_have_a_decoder_and_charsets_do_not() -> None:
    assert "base64.b64decode" == encoding_decoder("base64")
    assert "rot13" == encoding_decoder("ROT-13")
    assert encoding_decoder("utf-8") is None
    assert "hello" == decode("uryyb", "rot13")
    assert "a" == decode(b"a", "latin-1")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("chr", (97,), "a"),
        ("ord", ("a",), 97),
        ("int", ("ff", 16), 255),
        ("str", (5,), "5"),
        ("bytes", ((97, 98),), b"ab"),
        ("bytes", ("a", "utf-8"), b"a"),
        ("list", ("ab",), ("a", "b")),
        ("reversed", ("ab",), ("b", "a")),
        ("range", (1, 4), (1, 2, 3)),
        ("len", ("abc",), 3),
        ("hex", (255,), "0xff"),
    ],
)
def test_built_ins_give_what_python_gives(
    name: str, arguments: tuple[Constant, ...], expected: Constant
) -> None:
    assert expected == call(name, arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("range", (10**12,)),
        ("chr", (-1,)),
        ("bytes", (10**9,)),
        ("int", ("9" * 5000,)),
        ("bytes", ((999,),)),
        ("open", ("x",)),
    ],
)
def test_built_ins_that_fail_or_grow_are_nothing(name: str, arguments: tuple[Constant, ...]) -> None:
    assert call(name, arguments) is UNKNOWN


CONSTANTS = st.one_of(
    st.text(max_size=8), st.binary(max_size=8), st.integers(-300, 300), st.tuples(st.integers(0, 255))
)


@pytest.mark.fuzz
@given(st.sampled_from(["Add", "Mult", "Mod", "BitXor", "Sub", "FloorDiv"]), CONSTANTS, CONSTANTS)
def test_an_operator_agrees_with_python_when_it_answers(
    operator: str, left: Constant, right: Constant
) -> None:
    found = binary(operator, left, right)
    if found is UNKNOWN:
        return
    signs = {"Add": "+", "Mult": "*", "Mod": "%", "BitXor": "^", "Sub": "-", "FloorDiv": "//"}
    expected = eval(f"{left!r} {signs[operator]} {right!r}")

    assert ast.literal_eval(repr(expected)) == found


@pytest.mark.fuzz
@given(st.sampled_from(sorted(DECODERS)), st.one_of(st.text(max_size=30), st.binary(max_size=30)))
def test_any_data_is_decoded_or_nothing(api: str, data: Constant) -> None:
    found = decoded(api, (data,))

    assert found is UNKNOWN or isinstance(found, str | bytes)


METHODS = [
    "join",
    "replace",
    "decode",
    "encode",
    "split",
    "strip",
    "format",
    "hex",
    "removeprefix",
    "partition",
]


@pytest.mark.fuzz
@given(
    st.one_of(st.text(max_size=12), st.binary(max_size=12)),
    st.sampled_from(METHODS),
    st.lists(CONSTANTS, max_size=3),
)
def test_any_method_call_gives_a_constant_or_nothing(
    value: Constant, name: str, arguments: list[Constant]
) -> None:
    found = method(value, name, tuple(arguments))

    assert found is UNKNOWN or isinstance(found, str | bytes | int | tuple)


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        (ast.In, "a", "abc", True),
        (ast.NotIn, "a", "abc", False),
        (ast.Eq, 1, 1, True),
        (ast.NotEq, 1, 1, False),
        (ast.In, 1, "abc", None),
        (ast.Lt, 1, 2, None),
    ],
)
def test_a_comparison_of_constants_holds_or_not(
    operator: type[ast.cmpop], left: Constant, right: Constant, expected: bool | None
) -> None:
    assert expected is holds(operator, left, right)
