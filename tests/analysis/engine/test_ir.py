"""Scopes and branches."""

from pratique.analysis.engine.ir import Branch, Call, Op, Reach, Scope, ScopeKind, visible
from tests.analysis.engine import made
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


def test_a_function_sees_the_variables_around_it_and_has_its_own() -> None:
    program = Scope(ScopeKind.PROGRAM, 0)
    outer = made.inside(ScopeKind.FUNCTION, program)
    inner = made.inside(ScopeKind.BLOCK, made.inside(ScopeKind.FUNCTION, outer))
    bound, own = made.bind("x", program, made.const("a")), made.bind("y", outer, made.const("b"))

    assert [bound] == visible("x", inner)
    assert [own] == visible("y", inner)
    assert visible("y", program) is None
    assert inner.parent is inner.frame
    assert program is inner.owner


def test_a_method_sees_no_variable_around_it() -> None:
    program = Scope(ScopeKind.PROGRAM, 0)
    made.bind("x", program, made.const("a"))

    assert visible("x", made.inside(ScopeKind.METHOD, program)) is None


def test_a_function_does_not_see_the_names_of_the_class_around_it() -> None:
    program = Scope(ScopeKind.PROGRAM, 0)
    body = made.inside(ScopeKind.BODY, program)
    bound, own = made.bind("x", program, made.const("a")), made.bind("x", body, made.const("b"))

    assert [own] == visible("x", body)
    assert [bound] == visible("x", made.inside(ScopeKind.FUNCTION, body))


def test_the_language_tells_to_what_a_name_belongs() -> None:
    words = {"@": Reach.OWNER, "$": Reach.PROGRAM, "A": Reach.AROUND}
    program = Scope(ScopeKind.PROGRAM, 0, reach=lambda word: words.get(word[0], Reach.LOCAL))
    body = made.inside(ScopeKind.BODY, program)
    method = made.inside(ScopeKind.METHOD, body)
    owned, everywhere = made.bind("@x", body, made.const("a")), made.bind("$x", program, made.const("b"))
    around = made.bind("A", program, made.const("c"))

    found = [visible(word, method) for word in ("@x", "$x", "A", "x")]

    assert [[owned], [everywhere], [around], None] == found


def test_a_source_is_represented_as_the_module_describes() -> None:
    unit = lowered(
        'host = "a.invalid"\nreport = lambda { |name| send("https://" + host, name) }\nreport.call(getenv("USER"))'
    )
    program, (function,) = unit.scope, unit.scope.inner
    (call,) = function.calls
    _, address, name = call.parts

    assert [bound.node.value for bound in program.names["host"] if bound.node is not None] == ["a.invalid"]
    assert ("name",) == function.parameters
    assert address is not None
    assert name is not None
    assert (Op.OPERATOR, ("+",), Op.NAME, "name") == (address.op, address.value, name.op, name.value)
    assert ["https://", "host"] == [part.value for part in address.parts if part is not None]
    called = next(call for call in program.calls if call.method == "call")
    assert isinstance(called.parts[1], Call)
    assert "getenv" == called.parts[1].method
    assert unit.scopes == [program, function]
