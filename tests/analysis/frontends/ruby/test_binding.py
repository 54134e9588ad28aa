"""Names and what they are bound to."""

import pytest

from pratique.analysis.engine.ir import visible
from pratique.analysis.frontends.ruby.lower import lower
from tests.analysis.frontends.ruby.reading import calls, lowered, tree


def seen(source: str, name: str) -> bool:
    """Whether a name is bound where `f` is called."""
    return visible(name, calls(lowered(source), "f")[0].scope) is not None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("x = 1\nf()", "x"),
        ("x = 1\n1.times { f() }", "x"),
        ("x = 1\n-> { f() }", "x"),
        ("def g(x, y = 1, *z, k:, **o, &b)\n f()\nend", "k"),
        ("def g((x, y))\n f()\nend", "y"),
        ("1.times { |x, (y, z)| f() }", "z"),
        ("class A\n def a\n  @x = 1\n end\n def g\n  f()\n end\nend", "@x"),
        ("def a\n $x = 1\nend\ndef g\n f()\nend", "$x"),
        ("X = 1\nclass A\n def g\n  f()\n end\nend", "X"),
        ("x, (y, z) = 1, [2, 3]\nf()", "x"),
        ("x, *y = 1\nf()", "y"),
        ("a => {x:, y: [z]}\nf()", "z"),
        ("case a\nin Integer => x then f()\nend", "x"),
        ("begin\nrescue => x\n f()\nend", "x"),
        ("if (x = 1)\n f()\nend", "x"),
    ],
)
def test_a_name_is_seen_where_ruby_sees_it(source: str, name: str) -> None:
    assert seen(source, name)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("x = 1\ndef g\n f()\nend", "x"),
        ("x = 1\nclass A\n f()\nend", "x"),
        ("1.times { x = 1 }\nf()", "x"),
        ("class A\n def a\n  @x = 1\n end\nend\nclass B\n f()\nend", "@x"),
        ("a.x = 1\nf()", "x"),
    ],
)
def test_it_is_not_seen_elsewhere(source: str, name: str) -> None:
    assert not seen(source, name)


@pytest.mark.parametrize(
    ("source", "misread"),
    [
        ("x = 1\nx /2; f() #/", True),
        ("1.times { |x| x /2; f() #/\n }", True),
        ("x ||= 1\nx /2; f() #/", True),
        ("x << 1\nx /2; f() #/", False),
        ("x[0] = 1\nx /2; f() #/", False),
        ("x.push(1)\nx /2; f() #/", False),
        ("x /2; f() #/", False),
    ],
)
def test_a_name_is_a_variable_once_it_was_given_a_value(source: str, *, misread: bool) -> None:
    program = tree(source)
    lower(program)

    assert misread is bool(program.misread)


def test_parameters_without_a_name_are_bound_where_they_are_used() -> None:
    unit = lowered("a { it + 1 }\nb { _2 + 1 }\nc { |x| it }\nit")

    assert [("it",), ("_1", "_2"), ("x",)] == [scope.parameters for scope in unit.scope.inner]
    assert ["it"] == [called.method for called in unit.scope.inner[2].calls]
