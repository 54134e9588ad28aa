"""What a call that asks for a module may ask for."""

import pytest

from tests.analysis.languages.javascript.reading import imported


@pytest.mark.parametrize(
    "source",
    [
        "require(process.env.X || './test/e')",
        "require((process.env.X ?? './test/e'))",
        "require(value ? './a' : './test/e')",
        "require({linux: './test/e', darwin: './b'}[process.platform])",
        "require(['./a', './test/e'][value])",
        "import(import.meta.resolve('./test/e'))",
        "require(a || (b ? './c' : './test/e'))",
    ],
)
def test_whatever_may_be_asked_for_is(source: str) -> None:
    assert "./test/e" in imported(source)


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("./test/*", "require('./test/' + name + '.js')"),
        ("./test/*", "require(`./test/${name}`)"),
        ("./test/*", "require(require('path').join(__dirname, 'test', name))"),
        ("./test/*", "require(`./test/${value ? '' : 'e'}.js`)"),
        ("./test/*", "require('./test/' + (value ? 'a' : 'e') + '.js')"),
        ("./*", "require('./' + name)"),
        ("../lib/*", "require('../lib/' + name)"),
        ("./e.mjs?*", "import('./e.mjs?' + Date.now())"),
    ],
)
def test_the_head_of_a_computed_path_is_known(expected: str, source: str) -> None:
    assert {None, expected} <= set(imported(source))


@pytest.mark.parametrize(
    "source", ["require(name)", "require(name + '.js')", "require('pkg-' + name)", "require(a - b)"]
)
def test_what_has_no_head_near_the_file_is_unknown(source: str) -> None:
    assert [None] == imported(source)


def test_a_constant_has_no_head() -> None:
    assert ["./test/e.js"] == imported("const n = 'e'; require('./test/' + n + '.js')")
    assert ["./e.js"] == imported("require(__dirname + '/e.js')")
