"""Texts of numbers that hide nothing, and those that do."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED
from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import C, flows, value

WITH_HELPERS = """
function withHelpers(made) {
  var helpers = Array.prototype.slice.call(arguments, 1);
  var Made = Function;
  return new Made(helpers.join(';') + String.fromCharCode(59) + ' return (' + made.toString() + ')()');
}
"""
COUNTED_NAMES = """
const fromCharCode = String.fromCharCode
function builder() {
  let code = '(source) => {', names = []
  for (let i = 0; i < 48; i++) {
    let name = fromCharCode((i & 15) + 97) + fromCharCode((i >> 4) + 97)
    code += `let ${name} = source[position++];`
    names.push(name)
  }
  return code + `return read(${names})}`
}
const read = eval(builder())
"""


@pytest.mark.parametrize("source", [WITH_HELPERS, COUNTED_NAMES])
def test_a_generator_of_code_decodes_nothing(source: str) -> None:
    assert not flows(source)


@pytest.mark.parametrize("argument", ["59", "10", "34", "(i & 15) + 97", "i % 26 + 65"])
def test_a_sign_and_a_counted_letter_carry_nothing(argument: str) -> None:
    assert not value(f"for (let i = 0; i < 9; i++) probe(String.fromCharCode({argument}))").marks


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("101", DECODED),
        ("95", DECODED),
        ("92", DECODED),
        ("955", DECODED),
        ("40, 41", DECODED),
        ("i", DECODED),
        ("(i & 15) ^ 97", COMPUTED),
        ("(i * 15) + 97", COMPUTED),
        ("(i & 15) + 32", COMPUTED),
        ("97 - (i & 15)", COMPUTED),
        ("(i & 7000) + 97", COMPUTED),
        ("data[i] + 97", COMPUTED),
        ("j % 26 + 97", COMPUTED),
        ("start + i % 26 + 97", COMPUTED),
        ("unknown + 97", COMPUTED),
        ("i" + " % 26" * 9 + " + 97", COMPUTED),
    ],
)
def test_what_may_carry_something_is_marked(argument: str, expected: int) -> None:
    source = f"let j = 0, start = 5; j++; j = next; for (let i = 0; i < 9; i++) probe(String.fromCharCode({argument}))"

    assert expected == value(source).marks


@pytest.mark.parametrize("argument", ["40", "(i & 15) + 97"])
def test_many_of_them_are_marked(argument: str) -> None:
    whole = " + ".join([f"String.fromCharCode({argument})"] * 5)

    (flow,) = flows(f"for (let i = 0; i < 9; i++) eval({whole} + x)")

    assert flow[:2] == (C, "eval")
    assert flow[2] & {Taint.DECODED, Taint.COMPUTED}


def test_a_text_of_hidden_letters_is_told() -> None:
    """The attack of the same shape: the letters themselves are written by their numbers."""
    codes = ", ".join(str(ord(sign)) for sign in "console.log('marker')")

    (flow,) = flows(f"var Made = Function; new Made(head.join(';') + String.fromCharCode({codes}))()")

    assert flow == (C, "Function", {Taint.DECODED})
