"""Expressions that the machine works out."""

import pytest

from pratique.analysis.languages.python.machine_values import UNKNOWN, Named
from tests.analysis.languages.python.carried import named


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("ba", "x = 'ab'[::-1]"),
        (True, "x = 1 < 2 < 3"),
        ([1, 4], "x = [n * n for n in range(3) if n]"),
        (["a1", "a2"], "x = [a + b for a in 'a' for b in '12']"),
        ({"a": 1}, "x = {k: v for k, v in zip('a', [1])}"),
        ("a1", "n = 1\nx = f'a{n}'"),
        (-3, "x = ~2"),
        ("b", "x = '' or 'b'"),
        ([1, 2, 3], "x = [1, *[2, 3]]"),
        (2, "x = (y := 1) + y"),
        (Named("os.path"), "import os.path as p\nx = p"),
        (Named("exec"), "x = vars(__builtins__)['exec']"),
        (Named("os.system"), "import sys\nx = sys.modules['os'].system"),
        ("x", "import string\nx = string.ascii_lowercase[23]"),
        (UNKNOWN, "x = nowhere"),
        (UNKNOWN, "x = 'a'[9]"),
        (UNKNOWN, "x = f'{a!r}'"),
    ],
)
def test_expressions_are_worked_out(expected: object, source: str) -> None:
    assert expected == named(source)
