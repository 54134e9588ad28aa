"""Calls: what they give."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED, ENVIRONMENT, EVERY, FILE, NETWORK, OWN
from pratique.analysis.languages.values import UNKNOWN
from tests.analysis.languages.javascript.reading import const, evaluated, value


@pytest.mark.parametrize(
    "source",
    [
        "(0, require('fs').unlink)",
        "require('util').promisify(require('fs').unlink)",
        "require('fs').unlink.bind(null)",
        "_interopRequireDefault(require('fs')).default.unlink",
        "Reflect.get(require('fs'), 'unlink')",
        "require.call(null, 'fs').unlink",
        "require.apply(null, ['fs']).unlink",
        "Reflect.apply(require, null, ['fs']).unlink",
        "require('module').createRequire(x)('fs').unlink",
        "eval('require')('fs').unlink",
        "Function('return require')()('fs').unlink",
        "(await import('fs')).unlink",
    ],
)
def test_an_api_is_recognised_through_every_kind_of_call(source: str) -> None:
    assert "fs.unlink" == value(f"probe({source})").name


def test_what_compilers_put_around_a_module_gives_the_module() -> None:
    helper = "function n(e) { return e && e.__esModule ? e : {default: e} }"

    assert "fs.unlink" == value(helper + "const f = n(require('fs')); probe(f.default.unlink)").name


def test_functions_of_the_file_are_carried_out_on_constants() -> None:
    source = "function e(r) { return Buffer.from(r, 'hex').toString() } probe(e('6576616c'))"
    evaluator, found = evaluated(source)

    assert ("eval", DECODED) == (evaluator.const(found), found.marks)


def test_a_function_that_picks_texts_by_number_turns_numbers_into_text() -> None:
    table = "const t = ['a','b','c','d','e','f','g','h','i']; function f(i) { i = i - 10; return t[i] }"
    evaluator, found = evaluated(table + "probe(f(12))")

    assert ("c", COMPUTED) == (evaluator.const(found), found.marks)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[101, 118].map(c => String.fromCharCode(c)).join('')", "ev"),
        ("[100, 119].map(c => String.fromCharCode(c ^ 1)).join('')", "ev"),
        ("Array.from('ab', c => c + '-').join('')", "a-b-"),
        ("'a-b'.replace(/-/g, '')", "ab"),
        ("'a-b-c'.replace(/-/, '')", "ab-c"),
        ("'ab'.replace(/[a-z]/g, 'x')", UNKNOWN),
        ("'abc'.split('').reverse().join('')", "cba"),
        ("(31).toString(36)", "v"),
    ],
)
def test_methods_of_constants_are_carried_out(source: str, expected: str) -> None:
    assert expected == const(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("process.env.SETTING.trim().slice(1)", ENVIRONMENT),
        ("JSON.stringify({a: process.env})", ENVIRONMENT | EVERY),
        ("unknown(process.env.SETTING)", ENVIRONMENT),
        ("x.includes(process.env.SETTING)", 0),
        ("require('fs').readFileSync(p)", FILE),
        ("require('fs').readFileSync(__dirname + '/p')", OWN),
        ("(await fetch(u)).json()", NETWORK),
        ("fetch(u).then(JSON.parse)", NETWORK),
        ("xs.map(x => String.fromCharCode(x ^ 5)).join('')", COMPUTED),
        ("'x'.replace(/./g, c => String.fromCharCode(c.charCodeAt(0) ^ 5))", COMPUTED),
    ],
)
def test_marks_pass_through_calls(source: str, expected: int) -> None:
    assert expected == value(f"probe({source})").marks


def test_results_of_apis_have_names_of_their_own() -> None:
    assert "net.Socket" == value("probe(require('net').connect(1).on('x', y))").name
    assert "child_process.ChildProcess" == value("probe(require('child_process').spawn('x'))").name
    assert "module" == value("probe(new module.constructor)").name
