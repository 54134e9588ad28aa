"""How each kind of expression is worked out."""

import pytest

from pratique.analysis.engine.ir import ScopeKind
from pratique.analysis.engine.marks import (
    ARGUMENTS,
    COMPUTED,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    FILE,
    KEYED,
    LITERAL,
)
from pratique.analysis.engine.values import NOTHING, Constant
from tests.analysis.frontends.ruby.reading import value

WORKED_OUT: list[tuple[str, Constant]] = [
    ('x = 1\n"a#{x}#{:b}#{nil}"', "a1b"),
    ("x = 'a'\n(x)", "a"),
    ("[1, *[2, 3], :a]", (1, 2, 3, "a")),
    ("-(1 + 2)", -3),
    ("~5", -6),
    ("[*1..3] + [*1...3]", (1, 2, 3, 1, 2)),
    ("('a'..'c').to_a", ("a", "b", "c")),
    ("true ? 'a' : 'a'", "a"),
    ("if x then 'a' else 'a' end", "a"),
    ("case x when 1 then 'a' else 'a' end", "a"),
    ("begin\n x\n 'a'\nend", "a"),
    ("nil || 'a'", "a"),
    ("(x = 'a')", "a"),
    ("'a' if x", "a"),
    ("x = y = 'a'\nx", "a"),
    ("A = 'a'\nmodule B\n C = A\nend\nB::C", "a"),
    ("$x = 'a'\n$x", "a"),
    ("__dir__ + '/a'", "./a"),
]


@pytest.mark.parametrize(("source", "expected"), WORKED_OUT)
def test_a_constant_expression_has_its_value(source: str, expected: Constant) -> None:
    assert expected == value(source).const


@pytest.mark.parametrize(
    "source",
    ["!'a'", "defined?('a')", "'a' == 'a'", "1 < 2", "x ? 'a' : 'b'", "(1..10**9).to_a", "'a#{x}'[0] + y"],
)
def test_others_are_unknown(source: str) -> None:
    assert not value(source).known


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ('"a#{Base64.decode64(x)}"', DECODED),
        ("Base64.decode64(x) + 'a'", DECODED),
        ("y ? Base64.decode64(x) : nil", DECODED),
        ("[1, Base64.decode64(x)]", DECODED),
        ("{a: Base64.decode64(x)}", DECODED),
        ("Base64.decode64(x) rescue nil", DECODED),
        ("y && Base64.decode64(x)", DECODED),
        ("Base64.decode64(x) == 'a'", 0),
        ("ENV", ENVIRONMENT),
        ("ARGV", ARGUMENTS),
        ("$*", ARGUMENTS),
        ("'%c%c' % [97, x]", COMPUTED),
        ("x ^ ENV['DEPLOY_KEY'].ord", ENVIRONMENT | KEYED | DECRYPTED),
        ("'" + "a" * 200 + "'", LITERAL),
        ("DATA.read\n__END__\na", FILE | LITERAL),
    ],
)
def test_marks_go_through_expressions(source: str, marks: int) -> None:
    assert marks == value(source).marks


def test_a_constant_of_elsewhere_is_its_name_and_a_class_of_the_file_its_scope() -> None:
    found = value("class A\nend\nA")

    assert ("Net::HTTP", None) == (value("::Net::HTTP").name, value("Net::HTTP").target)
    assert found.target is not None
    assert (ScopeKind.BODY, "A") == (found.target.kind, found.target.name)
    assert "Kernel" == value("self").name


def test_a_name_without_end_is_nothing() -> None:
    assert NOTHING == value("A" * 500)


def test_a_long_chain_is_worked_out_without_recursion() -> None:
    assert "a" * 5_000 == value(" + ".join(["'a'"] * 5_000)).const
