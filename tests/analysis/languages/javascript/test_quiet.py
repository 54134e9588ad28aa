"""Files that can do nothing, and that no others are taken for them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language
from pratique.analysis.languages import javascript
from pratique.analysis.languages.javascript.quiet import Noise, carries_nothing, hints, is_quiet, noise


@pytest.mark.parametrize(
    "source",
    [
        "module.exports = function add(a, b) { return a + b }",
        "import a from './a'; export const b = a.map(x => x * 2)",
        "if (process.env.NODE_ENV !== 'production') { warn() }",
        "class A { constructor() { this.a = 1 } same(b) { return b.constructor === A } }",
        "const greek = '\\u03b1'; const x = Function.prototype",
        "if (process.env.CI || Buffer.isBuffer(x) || x instanceof Function) { evaluate(isFunction(x), prefetch) }",
        "const env = {browser: true}",
        "Error.captureStackTrace(this, this.constructor)",
        "['a', 'b'].includes(x['name'].length)",
        "A.prototype = Object.create(B.prototype, {constructor: {value: A}})",
    ],
)
def test_files_without_a_telling_word_are_quiet(source: str) -> None:
    assert is_quiet(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "new Function(x)",
        "x.constructor.constructor(y)",
        "x['constructor']",
        "const {constructor: F} = function () {}; F('x')()",
        "const {constructor} = f",
        "Object.defineProperty(window, 'request', {value: f})",
        "mail.send({to: to, bcc: 'a@b.invalid'})",
        "phantom.request = f",
        "a['join']('')",
        "['ev', 'al'].map(f)",
        "Buffer.from(x, 'hex')",
        "const {from} = Buffer",
        "process.env.CI_TOKEN",
        "new AsyncFunction(x)",
        "(0, x.constructor)(y)",
        "const {env} = process",
        "process.env.HOME",
        "const r = require; r('fs')",
        "import('./a')",
        "global[k](x)",
        "this['ev' + 'al'](x)",
        "const k = 'ev' + 'al'",
        "['e', 'v'].join('')",
        "\\u0065val(x)",
        "a['\\x65val'](x)",
        "x[f('a')](y)",
        "setTimeout('x', 1)",
        "[][(![]+[])[+[]]]",
        "module._load('x')",
    ],
)
def test_whatever_may_do_something_is_not(source: str) -> None:
    assert not is_quiet(source.encode())


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("a(b)", Noise.NOWHERE),
        ("/** @param {Function} a */ f(a) // eval", Noise.MAYBE_IN_COMMENTS),
        ("#!/usr/bin/env node\nprocess.exit()", Noise.MAYBE_IN_COMMENTS),
        ("'//' + eval(a)", Noise.MAYBE_IN_COMMENTS),
        ("/* a */ eval(b)", Noise.ANYWHERE),
        ("// eval\neval(a)", Noise.ANYWHERE),
        ("// eval " * 300, Noise.ANYWHERE),
    ],
)
def test_a_quick_look_tells_where_words_seem_to_stand(source: str, where: Noise) -> None:
    assert noise(source.encode()) is where


def test_literals_that_name_a_place_or_carry_data_are_told() -> None:
    assert carries_nothing(b"'a'\n'b'")
    assert not hints(b"'a'\n'b'")
    assert hints(b"'/.NPMRC'")
    assert not carries_nothing(b"'" + b"A" * 128 + b"'")
    assert not carries_nothing(b"'10.1.2.3'")


_PIECES = st.sampled_from(
    (
        *("import a from './a'\n", "import {b} from 'left-pad';", 'export * from "./c"\n', "require('./d');"),
        *("const e = require('./e').x\n", 'f(require("./f"));\n', "function g() { return require('./g') }\n"),
        *(
            "const h = () => require('./h');\n",
            "/* require('./i') */",
            "// import './j'\n",
            "'require(\"./k\")';",
        ),
        *("`import './l'`;", "`${require('./m')}`;", "if (a) { require('./n') }\n", "x = a / b / c;\n"),
        *("x = /require('.\\/o')/;", "u = 'https://a.invalid/';\n", "v = {'https://b.invalid/': 1};\n"),
        *(
            "w = `https://c.invalid/${x}`;\n",
            'y = "it\'s";\n',
            "z = a ? 'https://d.invalid' : b;\n",
            "}\n",
            "{\n",
        ),
        *("import type {T} from './t'\n", "export default 'https://e.invalid/x';\n", "if (x) /'/.test(y)\n"),
        *(
            "/* eval(a) */",
            "// new Function(b)\n",
            "eval(c);\n",
            "'eval(d)';",
            "`eval(e)`;",
            "`${eval(f)}`;\n",
        ),
        *(
            "g = /eval[/*]/;\n",
            "h = i / 2; // eval\n",
            "if (j) /a/*eval(k)*/b/;\n",
            "l = m /* eval */ / 2;\n",
        ),
        *(
            'n.return /"/ + /* " ; eval(o); " */ + "p";\n',
            '"_token"; // eval\n',
            "'.npmrc';\n",
            "q = '/*';\n",
        ),
        *(
            "*/\n",
            "`${r => { return /}/.test(r) }} /*`;\n",
            "s = `t ${u / 2} /* `; // eval(v)\n",
            "/eval/.test(w);\n",
        ),
        *("return", "x = y\n", "declare const z: Function;\n", "({constructor: a}) => a('b');\n"),
    )
)


@given(
    st.lists(_PIECES, max_size=8).map("".join), st.sampled_from((Language.JAVASCRIPT, Language.TYPESCRIPT))
)
def test_the_short_way_gives_what_a_full_reading_gives(source: str, language: Language) -> None:
    short = javascript.extract(source.encode(), language)
    full = javascript.extract(source.encode(), language, modules={})
    if full.problem is not None:
        return
    if short != full:
        # What it calls of other files is told once somebody asks (`pratique.analysis.leading`).
        again = javascript.read_quiet(source.encode(), language)
        assert full.calls == again.calls
        assert full == replace(short, calls=full.calls, definitions=full.definitions)
