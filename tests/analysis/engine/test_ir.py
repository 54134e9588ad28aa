"""Scopes and branches."""

from pratique.analysis.engine.ir import Branch
from tests.analysis.frontends.ruby.reading import lowered


def test_a_branch_is_within_itself_and_what_is_around_it() -> None:
    outer = Branch()
    inner = Branch(Branch(outer))

    assert inner.within(inner)
    assert inner.within(outer)
    assert not outer.within(inner)


def test_a_branch_knows_the_loop_around_it() -> None:
    loop = Branch(Branch(), loop=True)

    assert loop is Branch(Branch(loop)).loop_around()
    assert Branch(Branch()).loop_around() is None


def test_what_stands_in_the_main_part_belongs_to_it() -> None:
    assert Branch(Branch(Branch(main=True))).main
    assert not Branch(Branch()).main


def test_a_block_sees_the_variables_of_its_method_and_belongs_to_its_class() -> None:
    unit = lowered("class A\n def f\n  g { h { } }\n end\nend\nk { }")
    method, block = unit.methods["f"][0], unit.methods["f"][0].inner[0].inner[0]

    assert method is block.frame
    assert unit.bodies["A"][0] is block.owner
    assert unit.scope is unit.scope.inner[1].frame is unit.scope.inner[1].owner


def test_a_unit_that_is_released_holds_no_scope() -> None:
    unit = lowered("A = 1\nclass B\n def f(x = 'https://a.invalid/') = f\nend\ny = f\n'a' + 'b'")
    scopes = [*unit.scopes]

    unit.release()

    assert [] == [name for scope in scopes for name in (*scope.names, *scope.defaults)]
    assert [] == [link for scope in scopes for link in (*scope.calls, *scope.inner)]
    assert [] == [*unit.scopes, *unit.literals, *unit.joins, *unit.constants]
