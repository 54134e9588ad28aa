"""Where the functions of a script stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.shell.functions import functions_of

SCRIPT = """x
one() {
  a
}
function two {
  b
  inner() { c; }
}
three() { d; }
y
"""


@pytest.mark.parametrize(
    ("scope", "line"), [(0, 1), (2, 2), (2, 3), (2, 4), (5, 5), (5, 7), (5, 8), (9, 9), (0, 10)]
)
def test_a_line_stands_in_its_function(scope: int, line: int) -> None:
    assert scope == functions_of(SCRIPT).scope(line)


@pytest.mark.fuzz
@given(st.text(alphabet="ab(){} \n\t", max_size=80))
def test_any_text_has_functions_in_order(text: str) -> None:
    found = functions_of(text)

    assert list(found.first) == sorted(found.first)
    assert all(first <= last for first, last in zip(found.first, found.last, strict=True))
