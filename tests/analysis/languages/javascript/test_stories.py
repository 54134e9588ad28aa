"""Names that get several values one after the other."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED
from pratique.analysis.languages.values import UNKNOWN, Constant
from tests.analysis.languages.javascript.reading import evaluated, imported, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let s = 'a'; s += 'b'; s += 'c'; probe(s)", "abc"),
        ("let s = 'cba'; s = s.split('').reverse().join(''); probe(s)", "abc"),
        ("let s = 'a'; probe(s); s = 'b'", "a"),
        ("let s; s = 'a'; s = s + 'b'; probe(s)", "ab"),
        ("let s = 'a'; if (x) s += 'b'; probe(s)", UNKNOWN),
        ("let s = 'a'; for (const x of y) { s += 'b' } probe(s)", UNKNOWN),
        ("let s = 'a'; if (x) s = y; probe(s)", UNKNOWN),
        ("let i = 0; i++; probe(i)", UNKNOWN),
        ("function f(a) { a = a - 2; probe(a) } f(5)", 3),
    ],
)
def test_statements_in_one_block_are_followed(source: str, expected: Constant) -> None:
    evaluator, found = evaluated(source)

    assert expected == evaluator.const(found)


def test_each_use_sees_the_value_before_it() -> None:
    assert ["child_process", "fs"] == imported("var x = 'child_process'; require(x); x = 'fs'; require(x)")


def test_what_is_put_together_in_a_loop_keeps_its_marks() -> None:
    loop = "let s = ''; for (let i = 0; i < n; i++) s += String.fromCharCode(a[i] ^ 7); probe(s)"

    assert COMPUTED == value(loop).marks
    assert DECODED & value("let s = atob(x); while (y) { s = s.replace(a, b) } probe(s)").marks


def test_an_array_that_grows_elsewhere_is_no_constant() -> None:
    evaluator, found = evaluated("const a = []; for (const x of y) a.push(x); probe(a)")

    assert UNKNOWN is evaluator.const(found)
