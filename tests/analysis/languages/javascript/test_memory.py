"""What the evaluator remembers of names."""

from pratique.analysis.languages.javascript.memory import Names
from tests.analysis.languages.javascript.reading import indexed


def test_assignments_and_calls_are_sorted_by_the_scope_that_they_mean() -> None:
    index = indexed("let a; a = 1; f(); { let a; a = 2; } function g(f) { f(); a = 3 }")
    names = Names(index)

    assert 2 == len(names.assigned(index.scope, b"a"))
    assert 1 == len(names.calls(None, b"f"))
    assert [] == names.calls(index.scope, b"f")


def test_names_that_are_taken_out_of_an_object_are_known_by_its_property() -> None:
    index = indexed("const {key: name} = object; o.m(); p.m()")
    names = Names(index)

    assert [(index.scope, b"name")] == names.taken_out(b"key")
    assert 2 == len(names.keyed_calls(b"m"))
