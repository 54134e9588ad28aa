"""What an expression may be, worked out from the bindings of its names."""

import pytest

from pratique.analysis.engine.evaluate import At, element
from pratique.analysis.engine.marks import DECODED
from pratique.analysis.engine.values import UNKNOWN, Constant, Value
from tests.analysis.frontends.ruby.reading import evaluated, last, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 'a'\nx = 'b'\nx", "b"),
        ("x, y = 'a', 'b'\ny", "b"),
        ("x, y = 'ab'.chars\ny", "b"),
        ("x = 'a'\nx << 'b'\nx += 'c'\nx", "abc"),
        ("x = []\nx << 'a'\nx.push('b')\nx.join", "ab"),
        ("x = 'ab'\nx.reverse!\nx", "ba"),
        ("x ||= 'a'\nx", UNKNOWN),
        ("x = 'a'\nif y\n x = 'b'\nend\nx", UNKNOWN),
        ("if y\n x = 'a'\nelse\n x = 'a'\nend\nx", "a"),
        ("x = 'a'\n1.times { x << 'b' }\nx", UNKNOWN),
        ("x = 'a'\nx = x + 'b'\nx", "ab"),
        ("x = {}\nx[:a] = 'b'\nx", UNKNOWN),
        ("def f(x) = x + 'b'\nf('a')", "ab"),
        ("def f(x, y = 'b', z: 'c') = x + y + z\nf('a', z: 'd')", "abd"),
        ("def f(x)\n return 'a' if x\n 'a'\nend\nf(1)", "a"),
        ("def f(x)\n return 'b' if x\n 'a'\nend\nf(1)", UNKNOWN),
        ("def f(x)\n case x\n when 1 then 'a'\n else 'a'\n end\nend\nf(1)", "a"),
        ("def f(x)\n begin\n  'a'\n rescue\n  'a'\n end\nend\nf(1)", "a"),
        ("f = ->(x) { x * 2 }\nf.('a')", "aa"),
        ("def f(x) = g(x)\ndef g(x) = x.upcase\nf('a')", "A"),
        ("def f(x) = f(x)\nf('a')", UNKNOWN),
    ],
)
def test_a_name_has_the_value_that_it_was_given(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    [
        "x = d\nx = 'a' if y\nx",
        "x = 'a'\n1.times { x << d }\nx",
        "x = {}\nx[:a] = d\nx",
        "x = y\nx.key = d\nx",
        "x, *z = d\nx",
        "for x in d do end\nx",
        "d => {x:}\nx",
        "/(?<x>.)/ =~ d\nx",
        "@x = d\n@x",
        "def f(x) = g(x)\ndef g(x) = h(x)\ndef h(x) = i(x)\ndef i(x) = j(x)\ndef j(x) = x\nf(d)",
    ],
)
def test_marks_stay_where_a_value_is_not_known(source: str) -> None:
    found = value(f"d = Base64.decode64(q)\n{source}")

    assert (DECODED, False) == (found.marks, found.known)


def test_a_name_in_a_loop_has_what_the_loop_gives_it_later() -> None:
    unit, evaluator, _ = evaluated("x = 'a'\nwhile y\n f(x)\n x = Base64.decode64(z)\nend")
    (called,) = [called for called in unit.scope.calls if called.method == "f"]
    node = called.parts[1]

    assert DECODED == evaluator.value(node, At(called.scope, called.branch)).marks


def test_an_element_is_taken_from_a_constant_or_has_the_marks_of_the_whole() -> None:
    assert "b" == element(Value(("a", "b")), 1).const
    assert "b" == element(Value(items=(Value("a"), Value("b"))), 1).const
    assert DECODED == element(Value(marks=DECODED), 5).marks


def test_a_text_that_doubles_again_and_again_is_given_up() -> None:
    doubled = "\n".join(f"x{n} = f(x{n - 1}, {n}) + f(x{n - 1}, -{n})" for n in range(1, 40))
    unit, evaluator, _ = evaluated(f"def f(a, b) = a + b.to_s\nx0 = '1'\n{doubled}\nx39")

    assert not evaluator.value(last(unit), At(unit.scope, unit.scope.branch)).known


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 'a'\nf = -> { x + 'b' }\ng = ->(x) { f.call }\ng.('c')", "ab"),
        ("x = 'a'\ny = x + 'b'\nf = ->(x) { y }\nf.('c')", "ab"),
        ("x = 'a'\nf = ->(y) { x + y }\nf.('c')", "ac"),
        ("def f(x)\n g = ->(y) { x + y }\n g.('b')\nend\nf('a')", "ab"),
    ],
)
def test_a_closure_is_given_only_the_names_that_it_sees(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "closure", ["-> { x }", "lambda { x }", "proc { x }", "Proc.new { x }", "-> { [1].map { x }.first }"]
)
def test_a_closure_that_waits_sees_what_its_variables_are_given_later(closure: str) -> None:
    assert DECODED == value(f"x = 'a'\nf = {closure}\nx = Base64.decode64(q)\nf.call").marks


def test_a_block_that_runs_at_once_sees_only_what_stands_before_it() -> None:
    assert ("a",) == value("x = 'a'\ny = [1].map { x }\nx = Base64.decode64(q)\ny").const
