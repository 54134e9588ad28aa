"""The evaluator: names, functions, bounds."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED, ENVIRONMENT
from pratique.analysis.languages.python.evaluate import At, total
from pratique.analysis.languages.values import Value
from tests.analysis.languages.python.reading import evaluated, facts, value


@pytest.mark.parametrize(
    ("source", "const"),
    [
        ("x = 'a'\nx", "a"),
        ("x = 'a'\nx += 'b'\nx", "ab"),
        ("x = 'a'\nx = 'b'\nx", "b"),
        ("x, y = 'a', 'b'\ny", "b"),
        ("x, y = f('a')\ny", None),
        ("def f(): return 'a'\nf()", "a"),
        ("def f(x, y='b'): return x + y\nf('a')", "ab"),
        ("def f(x, y): return x + y\nf(y='b', x='a')", "ab"),
        ("f = lambda x: x[::-1]\nf('ab')", "ba"),
        ("class A:\n  k = 'a'\nA.k", "a"),
        ("class A:\n  def f(self, x): return x\nA().f('a')", "a"),
        ("x = 'a'\ndef f(): return x\nf()", "a"),
        ("if a: x = 'a'\nelse: x = 'b'\nx", None),
        ("for x in y: z = 'a'\nx", None),
    ],
)
def test_constants_come_through_names_and_functions(source: str, const: str | None) -> None:
    found = value(source)

    assert (const if const is not None else False) == (found.const if found.known else False)


def test_a_name_of_two_meanings_keeps_the_marks_of_both() -> None:
    found = value("import os, base64\nif a: x = os.environ['A']\nelse: x = base64.b64decode(b)\nx")

    assert ENVIRONMENT | DECODED == found.marks
    assert 2 == found.origin


def test_a_name_bound_in_a_circle_is_nothing() -> None:
    assert not value("x = y\ny = x\nx").known


def test_what_a_list_is_given_counts() -> None:
    assert COMPUTED == value("x = []\nfor n in y: x.append(chr(n))\nx").marks


def test_steps_run_out_and_are_told() -> None:
    found = facts("exec(''.join(chr(n % 99) + chr(n % 98) + chr(n % 97) for n in range(59000)))")

    assert "too many steps to follow its data" == found.problem


def test_an_argument_is_found_by_place_or_name() -> None:
    _, index, evaluator = evaluated("f('a', k='b')\ng(*x)")
    first, second = index.module.calls
    at = At(index.module)

    assert "a" == evaluator.argument(first.node, at, 0).const
    assert "b" == evaluator.argument(first.node, at, 5, "k").const
    assert not evaluator.argument(first.node, at, 1).known
    assert not evaluator.argument(second.node, at, 1).known


def test_a_total_is_a_constant_only_when_all_parts_are() -> None:
    assert "ab" == total([Value(const="a"), Value(const="b")], "Add", 0, 0).const
    assert DECODED == total([Value(const="a"), Value()], "Add", DECODED, 3).marks
    assert not total([Value(const="a"), Value(const=1)], "Add", 0, 0).known
