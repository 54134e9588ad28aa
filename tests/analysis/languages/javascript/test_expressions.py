"""What the walk notes of expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language
from pratique.analysis.languages.javascript import expressions, statements
from pratique.analysis.languages.javascript.grammar import kinds, parse
from pratique.analysis.languages.javascript.scopes import How, Index
from pratique.analysis.languages.javascript.walker import Visit, Walker, visits
from tests.analysis.languages.javascript.reading import facts, indexed

HANDLERS: dict[str, Visit] = {**expressions.HANDLERS, **statements.HANDLERS}
VISITS = visits(kinds(Language.JAVASCRIPT), HANDLERS)


def test_calls_are_sorted_by_what_is_called() -> None:
    index = indexed("a(); b.exec(); c.ordinary(); d[e](); (0, f)(); (0, g.spawn)(); new h(); new i.Script()")

    assert {b"a", b"f", b"h"} == set(index.named_calls)
    assert [b"", b"Script", b"exec", b"spawn"] == sorted(call.name for call in index.member_calls)
    assert [b"ordinary"] == [call.name for call in index.method_calls]
    assert [True] == [call.new for call in index.named_calls[b"h"]]


def test_a_function_called_on_the_spot_is_told_from_one_that_is_handed_over() -> None:
    index = indexed(
        "(function a() {})(); (() => {}).call(this); b(function c() {}, () => {}); !function () {}()"
    )

    assert [None, None, None, 0, 1] == sorted(
        (function.given.place for function in index.functions.values() if function.given is not None),
        key=lambda place: -1 if place is None else place,
    )


def test_what_is_added_to_a_name_extends_it() -> None:
    index = indexed("a = 1; a += 2; a.push(3); a[0] = 4; a++")

    hows = [bound.how for bound in index.assigned[b"a"]]
    assert (1, 4) == (hows.count(How.ASSIGN), hows.count(How.EXTEND))


def test_assigned_properties_are_kept_by_name() -> None:
    index = indexed("a.b = 1; this['c'] = 2; a.d = function () {}")

    assert {b"b", b"c", b"d"} == set(index.properties)
    assert {b"d"} == index.methods


def test_reads_of_the_environment_are_noted_once_with_the_variable() -> None:
    index = indexed("process.env.A; process.env['B']; f(process.env)")

    assert ["member_expression", "member_expression", "subscript_expression"] == sorted(
        node.type for node, _ in index.reads
    )


def test_writing_a_variable_is_no_read() -> None:
    assert [] == indexed("process.env.A = '1'").reads


def test_functions_are_known_by_the_names_and_keys_they_are_given() -> None:
    index = indexed("a = () => {}; const b = function () {}; x.c = () => {}; y = {d() {}, e: () => {}}")

    found = {name for function in index.functions.values() for _, name in function.aliases}
    keys = {function.key for function in index.functions.values()}
    assert {b"a", b"b"} == found
    assert {b"", b"c", b"d", b"e"} == keys


def test_runners_that_are_handed_over_are_noted() -> None:
    assert 1 == len(indexed("x.then(eval)").handing)
    assert 0 == len(indexed("x.then(other)").handing)


def test_pieces_of_templates_are_texts() -> None:
    index = indexed("f(`first text ${a} second text`)")

    assert [b" second text", b"first text "] == sorted(text for text, _, _ in index.texts)


def test_what_stands_in_a_template_is_walked_once() -> None:
    index = indexed("x = `${f(() => g())} \\n ${h()} text of it`")

    assert {b"f": 1, b"g": 1, b"h": 1} == {name: len(calls) for name, calls in index.named_calls.items()}
    assert 1 == len(index.file.inner) == len(index.functions)


def test_templates_inside_of_each_other_are_walked_in_time_that_grows_with_them() -> None:
    source = "`${" * 60 + "f()" + "}\\n`" * 60

    assert 1 == len(indexed(source).named_calls[b"f"])


def test_members_of_members_are_looked_at_down_to_the_first_object() -> None:
    assert ["A"] == [
        use.argument
        for use in facts("const x = a.process.env.A.length.b; const y = process.env.A.length.b").uses
        if use.capability is Capability.ENVIRONMENT
    ]


@pytest.mark.parametrize(
    "held", ["f()", "e.E", "'abcdefgh'", "...f()", "function () { f() }", "[[2, f()]]", "1..e()", "`${f()}`"]
)
def test_an_array_is_passed_over_only_when_it_holds_nothing_but_numbers(held: str) -> None:
    few, many = (
        indexed(f"env; a = [{'1e5, -2.5, [3], ' * count}{held}, 4]; process.env") for count in (0, 3_000)
    )

    assert noted(few) == noted(many)
    assert noted(few) != noted(indexed("env; a = [4]; process.env"))


def test_an_array_of_numbers_that_does_not_parse_is_told() -> None:
    assert indexed("a = [1, 2 3 4, 5]").broken_bytes


def test_arrays_inside_of_each_other_are_not_looked_at_again_and_again() -> None:
    deep = b"[1, " * 200 + b"f()" + b"]" * 200
    walker = walker_of(deep, spare_bytes=2_000)
    index = walker.run(walker.index.file.node)

    assert [b"f"] == list(index.named_calls)
    assert 0 <= walker.spare_bytes < 1_000


@given(
    st.text(alphabet="[[]],, 0123456789.eE+-", max_size=40),
    st.sampled_from(("", "f()", "E", "'abcdef'", "e.E", "...")),
    st.text(alphabet="[[]],, 0123456789.eE+-", max_size=40),
)
def test_passing_over_arrays_of_numbers_changes_nothing(before: str, held: str, after: str) -> None:
    source = f"var env = [{before}{held}{after}]; g([{after}])".encode()

    assert noted(walked(source, spare_bytes=0)) == noted(walked(source, spare_bytes=10_000))


def walked(source: bytes, *, spare_bytes: int) -> Index:
    """The index of a source, of whose arrays so much may be looked at."""
    walker = walker_of(source, spare_bytes=spare_bytes)
    return walker.run(walker.index.file.node)


def walker_of(source: bytes, *, spare_bytes: int) -> Walker:
    """A walker that has walked nothing yet."""
    root = parse(source, Language.JAVASCRIPT).root_node
    walker = Walker(source, root, VISITS)
    walker.spare_bytes = spare_bytes
    return walker


def noted(index: Index) -> tuple[object, ...]:
    """What an index says, without the places of it."""
    return (
        {name: len(calls) for name, calls in index.named_calls.items()},
        [call.name for call in (*index.member_calls, *index.method_calls)],
        [raw for raw, _, _ in index.texts],
        (sorted(index.assigned), sorted(index.upper_reads), len(index.reads), len(index.functions)),
        index.broken_bytes,
    )
