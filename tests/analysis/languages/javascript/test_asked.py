"""What a call that asks for a module may ask for."""

import pytest

from tests.analysis.languages.javascript.reading import facts, imported


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
        ("./test/*.js", "require('./test/' + name + '.js')"),
        ("./test/*/e.js", "require(`./test/${name}/e.js`)"),
        ("./test/*e.js", "require(require('path').join(__dirname, 'test', name, 'e.js'))"),
        ("./test/*", "require('./test/' + name + end)"),
        ("./test/*", "require('./test/' + name + (value ? '.js' : '/e'))"),
        ("./test/*/../e.js", "require('./test/' + name + '/../e.js')"),
        ("./test/*", "require('./test/' + name + '*.js')"),
        ("./test/*", "import('./test/' + name + '.js')"),
        ("./test/*", "require(`./test/${name}`)"),
        ("./test/*", "require(require('path').join(__dirname, 'test', name))"),
        ("./test/*.js", "require(`./test/${value ? '' : 'e'}.js`)"),
        ("./test/*.js", "require('./test/' + (value ? 'a' : 'e') + '.js')"),
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


@pytest.mark.parametrize(
    "source",
    [
        "require(require('path').join(__dirname, process.env.X || 'test', 'e'))",
        "require(require('path').join(__dirname, process.env.X ?? 'test', 'e'))",
        "require(`${__dirname}/${value ? name : 'test'}/e`)",
    ],
)
def test_what_is_taken_where_nothing_is_set_is_asked_for_too(source: str) -> None:
    assert "./test/e" in imported(source)


@pytest.mark.parametrize(
    "source",
    [
        "import('data:text/javascript,' + encodeURIComponent('eval(1)'))",
        "import(`data:text/javascript,${encodeURI('eval(1)')}`)",
        "const code = 'eval(1)';\nimport('data:text/javascript,' + type + escape(code))",
    ],
)
def test_code_in_an_address_is_read(source: str) -> None:
    assert any(use.api == "eval" and use.depth == 1 for use in facts(source).uses)


@pytest.mark.parametrize(
    "source",
    ["import('data:text/javascript,' + name)", "import(['data:', name].join(''))", "import(`data:${a}b`)"],
)
def test_code_that_is_not_shown_is_not(source: str) -> None:
    assert not any(use.depth for use in facts(source).uses)
