"""What a call is given."""

import pytest

from pratique.analysis.engine.evaluate import At
from pratique.analysis.engine.ir import Call, Node, Unit
from pratique.analysis.engine.resolved import argument, arguments_of
from pratique.analysis.frontends.ruby.resolve import resolve
from tests.analysis.frontends.ruby.reading import calls, evaluated, last, lowered


def ending(source: str) -> tuple[Unit, Call]:
    """Return a source, and the call that ends it."""
    unit = lowered(source)
    call = last(unit)
    assert isinstance(call, Call)
    return unit, call


def shown(unit: Unit, node: Node | None) -> str:
    """Return the source of an expression."""
    return unit.text(node.start, node.end) if node is not None else ""


@pytest.mark.parametrize(
    ("source", "positional", "pairs"),
    [
        ("f(a, 1)", ["a", "1"], {}),
        ("f a, *b", ["a", "*b"], {}),
        ("f(a, b: c, 'd' => e, :g => h)", ["a"], {"b": "c", "d": "e", "g": "h"}),
        ("f({b: c})", ["{b: c}"], {}),
        ("x[a, b]", ["a", "b"], {}),
        ("`a`", ["`a`"], {}),
        ("f", [], {}),
        ("f(a) { |b| c }", ["a"], {}),
        ("f <<A, b\ntext\nA\n", ["<<A", "b"], {}),
    ],
)
def test_arguments_are_told_apart(source: str, positional: list[str], pairs: dict[str, str]) -> None:
    unit, call = ending(source)
    found = arguments_of(call)

    assert positional == [shown(unit, node) for node in found.positional]
    assert pairs == {key: shown(unit, node) for key, node in found.pairs.items()}


def test_everything_that_a_call_is_given_is_kept() -> None:
    unit, call = ending("f(a, b: c, x => d, **e, &g)")
    found = arguments_of(call)

    assert ["a", "c", "d", "e", "g"] == [shown(unit, node) for node in found.everything()]
    assert ["c", "d", "e", "g"] == [shown(unit, node) for node in found.rest().everything()]
    assert found.at(0) is found.positional[0]
    assert found.at(1) is None


def test_a_block_is_kept() -> None:
    unit, call = ending("f { |x| x }")

    assert unit.scope.inner[0] is arguments_of(call).block


@pytest.mark.parametrize(
    ("source", "receiver", "name"),
    [
        ("a.b(1)", "a", "b"),
        ("a&.b", "a", "b"),
        ("A::b(1)", "A", "b"),
        ("a[1]", "a", "[]"),
        ("a.(1)", "a", "()"),
        ("b(1)", "", "b"),
        ("b", "", "b"),
        ("`b`", "", "`"),
    ],
)
def test_a_call_has_a_receiver_and_a_name(source: str, receiver: str, name: str) -> None:
    unit, call = ending(source)

    assert (receiver, name) == (shown(unit, call.first), call.method)


def test_the_first_argument_is_seen_through_a_splat() -> None:
    unit, evaluator, _ = evaluated("x = ['a', 'b']\nf(*x)")
    (called,) = calls(unit, "f")
    at = At(called.scope, called.branch)

    assert "a" == argument(evaluator, resolve(evaluator, called, at), 0, at).const
