"""What is written in Ruby's Marshal, read by Ruby."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.protocols.rubygems.marshal import Made, Plain, Symbol, Value, Writer, dumped, number
from tests.ecosystems.ruby_oracle import run_ruby

LOADED = """answer = CASES.map { |data| Marshal.load(data.unpack1("m")) }"""
SHOWN = """require "rubygems/specification"
answer = CASES.map { |data|
  value = Marshal.load(data.unpack1("m"))
  [value.class.name, value.is_a?(Array) ? value.map(&:to_s) : value.to_s] }"""
NUMBERS = (0, 1, 122, 123, 255, 256, 65_535, 65_536, -1, -123, -124, -256, -257, (1 << 30) - 1, -(1 << 30))


def packed(*values: Value) -> list[str]:
    return [base64.b64encode(dumped(value)).decode() for value in values]


def test_ruby_reads_the_values_that_were_written() -> None:
    values: list[Value] = [
        *(None, True, False, "kite", "fünf", "", "x" * 70_000),
        ["a", ["b"], 3, None],
        {"a": "b", "c": ["d"]},
        [],
        {},
        *NUMBERS,
    ]

    assert json.loads(json.dumps(values)) == run_ruby(LOADED, packed(*values))


def test_ruby_makes_the_objects_that_were_written() -> None:
    version = Made("Gem::Version", ["1.2.a"])
    requirement = Made("Gem::Requirement", [[["~>", version]]])
    platform = Plain("Gem::Platform", {"@cpu": "x86_64", "@os": "linux", "@version": None})
    symbols: Value = [Symbol("a"), Symbol("b"), Symbol("a")]

    assert [
        ["Array", ["1.2.a", "1.2.a"]],
        ["Gem::Requirement", "~> 1.2.a"],
        ["Gem::Platform", "x86_64-linux"],
        ["Array", ["a", "b", "a"]],
    ] == run_ruby(SHOWN, packed([version, version], requirement, platform, symbols))


def test_what_marshal_cannot_say_so_is_an_error() -> None:
    with pytest.raises(OverflowError):
        number(1 << 30)
    with pytest.raises(TypeError):
        Writer().write(object())  # type: ignore[arg-type]


@given(st.integers(-(1 << 30), (1 << 30) - 1))
def test_a_number_is_read_back(value: int) -> None:
    data = number(value)
    size = data[0] if data[0] < 128 else data[0] - 256
    if 1 <= abs(size) <= 4:
        read = int.from_bytes(data[1:], "little") - (0 if size > 0 else 1 << (8 * abs(size)))
    else:
        read = size - 5 if size > 4 else size + 5 if size < -4 else 0

    assert value == read
