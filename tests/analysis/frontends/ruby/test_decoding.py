"""Methods of Ruby that decode a value, or make characters of numbers."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED
from tests.analysis.frontends.ruby.reading import value

WAYS = DECODED | COMPUTED


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("[x].map(&Base64.method(:decode64))", DECODED),
        ("x.unpack('m')", DECODED),
        ("x.unpack1('m0')", DECODED),
        ("x.pack('H*')", DECODED),
        ("x.pack('C*')", COMPUTED),
        ("x.map(&:chr)", COMPUTED),
        ("x.map { |c| c.chr }", COMPUTED),
        ("x.tr('a-z', 'n-za-m')", DECODED),
    ],
)
def test_a_method_adds_the_marks_of_what_it_does(source: str, marks: int) -> None:
    assert marks == value(source).marks & WAYS


@pytest.mark.parametrize(
    "source", ["x.tr('-', '_')", "x.tr('a-z', 'A-Z')", "x.unpack('C*')", "x.pack('a2')", "x.chr"]
)
def test_ordinary_methods_add_none(source: str) -> None:
    assert 0 == value(source).marks & WAYS
