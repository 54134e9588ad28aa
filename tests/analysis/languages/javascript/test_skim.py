"""Imports and addresses from the bytes of a file."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.gather import JAVASCRIPT, Facts
from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.skim import read_skimmed


def skimmed(source: str, *, quiet: bool = True) -> tuple[list[str | None], list[str]] | None:
    facts = Facts(JAVASCRIPT, plain=source.encode())
    if not read_skimmed(source.encode(), Language.JAVASCRIPT, facts, quiet=quiet):
        return None
    return [item.module for item in facts.imports.values()], list(facts.addresses)


@pytest.mark.parametrize(
    ("source", "modules", "addresses"),
    [
        ("import a, {b as c} from './a'\nimport './b'\nexport {d} from \"./d\"", ["./a", "./b", "./d"], []),
        ("const a = require('./a'); b(require('./b'))", ["./a", "./b"], []),
        ("// require('./a')\n/* import './b' */ const t = \"require('./c')\"", [], []),
        ("const a = /require('.b')/; const u = 'https://a.invalid/'", [], ["https://a.invalid/"]),
        ("const a = {'https://a.invalid/': b / c / 2}", [], []),
        ("const a = `x ${b({c: `y ${d}`})} z`; import e from './e'", ["./e"], []),
        ("#!/usr/bin/env node\nrequire('./a')", ["./a"], []),
        ("x = a / b + 'c'\nrequire('./d')", ["./d"], []),
        ("const a = {_token: '_token'}; import './b'", ["./b"], []),
    ],
)
def test_what_stands_in_code_is_found(source: str, modules: list[str], addresses: list[str]) -> None:
    assert (modules, addresses) == skimmed(source)


@pytest.mark.parametrize(
    "source",
    [
        "function f() { return require('./a') }",
        "const f = () => require('./a')",
        "if (x) /a'/.test(b); require('./c')",
        "const a = require('fs')",
        "import a from 'node:child_process'",
        "import a from 'data:text/javascript,1'",
        "const a = `https://a.invalid/${b}`",
        "const a = 'not closed",
        "const a = {",
        "return <a>it's</a>",
        "'.npmrc'",
        "require('./a.node')",
        "// a\rrequire('./b')",
        "// a\u2028require('./b')",
        "<!-- /*\nrequire('./a') // */",
        "--> /*\nrequire('./a') // */",
        "return <p>// {require('./a')}</p>",
        'x = a! /"/ + /* "; require(\'./b\'); " */ + "c"',
        'a. return /"/ + /* "; require(\'./b\'); " */ + "c"',
        'of /"/ + /* "; require(\'./b\'); " */ + "c"',
        "`${() => { if (a) /}/.test(b) }}`",
        "`${a}/.npmrc`",
    ],
)
def test_what_may_be_read_in_two_ways_is_left_to_a_full_reading(source: str) -> None:
    assert skimmed(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "/** @type {Function} */ import './a' // eval",
        "#!/usr/bin/env node\nimport './a'; /* process */",
        "x = a /* eval */ + `b ${c /* d */}`; import './a'",
        "/* ' */ import './a' // \" eval ` /*",
        "x = /[/*]'/; import './a' /* eval */",
        "x = '/*'; import './a' /* eval */",
    ],
)
def test_words_in_comments_are_none(source: str) -> None:
    assert skimmed(source, quiet=False) == (["./a"], [])


@pytest.mark.parametrize(
    "source",
    [
        "x = '/*'; eval(a) /* */",
        "x = /[/*]/; eval(a) /* */",
        "x = `/* ${eval(a)} */`",
        "x = '//' + eval(a)",
        "x = a / b /* eval */ / eval(c)",
        "if (x) /a/*eval(1)*/b/",
        "if (x) /" + "a" * 300 + "/*eval(1)*/b/",
        "x = a // (\n /'/ + eval(1) /* ' */",
        "// a\n//\\\neval(b)",
        "'eval' // a",
    ],
)
def test_words_elsewhere_are_never_lost(source: str) -> None:
    assert skimmed(source, quiet=False) is None


@pytest.mark.parametrize("piece", ["a/", "(a)/", "/*", "`${", "/a", "x=/a", "<a", "'", "// eval\n", "/**/a/"])
def test_hostile_repetition_is_answered_in_time_that_grows_with_its_size(piece: str) -> None:
    source = piece * (200_000 // len(piece))
    started = time.process_time()
    skimmed(source, quiet=False)
    assert time.process_time() - started < 5


@given(st.text(alphabet="ab'\"`/*\\\n${}()[]=;:> ", max_size=60))
def test_any_bytes_are_answered(source: str) -> None:
    assert skimmed(source) is None or isinstance(skimmed(source), tuple)
