"""Arrays packed into texts and texts unpacked, as Ruby does it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.byte_text import to_text
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.packing import decode64, pack, pack_decodes, unpack, unpack_decodes
from tests.analysis.frontends.ruby.reading import value

UNPACKED: list[tuple[str, Constant]] = [
    ("'YWJj'.unpack('m')", ("abc",)),
    ("'YWJj'.unpack1('m0')", "abc"),
    ("'a=3Db'.unpack('M')", ("a=b",)),
    ("'#86)C'.unpack('u')", ("abc",)),
    ("'abc'.unpack('C*')", (97, 98, 99)),
    ("'abc'.unpack('H*')", ("616263",)),
    ("'abc'.unpack('h*')", ("162636",)),
    ("'abc'.unpack('H3')", ("616",)),
    ("'abcd'.unpack('a2 A2')", ("ab", "cd")),
    (r'"a \0b".unpack("A2 Z1 a")', ("a", "", "b")),
    ("'abcd'.unpack('n v')", (0x6162, 0x6463)),
    ("'abcd'.unpack('N')", (0x61626364,)),
    ("'abcd'.unpack('L>')", (0x61626364,)),
    ("'abcdefgh'.unpack('q<')", (0x6867666564636261,)),
    ("'\u00e9a'.unpack('U*')", (0xE9, 97)),
]
PACKED: list[tuple[str, Constant]] = [
    ("['616263'].pack('H*')", "abc"),
    ("['162636'].pack('h*')", "abc"),
    ("[97, 98, 99].pack('C*')", "abc"),
    ("[97, 354].pack('c*')", "ab"),
    ("[233, 97].pack('U*')", "\u00e9a"),
    ("['abc'].pack('m')", "YWJj\n"),
    ("['abc'].pack('m0')", "YWJj"),
    ("['ab', 'cd'].pack('a2a1')", "abc"),
    ("[0x61626364].pack('N') + [0x6162].pack('v')", "abcdba"),
    ("[97, 98, 99].pack('C2')", "ab"),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), UNPACKED + PACKED)
def test_directives_of_texts_and_numbers_are_carried_out(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    ["'ab'.unpack('e')", "[1.5].pack('C')", "[true].pack('C')", "[97].pack('w')", "[1114112].pack('U')"],
)
def test_others_are_unknown(source: str) -> None:
    assert not value(source).known


def test_templates_that_decode_are_told() -> None:
    assert [True, True, False] == [unpack_decodes(form) for form in ("m0", "a2 u", "C* # m")]
    assert ["hex-decode", "character-codes", ""] == [pack_decodes(form) for form in ("H*", "U*", "N")]


def test_base64_is_read_as_loosely_as_by_ruby() -> None:
    assert "abc" == decode64("Y W\nJ!j") == decode64("YWJjZ")
    assert "\ufb00" == decode64("76yA") == decode64("76yA", urlsafe=True)
    assert to_text(b"\xfb\xff") == decode64("-_8", urlsafe=True)


@given(st.binary(max_size=12), st.sampled_from(("H*", "h*", "a*", "C*", "q<*", "n*")))
def test_what_is_unpacked_is_packed_again(data: bytes, form: str) -> None:
    text = to_text(data * 8)
    items = unpack(text, form)

    assert items is not None
    assert text == pack(items, form)


@given(st.binary(max_size=12))
def test_what_is_packed_as_base64_is_unpacked(data: bytes) -> None:
    text = to_text(data)
    packed = pack((text,), "m")

    assert packed is not None
    assert (text,) == unpack(packed, "m")
