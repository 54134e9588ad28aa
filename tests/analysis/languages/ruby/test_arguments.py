"""What a call is given."""

import pytest

from pratique.analysis.languages.ruby.arguments import arguments_of, method_name, receiver_of
from tests.analysis.languages.ruby.reading import indexed, last, tree


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
    program = tree(source)
    found = arguments_of(program.root.children[0], program)

    assert positional == [program.text(node) for node in found.positional]
    assert pairs == {key: program.text(node) for key, node in found.pairs.items()}


def test_everything_that_a_call_is_given_is_kept() -> None:
    program = tree("f(a, b: c, x => d, **e, &g)")
    found = arguments_of(program.root.children[0], program)

    assert ["a", "c", "d", "e", "g"] == [program.text(node) for node in found.everything()]
    assert ["c", "d", "e", "g"] == [program.text(node) for node in found.rest().everything()]
    assert found.at(0) is found.positional[0]
    assert found.at(1) is None


def test_a_block_is_kept() -> None:
    index = indexed("f { |x| x }")

    assert index.scope.inner[0].node is arguments_of(last(index), index.program).block


@pytest.mark.parametrize(
    ("source", "receiver", "name"),
    [
        ("a.b(1)", "a", "b"),
        ("a&.b", "a", "b"),
        ("A::b(1)", "A", "b"),
        ("a[1]", "a", "[]"),
        ("a.(1)", "a", "()"),
        ("b(1)", None, "b"),
        ("b", None, "b"),
        ("`b`", None, "`"),
    ],
)
def test_a_call_has_a_receiver_and_a_name(source: str, receiver: str | None, name: str) -> None:
    program = tree(source)
    (node,) = program.root.children
    holder = receiver_of(node)

    assert (receiver, name) == (
        program.text(holder) if holder is not None else None,
        method_name(node, program),
    )
