"""Scopes and blocks."""

import ast

from pratique.analysis.languages.python.scopes import Block, Scope, class_of
from pratique.analysis.languages.python.walk import collect


def test_a_block_is_within_itself_and_what_is_around_it() -> None:
    outer = Block()
    inner = Block(Block(outer))

    assert inner.within(inner)
    assert inner.within(outer)
    assert not outer.within(inner)


def test_the_class_of_a_nested_function_is_the_one_around_it() -> None:
    index = collect(ast.parse("class A:\n  def f(self):\n    def g(): pass\n"))
    module, owner, method, nested = index.scopes

    assert class_of(nested) is class_of(method) is owner
    assert class_of(module) is None
    assert owner.is_class
    assert not Scope(ast.Module(body=[], type_ignores=[])).is_class


def test_an_index_that_is_released_holds_no_scope() -> None:
    index = collect(ast.parse("def f(): f()\nx = f"))
    function = index.scopes[1]
    index.release()

    assert [] == index.scopes
    assert {} == function.names
    assert [] == function.calls
