"""The walk: what it finds in one pass."""

import ast

import pytest

from pratique.analysis.languages.python.scopes import Binding, Index
from pratique.analysis.languages.python.walk import collect


def index(source: str) -> Index:
    return collect(ast.parse(source))


def test_imports_name_modules_and_relative_names_too() -> None:
    found = index(
        "import a.b as c, d\nfrom e.f import g\nfrom . import h\nfrom ..i import j, k\nfrom .l import *"
    )

    assert ["a.b", "d", "e.f", "e.f.g", ".h", "..i", "..i.j", "..i.k", ".l"] == [
        asked.module for asked in found.imports
    ]


def test_calls_are_found_wherever_they_stand() -> None:
    source = (
        "a()\n@b()\ndef f(x=c()): return d()\nclass C(e()): y = g()\n[h() for i in j() if k()]\n"
        "lambda: l()\nf'{m()}'\nx = {n(): o(), **p()}\nwith q() as r: s()\ntry: t()\nexcept u(): v()\nfinally: w()\n"
        "match aa():\n  case 1 if bb(): cc()\nassert dd(), ee()\nraise ff()\nwhile gg(): hh()\nelse: ii()\n"
        "async def z(): await jj()\nx[kk()] = ll()\ny: int = mm()\nz += nn()\ndel x[oo()]\nyy = (zz := pp())\n"
    )
    names = {
        called.node.func.id
        for scope in index(source).scopes
        for called in scope.calls
        if isinstance(called.node.func, ast.Name)
    }
    expected = {*"abcdeghjklmnopqstuvw"} - {"i"} | {a + a for a in "abcdefghijklmnop"}

    assert expected == names


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("x = 1", Binding.ASSIGN),
        ("x: int = 1", Binding.ASSIGN),
        ("(x := 1)", Binding.ASSIGN),
        ("x, y = 1, 2", Binding.UNPACK),
        ("x += 1", Binding.EXTEND),
        ("x.append(1)", Binding.GROW),
        ("x[0] = 1", Binding.GROW),
        ("for x in y: pass", Binding.ELEMENT),
        ("[x for x in y]", Binding.ELEMENT),
        ("with y as x: pass", Binding.ENTER),
        ("import x", Binding.IMPORT),
        ("from y import z as x", Binding.IMPORT),
        ("def x(): pass", Binding.LOCAL),
        ("class x: pass", Binding.LOCAL),
        ("try: pass\nexcept y as x: pass", Binding.OTHER),
    ],
)
def test_every_way_to_bind_a_name_is_told_apart(source: str, how: Binding) -> None:
    assert [how] == [bound.how for bound in index(source).module.names["x"]]


def test_the_main_block_and_type_checking_are_marked() -> None:
    source = "if __name__ == '__main__': a()\nelse: b()\nif TYPE_CHECKING: c()\nif t.TYPE_CHECKING:\n  def f(): d()\n"
    blocks = {
        called.node.func.id: (called.block.main, called.block.never)
        for scope in index(source).scopes
        for called in scope.calls
        if isinstance(called.node.func, ast.Name)
    }

    assert {"a": (True, False), "b": (False, False), "c": (False, True), "d": (False, True)} == blocks


def test_docstrings_are_no_literals() -> None:
    assert 1 == len(index('"""https://a.invalid"""\nx = "https://b.invalid"').literals)


def test_reads_of_the_environment_are_noted_and_writes_are_not() -> None:
    read = "import os\nos.environ['a']; os.environ.get('b'); 'c' in os.environ; dict(os.environ)"
    written = "import os\nos.environ['a'] = '1'; os.environ.setdefault('b', '1'); del os.environ['c']"

    assert 4 == len(index(read).lookups)
    assert 0 == len(index(written).lookups)


def test_sums_of_texts_side_by_side_are_noted_however_long() -> None:
    assert 1 == len(index("x = 'a' + 'b'").joins)
    assert 1 == len(index("x = " + "'a' + " * 900 + "'b'").joins)
    assert 0 == len(index("x = 'a' + y + 'b'").joins)
    assert 1 == len(index("x = 'abc'[::-1]").joins)


def test_a_global_name_is_bound_in_the_module() -> None:
    assert ["x"] == list(index("def f():\n  global x\n  x = 1\n").module.names)[1:]
