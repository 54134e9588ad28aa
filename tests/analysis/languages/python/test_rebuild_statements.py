"""Statements of the tolerant grammar hold what those of `ast` hold."""

import ast

import pytest

from pratique.analysis.languages.python.tolerant import parse_tolerant

SAME = [
    "import os, a.b as c",
    "from x import y as z, w",
    "from ..x import y",
    "from . import y",
    "from x import *",
    "x = y = f()",
    "x, y = z",
    "def f(a, b=1):\n    return a",
    "class A(B, metaclass=C):\n    x = 1",
    "if a:\n    b()\nelif c:\n    d()\nelse:\n    e()",
    "for x in y:\n    f(x)",
    "while a:\n    f()",
    "with a as b, c:\n    f()",
    "global x, y",
    "return_ = 1",
]


def bare(tree: ast.AST) -> str:
    # Python 3.12 writes out empty lists of type parameters; earlier ones have none, later ones leave them out.
    return ast.dump(tree).replace("Store()", "Load()").replace(", type_params=[]", "")


@pytest.mark.parametrize("source", SAME)
def test_a_statement_is_the_same_for_both_parsers(source: str) -> None:
    tree, problem, _ = parse_tolerant(f"{source}\n")
    assert tree is not None

    assert problem is None
    assert bare(ast.parse(source)) == bare(tree)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("print 'a', b", "print('a', b)"),
        ("exec 'x'", "exec('x')"),
        ("exec f.g(1)", "exec(f.g(1))"),
        ("exec x in y", "exec(x, y)"),
        ("exec (x, y)", "exec(x, y)"),
    ],
)
def test_statements_of_python_2_are_the_calls_that_they_are(source: str, expected: str) -> None:
    tree, _, _ = parse_tolerant(f"{source}\n")
    assert tree is not None

    assert bare(ast.parse(expected)) == bare(tree)


def test_calls_inside_other_statements_are_kept() -> None:
    source = "try:\n  a()\nexcept E, e:\n  b()\nfinally:\n  c()\nassert d()\nraise e()\n@f()\ndef g(): pass\ndel h()[1]\nx += i()\nyield j()\n"
    tree, _, _ = parse_tolerant(source)
    assert tree is not None
    names = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert set("abcdefhij") == names
