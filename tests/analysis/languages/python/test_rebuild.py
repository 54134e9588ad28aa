"""Expressions of the tolerant grammar are those of `ast`."""

import ast

import pytest

from pratique.analysis.languages.python.tolerant import parse_tolerant

SAME = [
    *(
        "x",
        "x.y.z",
        "x[1]",
        "x[1:2]",
        "x[::-1]",
        "x[1, 2]",
        "1",
        "1.5",
        "'a'",
        "b'a'",
        "r'\\d'",
        "'\\x41\\n'",
        "'a' 'b'",
    ),
    *("f()", "f(1, 'a')", "f(k=1)", "f(x for x in y)", "a + b - c", "a ** b", "a ^ b", "-a", "~a", "not a"),
    *(
        "[1, 2]",
        "(1, 2)",
        "()",
        "a if b else c",
        "lambda: 1",
        "lambda x, y=1: x",
        "True",
        "None",
        "a == b",
        "f'{a}b'",
    ),
    *("(x for x in y if z)", "'''a\nb'''", "u'a'", "x.y(1)[2].z", "0x10", "1_000"),
]


@pytest.mark.parametrize("source", SAME)
def test_an_expression_is_the_same_for_both_parsers(source: str) -> None:
    tree, problem, _ = parse_tolerant(f"x = {source}\n")
    assert tree is not None

    assert problem is None
    expected = ast.dump(ast.parse(f"x = {source}\n")).replace(", kind='u'", "")
    assert expected.replace("Store()", "Load()") == ast.dump(tree)


@pytest.mark.parametrize(("source", "number"), [("0777", 511), ("10L", 10), ("0xFFL", 255)])
def test_numbers_of_python_2_are_numbers(source: str, number: int) -> None:
    tree, _, _ = parse_tolerant(f"x = {source}\n")
    assert tree is not None
    assign = tree.body[0]
    assert isinstance(assign, ast.Assign)
    assert isinstance(assign.value, ast.Constant)

    assert number == assign.value.value


def test_every_node_has_a_line() -> None:
    tree, _, _ = parse_tolerant("x = f(\n  a,\n  [b for b in c],\n  'd' + g.h)\nprint x\n")
    assert tree is not None

    assert all(node.lineno >= 1 for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt))
