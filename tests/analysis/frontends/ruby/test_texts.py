"""Methods of constant texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.texts import expanded, method
from tests.analysis.frontends.ruby.reading import value

WORKED_OUT: list[tuple[str, Constant]] = [
    ("'abc'.reverse", "cba"),
    ("'aB'.swapcase + 'ab'.upcase + 'aB'.capitalize", "AbABAb"),
    ("' a '.strip + ' b '.lstrip + ' c '.rstrip", "ab  c"),
    (r'"a\r\n".chomp + "b\n".chop + "c\r\n".chop', "abc"),
    ("'aabb'.squeeze", "ab"),
    ("'ab'.chars", ("a", "b")),
    ("'\u00e9'.bytes", (0xC3, 0xA9)),
    ("'\u00e9'.codepoints", (0xE9,)),
    (r'"a\nb".lines', ("a\n", "b")),
    ("' a  b '.split", ("a", "b")),
    ("'a,b,,'.split(',')", ("a", "b")),
    ("'ab'.split('')", ("a", "b")),
    ("'a'.ord", 97),
    ("'ab'.chr", "a"),
    ("'0x1f'.hex", 31),
    ("'-ff zz'.hex", -255),
    ("'017'.oct + '0x10'.oct", 31),
    ("'1_000 a'.to_i + 'a'.to_i", 1000),
    ("'11'.to_i(2) + 'zz'.to_i(36)", 1298),
    ("'616263'.unpack1('a*')", "616263"),
    ("'hello'.tr('el', 'ip')", "hippo"),
    ("'hello'.tr('a-y', 'b-z')", "ifmmp"),
    ("'hello'.tr('elo', '1')", "h1111"),
    ("'hello'.tr('^l', '*')", "**ll*"),
    ("'hello'.delete('l')", "heo"),
    ("'a.b.c'.gsub('.', '-') + 'a.b.c'.sub('.', '-')", "a-b-ca-b.c"),
    ("'abcd'[1] + 'abcd'[1, 2] + 'abcd'[-2, 2] + 'abcd'[1..2]", "bbccdbc"),
    ("'a'.ljust(3, '-') + 'a'.rjust(3)", "a--  a"),
    ("'a'.concat('b', 'c')", "abc"),
    ("'abc'.delete_prefix('a') + 'abc'.delete_suffix('c')", "bcab"),
]
"""Expressions and what Ruby gives for them."""


@pytest.mark.parametrize(("source", "expected"), WORKED_OUT)
def test_a_method_of_a_constant_is_carried_out(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "'a'.ljust(100_000_000)",
        "'aa'.gsub('a', 'b' * 3_000_000)",
        "'a'.gsub('a', '\\\\0')",
        "'a'.tr('a-\U0010ffff', 'b')",
        "'abc'['b']",
        "'abc'[5]",
        "''.ord",
        "'a'.split('a', 2)",
        "'a'.tr(1, 2)",
        "'a'.unpack1('@')",
    ],
)
def test_what_is_too_large_or_not_understood_is_unknown(source: str) -> None:
    assert not value(source).known


def test_a_set_of_characters_is_written_out() -> None:
    assert "abc-" == expanded("a-c-")
    assert "a-c" == expanded(r"a\-c")


METHODS = ("reverse", "swapcase", "strip", "chop", "squeeze", "hex", "oct", "to_i", "chars")


@given(st.text(max_size=6), st.sampled_from(METHODS))
def test_any_text_has_a_value(text: str, name: str) -> None:
    assert isinstance(method(text, name, ()), str | int | tuple)
