"""Scopes: names are found outwards, and an index frees what it holds."""

from pratique.analysis.languages.javascript.scopes import Texts, lookup
from tests.analysis.languages.javascript.reading import indexed


def test_a_name_is_looked_up_from_the_inside_out() -> None:
    index = indexed("var a; function f(b) { g(a, b, c) }")
    inner = index.named_calls[b"g"][0].scope

    assert index.scope is lookup(inner, b"a")
    assert inner is lookup(inner, b"b")
    assert lookup(inner, b"c") is None


def test_an_index_lets_go_of_all_names_and_functions() -> None:
    index = indexed("const a = 1; { const b = 2 } class C { m() {} } function f(x) { return x }")
    scopes = [index.scope, *index.blocks]

    index.release()

    assert [] == [name for scope in scopes for name in scope.names]
    assert not any(hasattr(function, "scope") for function in index.functions.values())


def test_texts_come_in_the_order_they_were_kept_and_as_often_as_asked() -> None:
    scope = indexed("").scope
    texts = Texts()
    assert [] == list(texts)
    texts.add(b"'second'", 16_000_000, scope)
    texts.add(b"'first'", 2, scope)

    expected = [(b"'second'", 16_000_000, scope), (b"'first'", 2, scope)]
    assert expected == list(texts)
    assert expected == list(texts)
