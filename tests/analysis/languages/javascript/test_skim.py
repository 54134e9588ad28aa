"""Imports and addresses from the bytes of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.gather import Facts
from pratique.analysis.languages.javascript.skim import read_skimmed


def skimmed(source: str) -> tuple[list[str | None], list[str]] | None:
    facts = Facts(plain=source.encode())
    if not read_skimmed(source.encode(), Language.JAVASCRIPT, facts):
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
    ],
)
def test_what_may_be_read_in_two_ways_is_left_to_a_full_reading(source: str) -> None:
    assert skimmed(source) is None


@given(st.text(alphabet="ab'\"`/*\\\n${}()[]=;:> ", max_size=60))
def test_any_bytes_are_answered(source: str) -> None:
    assert skimmed(source) is None or isinstance(skimmed(source), tuple)
