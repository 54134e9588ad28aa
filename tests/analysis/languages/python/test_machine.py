"""Statements that the machine carries out."""

import time

import pytest

from pratique.analysis.languages.python.machine_values import UNKNOWN
from tests.analysis.languages.python.carried import carried, named


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("cba", "x = ''\nfor c in 'abc': x = c + x"),
        ("ace", "x = ''\nfor i, c in enumerate('abcde'):\n  if i % 2: continue\n  x += c"),
        (3, "x = 0\nwhile True:\n  x += 1\n  if x == 3: break"),
        (2, "x = 1\ntry:\n  x = 2\nexcept E:\n  x = 3"),
        ({"a": 1}, "x = {}\nx['a'] = 1"),
        ([9, 1], "x = [0, 1]\nx[0] = 9"),
        ("b", "def f(a, *, k='b'):\n  return k\nx = f(1)"),
        ([2, 3], "def f(a, *rest):\n  return rest\nx = f(1, 2, 3)"),
        (5, "def f():\n  global x\n  x = 5\nf()"),
        (7, "class A:\n  def __init__(self, v): self.v = v\n  def get(self): return self.v\nx = A(7).get()"),
        (4, "globals()['x'] = 4"),
        (1, "a, (b, x) = 3, (2, 1)"),
        (UNKNOWN, "x = 1\nfor i in what: x += 1"),
        (UNKNOWN, "if what: x = 1\nelse: x = 2"),
        (1, "if what: x = 1\nelse: x = 1"),
        (UNKNOWN, "x = open('f').read() + 1"),
    ],
)
def test_statements_are_carried_out(expected: object, source: str) -> None:
    assert expected == named(source)


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "def f(): return f()\nf()",
        "def f(n): return f(n + 1) + f(n + 2)\nf(0)",
        "x = 'a'\nwhile True: x += x",
        "x = [1]\nwhile True: x = x + x",
        "x = []\nwhile True: x.append(x)",
        "exec(s := 'exec(s)')",
        "x = " + "(" * 90 + "1" + ")" * 90,
        "x = " + "+".join(["'a'"] * 2_000),
        "f = lambda: f()\nf()",
        "x = 1\nwhile x: x = x * 3",
        "for i in range(10**5):\n  for j in range(10**5): pass",
    ],
)
def test_what_does_not_end_is_stopped(source: str) -> None:
    start = time.process_time()
    carried(source)

    assert time.process_time() - start < 10


def test_the_end_of_the_budget_is_told() -> None:
    assert carried("x = 0\nwhile x >= 0: x += 1\n" * 20 + "for i in range(400_000): x = i\n" * 10).exhausted
    assert not carried("x = 1").exhausted


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        (900, "x = 0\nwhile x < 900: x += 1"),
        (900, "x = 0\na = [0]\nwhile a[0] < 900: a[0] += 1\nx = a[0]"),
        (900, "a = []\nwhile len(a) < 900: a.append(7)\nx = len(a)"),
        (900, "class A: n = 0\nb = A()\nb.n = 0\nwhile b.n < 900: b.n += 1\nx = b.n"),
    ],
)
def test_a_loop_that_changes_anything_goes_on(expected: object, source: str) -> None:
    assert named(source) in {expected, UNKNOWN}


def test_a_loop_that_changes_nothing_is_left() -> None:
    machine = carried("def f(a): return True\nwhile f(what): pass\n" * 30 + "x = 3")
    assert (False, 3) == (machine.exhausted, machine.module.names["x"])
