"""Walker: functions, parameters, patterns, and nodes with very many children."""

import pytest

from pratique.analysis.languages.javascript.scopes import How
from pratique.analysis.languages.javascript.walker import MANY
from tests.analysis.languages.javascript.reading import indexed


def parameters(source: str) -> list[tuple[bytes, int, tuple[bytes | int, ...]]]:
    """Name, place and path of the parameters of the first function."""
    function = next(iter(indexed(source).functions.values()))
    return sorted(
        (name, bound.place, bound.path)
        for name, bounds in function.scope.names.items()
        for bound in bounds
        if bound.how is How.PARAMETER
    )


def test_parameters_are_numbered() -> None:
    assert [(b"a", 0, ()), (b"b", 1, ()), (b"c", 2, ())] == parameters(
        "function f(a, /* x */ b = 1, ...c) {}"
    )
    assert [(b"a", 0, ())] == parameters("(a => a)")


def test_parameters_that_are_taken_apart_have_a_path() -> None:
    assert [(b"b", 0, (b"a",)), (b"c", 0, (b"c",)), (b"d", 1, (1,))] == parameters(
        "function f({a: b, c = 2}, [, d]) {}"
    )


def test_a_function_expression_knows_its_own_name() -> None:
    function = next(iter(indexed("const a = function b() { b() }").functions.values()))

    assert How.LOCAL is function.scope.names[b"b"][0].how
    assert [b"a"] == [name for _, name in function.aliases]


def test_the_body_of_a_short_arrow_function_is_what_it_returns() -> None:
    function = next(iter(indexed("const f = x => g(x)").functions.values()))

    assert (True, 1) == (function.arrow, len(function.returns))


def test_nothing_is_missed_in_a_node_with_very_many_children() -> None:
    many = MANY + 10
    index = indexed("f([" + "g()," * many + "]);" + "h();" * many)

    assert (many, many) == (len(index.named_calls[b"g"]), len(index.named_calls[b"h"]))


def test_a_pattern_that_is_too_deep_binds_nothing() -> None:
    assert [] == parameters("function f(" + "{a:" * 40 + "b" + "}" * 40 + ") {}")


def test_names_with_escapes_are_spelt_out() -> None:
    assert [b"eval"] == list(indexed(r"\u0065val('x')").named_calls)


def test_bytes_in_errors_are_counted() -> None:
    assert 0 == indexed("f()").broken_bytes
    assert 0 < indexed("f() ]]] }").broken_bytes


@pytest.mark.parametrize("other", ["", "\\u0061;"])
def test_a_name_and_a_text_that_come_again_lie_in_memory_once(other: str) -> None:
    index = indexed(f"{other}call_one('some text'); call_one('some text'); a.call_two(); b.call_two()")

    for first, second in (index.named_calls[b"call_one"], index.method_calls):
        assert first.name is second.name
    (first_text, _, _), (second_text, _, _) = index.texts
    assert first_text is second_text


def test_lists_that_stay_empty_are_one_and_the_same() -> None:
    first, second = indexed("f(() => {}); g(() => {})").functions.values()

    lists = (first.inner, first.returns, first.aliases, first.parameters, second.inner)
    assert 1 == len({id(one) for one in lists})
    assert [] == first.inner
    assert indexed("f(() => h(() => {}))").file.inner
