"""Names resolved without evaluation."""

import ast

import pytest

from pratique.analysis.languages.python.resolve import Resolver, lookup, method_of, reaching, starred
from pratique.analysis.languages.python.walk import collect


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os\nos.system", "os.system"),
        ("import os as o\no.system", "os.system"),
        ("from os import system as s\ns", "os.system"),
        ("import urllib.request\nurllib.request.urlopen", "urllib.request.urlopen"),
        ("import builtins\nbuiltins.exec", "exec"),
        ("__builtins__.exec", "exec"),
        ("from six.moves import urllib\nurllib.request.urlopen", "urllib.request.urlopen"),
        ("from pip._vendor import requests\nrequests.get", "requests.get"),
        ("try:\n  import x as p\nexcept ImportError:\n  import pickle as p\np.loads", "pickle.loads"),
        ("from os import *\nsystem", "os.system"),
        ("from ctypes import *\nwindll.kernel32.VirtualAlloc", "ctypes.windll.kernel32.VirtualAlloc"),
        ("exec", "exec"),
        ("unknown", None),
        ("os = 1\nos.system", None),
        ("f().system", None),
    ],
)
def test_a_chain_of_attributes_has_a_dotted_name(source: str, name: str | None) -> None:
    tree = ast.parse(source)
    index = collect(tree)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)

    assert name == Resolver(index).dotted(last.value, index.module)


def test_a_class_body_is_no_scope_of_its_methods() -> None:
    index = collect(ast.parse("x = 1\nclass A:\n  x = 2\n  def f(self): pass\n"))
    found = lookup("x", index.scopes[2])

    assert found is not None
    assert found[0] is index.module
    assert lookup("y", index.scopes[2]) is None


def lines(source: str, line: int) -> list[int]:
    index = collect(ast.parse(source))
    called = next(called for called in index.module.calls if called.node.lineno == line)
    return [bound.line for bound in reaching(index.module.names["x"], line, called.block)]


def test_the_last_sure_assignment_hides_those_before_it() -> None:
    assert [2] == lines("x = 1\nx = 2\nf(x)", 3)


def test_an_assignment_in_a_branch_hides_nothing() -> None:
    assert [1, 3] == lines("x = 1\nif a:\n  x = 2\nf(x)", 4)


def test_a_later_assignment_holds_in_the_same_loop_alone() -> None:
    assert [1, 4] == lines("x = 1\nwhile a:\n  f(x)\n  x = 2", 3)
    assert [1] == lines("x = 1\nf(x)\nx = 2", 2)


def test_an_extension_is_added_to_what_was_before() -> None:
    assert [1, 2] == lines("x = 1\nx += 2\nf(x)", 3)


def test_the_right_side_of_an_assignment_sees_what_was_before() -> None:
    assert [1] == lines("x = 1\nx = f(x)", 2)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(): pass\nf()", "f"),
        ("class A: pass\nA()", "A"),
        ("(lambda: 1)()", "<lambda>"),
        ("g()", None),
        ("import g\ng()", None),
    ],
)
def test_a_call_of_a_function_of_the_file_has_a_target(source: str, name: str | None) -> None:
    index = collect(ast.parse(source))
    target = Resolver(index).target(index.module.calls[0])

    assert name == (target.name if target is not None else None)


def test_a_method_of_self_has_a_target() -> None:
    index = collect(ast.parse("class A:\n  def f(self): self.g()\n  def g(self): pass\n"))
    owner, method = index.scopes[1], index.scopes[2]
    target = Resolver(index).target(method.calls[0])

    assert target is method_of(owner, "g") is not None
    assert method_of(owner, "h") is None


def test_a_starred_import_gives_only_names_that_are_known() -> None:
    module = collect(ast.parse("from os import *\nfrom x import *")).module

    assert "os.system" == starred("system", module)
    assert starred("nothing", module) is None


@pytest.mark.parametrize(
    "source",
    [
        "a = A()\na.f()",
        "A().f()",
        "A.f()",
        "with A() as a:\n  a.f()",
        "B().f()",
        "b = B()\nb.f()",
        "class C:\n  def __init__(self): self.a = A()\n  def g(self): self.a.f()",
    ],
)
def test_a_method_is_found_by_an_instance_of_its_class_or_of_one_made_from_it(source: str) -> None:
    index = collect(ast.parse("class A:\n  def f(self): pass\nclass B(A): pass\n" + source))
    resolver = Resolver(index)
    found = [
        target for scope in index.scopes for called in scope.calls if (target := resolver.target(called))
    ]
    assert "f" in {target.name for target in found}


def test_a_name_that_may_be_another_s_is_no_instance() -> None:
    index = collect(ast.parse("class A:\n  def f(self): pass\na = A()\na = other()\na.f()"))
    resolver = Resolver(index)
    assert {"A"} == {target.name for called in index.module.calls if (target := resolver.target(called))}


def test_a_circle_of_bases_ends() -> None:
    index = collect(ast.parse("class A(B): pass\nclass B(A): pass\nA().f()"))
    owner = index.module.names["A"][0].target
    assert owner is not None
    assert method_of(owner, "f") is None
