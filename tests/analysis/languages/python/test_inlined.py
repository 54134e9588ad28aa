"""A file read together with those that it takes names from."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.python.inlined import inline


def together(source: str, near: dict[str, bytes]) -> str | None:
    tree = ast.parse(source)
    return ast.unparse(tree) if inline(tree, near) else None


def test_the_code_of_another_file_stands_in_place_of_its_import() -> None:
    assert "def f():\n    return 1\nf()" == together(
        "from .a import f\nf()", {".a": b"def f():\n    return 1\n"}
    )


def test_what_that_file_takes_from_a_third_stands_there_too() -> None:
    near = {".a": b"from .b import g\ndef f(): return g\n", ".b": b"g = 2\n"}
    assert "g = 2\n\ndef f():\n    return g\nf()" == together("from .a import f\nf()", near)


def test_another_name_is_given() -> None:
    assert "f = 1\nh = f" == together("from .a import f as h", {".a": b"f = 1\n"})


@pytest.mark.parametrize(
    ("entry", "near", "whole"),
    [
        ("x = 1\nfrom .a import f\nf()", {".a": b"x = 2\nf = x\n"}, "x = 1\nx__1 = 2\nf = x__1\nf()"),
        ("x = 1\nfrom . import a\na.x", {".a": b"x = 2\n"}, "x = 1\nx__1 = 2\nx__1"),
        (
            "x = 1\nfrom .a import f\nfrom .a import x as y\ny",
            {".a": b"x = 2\nf = 3\n"},
            "x = 1\nx__1 = 2\nf = 3\ny = x__1\ny",
        ),
        (
            "x = 1\nfrom .a import f\nf()",
            {".a": b"x = 2\ndef f(x):\n    return x.x\n"},
            "x = 1\nx__1 = 2\n\ndef f(x__1):\n    return x__1.x\nf()",
        ),
    ],
)
def test_a_name_that_is_taken_already_gets_another_one(
    entry: str, near: dict[str, bytes], whole: str
) -> None:
    assert together(entry, near) == whole


def test_other_imports_stay() -> None:
    assert together("import os\nfrom .a import *\nfrom .b import f", {".a": b"f = 1\n"}) is None


def test_members_of_a_module_are_those_of_the_file() -> None:
    near = {".a": b"from .b import g\ndef f(): return g\n", ".b": b"g = 2\n"}
    assert "g = 2\n\ndef f():\n    return g\nf()" == together("from . import a\na.f()", near)
    assert "from . import a as x, c\nf = 1\nc.f(f)" == together(
        "from . import a as x, c\nc.f(x.f)", {".a": b"f = 1\n"}
    )


def test_a_deep_tree_is_gone_through() -> None:
    deep = "from . import a\nx = " + " + ".join(["a.f"] * 900)
    tree = ast.parse(deep)
    assert inline(tree, {".a": b"f = 1\n"})
    assert not any(isinstance(node, ast.Attribute) for node in ast.walk(tree))


def test_a_circle_ends() -> None:
    near = {".a": b"from .b import g\nf = 1\n", ".b": b"from .a import f\ng = 2\n"}
    assert "g = 2\nf = 1" == together("from .a import f", near)


def test_all_is_told_at_the_line_of_the_import() -> None:
    tree = ast.parse("\n\nfrom .a import f\nf()")
    inline(tree, {".a": b"\n\n\n\n\ndef f():\n\n  return 1\n"})
    assert {3, 4} == {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)}


@given(st.binary(max_size=200))
def test_any_bytes_beside_it_do_no_harm(data: bytes) -> None:
    found = together("from .a import f\nf()", {".a": data})
    assert found is None or found.endswith("f()")
