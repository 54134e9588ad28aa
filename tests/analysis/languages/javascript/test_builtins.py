"""Functions of the language itself."""

import pytest

from pratique.analysis.engine.marks import DECODED, ENVIRONMENT, EVERY, OWN
from pratique.analysis.languages.javascript.builtins import dotted
from pratique.analysis.languages.values import NOTHING, UNKNOWN, Constant
from tests.analysis.languages.javascript.reading import const, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("parseInt('0x1f')", 31),
        ("parseInt('z', 36)", 35),
        ("Number('12')", 12),
        ("String(12)", "12"),
        ("JSON.parse('[1,\"a\"]')", (1, "a")),
        ("JSON.parse('{\"a\":1}').a", 1),
        ("new TextDecoder().decode(Buffer.from('61', 'hex'))", "a"),
        ("Array.from('ab')", ("a", "b")),
        ("require('path').join('a', 'b')", "a/b"),
        ("Reflect.get({a: 'b'}, 'a')", "b"),
        ("new Blob(['a', 'b'], {type: 'c'})", "ab"),
        ("URL.createObjectURL(new Blob(['a']))", "a"),
        ("new Blob(['a', x])", UNKNOWN),
        ("new Blob([])", UNKNOWN),
    ],
)
def test_functions_of_constants_are_carried_out(source: str, expected: Constant) -> None:
    assert expected == const(source)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return this", "globalThis"),
        ("require", "require"),
        ("return process.mainModule", "module"),
        ("(globalThis.eval);", "eval"),
    ],
)
def test_code_that_is_only_a_name_gives_what_the_name_means(text: str, expected: str) -> None:
    assert expected == dotted(text).name


def test_other_code_does_not() -> None:
    assert NOTHING is dotted("return 1 + 1")


def test_containers_pass_on_what_they_are_given() -> None:
    assert ENVIRONMENT | EVERY == value("probe(new Map(Object.entries(process.env)))").marks
    assert ENVIRONMENT | EVERY == value("probe(Object.assign({}, process.env))").marks
    assert DECODED == value("probe(URL.createObjectURL(new Blob([atob(x)])))").marks
    assert OWN == value("probe(require.resolve('x'))").marks


def test_a_promise_gives_what_it_is_resolved_with() -> None:
    assert (
        ENVIRONMENT
        == value("probe(await new Promise(done => { setTimeout(() => done(process.env.A1)) }))").marks
    )
