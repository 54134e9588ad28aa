"""Files that node or Python cannot run, by their first bytes."""

import json
import random
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.unrunnable import node_stops_at, python_stops_at

STOPPING = {
    "a tag at the start": b"<% if (x) { %>\nimport a from 'a'\n<% } %>\n",
    "a trimming tag": b"  <%_ if (x) { _%>\n",
    "after comments": b"/* eslint-disable */\n/**\n * it's `generated` <% %>\n **/\n// it's\n\nlet <%= name %>Router = 1;\n",
    "after code": b"'use strict';\n\nconst a = require('a');\nlet <%= name %>Router = a();\n",
    "after comments in between": b'module.exports = {\n  /***\n * it\'s "x" `y`\n ***/\n\n  <% if (x) { %>rest: false,<% } %>\n};\n',
    "in an import": b"import { <%= classify(name) %> } from './<%= name %>';\n",
    "comments of another language": b"#! /usr/bin/env node\n\n#\n# it's `licensed`\nvar a;\n",
    "the first half of a file": b";(function(exports) {\n\n",
    "the last half of a file": b"// it's (\n})(typeof exports === 'object' ? exports : {});\n",
    "a text that its line ends": b"if (typeof a != 'string) {\n  throw 'a';\n}\n",
    "a text that the file ends": b'let a = "b',
    "a stylesheet asked for": b"// it's ours\n@import '../styles';\n.a {\n  b: c(0.5);\n}\n",
    "a stylesheet asked for by its address": b"a { b: c }\n@import url(a.css);\n",
    "an encoding": b'@charset "utf-8";\n.a { b: c }\n',
    "a rule for a width": b"a { b: c }\n@media (max-width: 10px) { a { b: d } }\n",
    "a rule for a width within another": b"a {\n  @media(width: 1px) { b: d }\n}\n",
    "a rule for paper": b"a { b: c }\n@media print { a { b: d } }\n",
    "a rule with a hyphen": b"a { @font-face { b: c } }\n",
    "a rule of one browser": b"a { b: c }\n@-moz-document { a { b: d } }\n",
    "a placeholder": b"label.a {\n  @extend %body;\n  b: c;\n}\n",
    "a mixin put in": b"/* a */\n@include b;\n",
    "a mixin made": b"$a: 1;\n@mixin b($c) { d: $c }\n",
    "a page": b"@page { a: b }\n",
    "a value of Mustache": b"'use strict';\n(function(a) {\n  var paths = {{{ paths }}};\n})(this);\n",
    "a section of Mustache": b"let a = [];\n{{#if socket}}\n  a.push('b');\n{{/if}}\n",
    "a section of Mustache for each": b"{{#each this.routes}}\nuse({{this}});\n{{/each}}\n",
    "CoffeeScript": b"# it's ours\n\nfs = require 'fs'\nmodule.exports = (a) -> a\n",
    "a module asked for without brackets": b'fs = require "fs"\n',
    "an arrow of CoffeeScript": b"a = (b) -> b(c)\n",
    "a name for a module": b"import $protobuf from $DEPENDENCY;\n\n$OUTPUT;\n",
    "a stylesheet": b".a {\n  display: inline block;\n}\n",
    "a grammar": b'// it\'s ours\n\nExpression "sum"\n  = Term\n',
    "Rust": b"//! Ours.\n\nuse std::io;\n",
    "prose": b"Our words are here.\n",
    "front matter": b"---\nimport A from './a.astro';\nconst b = `c`;\n---\n<a>{b}</a>\n",
    "front matter after comments": "// ━━ ` ━━\n/* a */ ---\nlet a = `\n---\n".encode(),
}
CODE = {
    "names in lines of their own": b"a\nb\n'c'\nd /*\n*/ e\n",
    "names of other letters": "a\u00a0b; \u00e9a = \u00e9a\u2028b;\n".encode(),
    "an escaped name": b"\\u0061sync; let \\u0061 = 1;\n",
    "words that are no names": b"async function a() { for await (const b of c) yield b }\nlet d = new e in f instanceof g, h = typeof i\n",
    "words of a class": b"class A extends B { static a = 1; get b() { return c } set b(d) { throw d } static async e() {} }\n",
    "words in a label": b"a: for (let of of of) break a\n",
    "words of modules": b"import a, * as b from 'c' with {}\nexport { b as d }\nexport * as e from 'f'\nexport default class {}\n",
    "words of types": b"type A = B extends keyof C ? D : E; declare global { namespace F {} }\nfunction g(h: any): h is I { return h as J }\nabstract class K implements L {}\n",
    "words between tags": b"let a = <b>it is ours</b>;\n",
    "a decorated field": b"class A { @a b = 1; @c.d e() {} }\n",
    "counting down to": b"while (a --> 0) b(a-->c);\n",
    "an arrow in a text": b"let a = '->' + \"require 'x'\";\n",
    "an arrow in a comment": b"// a -> b, require 'c'\nlet a = 1; /* -> */\n",
    "a text after a name in another line": b"require\n'x';\n",
    "a template that is called": b"require `x`;\n",
    "an arrow function": b"let a = () => require ('x');\n",
    "text": b"let a = '<% x %>';\n",
    "template literal": b"let a = `\n<% x %>\n`;\n",
    "comment": b"let a = 1; /*\n<% x %>\n*/\n",
    "comment of a line": b"// <% x %>\nlet a = 1;\n",
    "regular expression": b"let a = /<%=([^%]+)%>/g;\n",
    "regular expression on a line of its own": b"let a =\n  /<%/;\n",
    "a text over two lines": b"let a = 'b\\\n<% x %>';\n",
    "a backtick in a regular expression": b"let a = /`/; let b = `\n<% x %>`;\n",
    "less and modulo": b"a = b < c % d;\n",
    "a module of a name": b"import a from 'DEPENDENCY';\n",
    "a name after from": b"let a = 1;\nmove(a).from (b);\nx.from \nb;\n",
    "a comment that ends at a line separator": "// \u2028let a = `\n<% x %>`;\n".encode(),
    "a comment that ends at a carriage return": b"// \rlet a = `\n<% x %>`;\n",
    "a comment of old": b"let b = 1; <!-- /*\nlet a = `*/\n<% x %>`;\n",
    "the end of a comment of old": b"\n--> /*\nlet a = `*/\n<% x %>`;\n",
    "a text over two lines with a quote": b"let a = '\\'\\\n<% x %>';\n",
    "a text over two lines of Windows": b"let a = 'b\\\r\nc';\r\n",
    "a text over two lines in double quotes": b'let a = "b\\\nc";\n',
    "a quote in a template literal": b"let a = `it's\n`;\n",
    "a quote in a regular expression": b"let a = /'/;\n",
    "an import of a name": b"import i from 'i'; reimport(i);\n",
    "a first line behind a mark": b"\xef\xbb\xbf#!a -> b <% c\nlet a = 1;\n",
    "a first line": b"#!/usr/bin/env node\nlet a = 1;\n",
    "private names": b"class A {\n#a = 1;\n  #b() { return #a in this; }\n}\n",
    "a private name in a block of a block": b"class A {\n#a = 1;\n  static {{#a in this; }}\n}\n",
    "blocks of an arrow function": b"let a = () => {{{ b(); }}};\n",
    "blocks": b"if (a) {{{ b(); }}}\n",
    "an object as attribute": b"let a = <b style={{ c: {d: 1} }}/>;\n",
    "a value of Mustache in a text": b"let a = 'b = {{{ c }}}', d = `= {{{ e }}}`;\n",
    "brackets in texts": b"a(')', \"}\", '\\'('); // (\n",
    "a bracket in the first line": b"#!/usr/bin/env -S node --title=(\nlet a = 1;\n",
    "a bracket in a regular expression": b"a(/[(]/);\n",
    "a decorated class": b"@a class B {}\n@a.b() export class C {}\n@a\n// c\nabstract class D {}\n@(a) class E {}\n",
    "two decorators": b"@a @b('c') @d /* { */ class E {}\n",
    "a decorator of several lines": b"@a({\n  b: c,\n})\nexport class D {}\n",
    "a decorator with a choice": b"@a(b ? c : d) class E {}\n@a(b::c) class F {}\n",
    "decorated members": b"class A {\n  @b c;\n  @d 'e';\n  @f () { }\n  @g static h() {}\n  @i [j];\n  @k #l;\n  @m *n() {}\n}\n",
    "decorated parameters": b"class A {\n  constructor(@b c, @d() e) {}\n}\nfunction f(@b c) {}\n",
    "decorated members behind brackets in texts": b"x('}', \"}\"); class A { /* } */ @b c; } // @page {\n",
    "decorated members behind a line of their own": "#!a \u2028class A {\n@b c; }\n".encode(),
    "a rule in a text": b"a('@import \\'b\\'', \"@media (c: d)\");\n",
    "a rule in a comment": b"/* @import 'a'; */ // @include b;\nc();\n",
    "a rule in a template literal": b"a`\n@import 'b';\n@media (c: d) {}\n`;\n",
    "a rule in a regular expression": b"a(/@import 'b/);\n",
    "a rule in a comment of old": b"a();\n<!-- @import 'b';\n",
    "one taken from what is counted down": b"let a = 2;\nlet b = a---a;\n",
    "the opposite of what is counted down": b"let a = 2;\n- --a;\n",
    "front matter in a comment that ends at a line separator": "// --- \u2028let a = 1;\n".encode(),
    "empty": b"",
}


@pytest.mark.parametrize("data", STOPPING.values(), ids=STOPPING.keys())
def test_what_stops_node_is_seen(data: bytes) -> None:
    assert node_stops_at(data)


@pytest.mark.parametrize("data", CODE.values(), ids=CODE.keys())
def test_what_node_may_run_is_none(data: bytes) -> None:
    assert not node_stops_at(data)


@given(st.text("`'\"/*\\<%\n ax", max_size=40))
def test_what_lies_in_a_literal_never_counts(inside: str) -> None:
    assert not node_stops_at(f"let a = `{inside.replace('`', '')}`;".encode())
    assert not node_stops_at(f"let a = 1; /*{inside.replace('*/', '')}*/".encode())


@given(st.text("@ab \n{}()[]:;%-", max_size=40))
def test_rules_of_stylesheets_in_a_literal_never_count(inside: str) -> None:
    assert not node_stops_at(f"let a = `{inside}`;".encode())
    assert not node_stops_at(f"let a = '{inside.replace(chr(10), '')}';".encode())
    assert not node_stops_at(f"class A {{ @b c; /*{inside.replace('*/', '')}*/ @d e; }}".encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert node_stops_at(data) in {True, False}


_TOKENS = (
    *(
        "a",
        "b",
        "let",
        "async",
        "of",
        "in",
        "get",
        "static",
        "class",
        "new",
        "await",
        "import",
        "from",
        "as",
        "function",
        "is",
    ),
    *(
        "'c'",
        '"d"',
        "1",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        ":",
        "=",
        "=>",
        "...",
        "*",
        "@",
        "#",
        "<",
        "\\u0061",
        "\u00e9",
    ),
    *(" ", " ", " ", " ", "\n", "\t", "/* e */", "/*\n*/", "// f\n", "\u2028", "\u00a0", "."),
)
_REFUSED = """
const vm = require('node:vm');
const refused = make => { try { make(); return false } catch (error) { return error instanceof SyntaxError } };
const sources = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const runs = sources.filter(one => !refused(() => new vm.Script(one)) || !refused(() => new vm.SourceTextModule(one)));
console.log(JSON.stringify(runs));
"""


def test_node_refuses_what_it_is_said_to_stop_at() -> None:
    chance = random.Random(1)
    sources = ["".join(chance.choices(_TOKENS, k=chance.randint(2, 12))) for _ in range(60_000)]
    stopping = [source for source in sources if node_stops_at(source.encode())]
    done = subprocess.run(
        ["node", "--experimental-vm-modules", "-e", _REFUSED],
        input=json.dumps(stopping),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(stopping) > 1_000
    assert json.loads(done.stdout) == []


SETTINGS = (
    "#!/usr/bin/env python3\n# it's ours\n\n[loggers]\nkeys=root,sample\n\n[handler_a]\nclass=StreamHandler\n"
    "args=(sys.stderr,)\n\n[handler_b]\nargs=('a.log', \"b\", 'utf-8')\n\n[formatter_a]\nformat=%(message)s\n"
)
FORMAT = "format = %(message)s\n"
PYTHON = {
    "nothing that stops": "#!/usr/bin/env python3\n[loggers]\nkeys=root,sample\n",
    "in a text of several lines": f"#!/usr/bin/env python3\na = '''\n{FORMAT}'''\nprint(1)\n",
    "in a text of several lines in double quotes": f'a = """\n{FORMAT}"""\n',
    "behind a text": f"a = 'b' '''\n{FORMAT}'''\n",
    "in brackets": f"a = (b\n{FORMAT})\n",
    "in a list": f"a = [\n{FORMAT}]\n",
    "in a nested bracket": f"a = ((b)\n{FORMAT})\n",
    "in a bracket behind a text": f"a = (')'\n{FORMAT})\n",
    "a line that goes on": f"a = b \\\n{FORMAT}",
    "a text that goes on": f"a = 'b\\\n{FORMAT}'\n",
    "a text with fields": "a = f'{b' , '\n" + FORMAT,
    "another encoding": f"#!/usr/bin/env python3\n# -*- coding: utf-7 -*-\n# +AAo-print(1)+AAo-\n{FORMAT}",
    "another encoding in the first line": f"# vim: set fileencoding=utf-7 :\n{FORMAT}",
    "a mark of order": f"\ufeff[a]\n{FORMAT}",
    "a comment that ends at a carriage return": f"# \ra = '''\n{FORMAT}'''\n",
    "a comparison": "a = b\nformat == %c\n",
    "a template in a text": "import a\na = '''\nfrom {{ a }} import b\n'''\n",
    "a template in a text after a lone return": "# \ra = '''\nfrom {{ a }} import b\n'''\n",
    "a template in another encoding": "# coding: utf-7\nfrom {{ a }} import b\n",
    "a command of a notebook": "a = b\nformat = %time\n",
    "empty": "",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_settings_stop_python(end: str) -> None:
    assert python_stops_at(SETTINGS.replace("\n", end).encode())
    with pytest.raises(SyntaxError):
        compile(SETTINGS.replace("\n", end).encode(), "a", "exec")


@pytest.mark.parametrize("source", PYTHON.values(), ids=PYTHON.keys())
def test_what_python_may_run_is_none(source: str) -> None:
    assert not python_stops_at(source.encode())


IMPORTS = "from a.b import c\nfrom a import (\n  b,\n  c\n)\n\n# d\nimport e, f.g as h\n"


@pytest.mark.parametrize(
    "line",
    [
        "from {{ package }}.tools import a",
        "import {{package}}",
        "@a.b\nclass {{name}}():",
        "def {{ name }}(a):",
    ],
)
def test_a_template_of_imports_stops_python(line: str) -> None:
    source = f"{IMPORTS}{line}\nprint(1)\n".encode()

    assert python_stops_at(source)
    with pytest.raises(SyntaxError):
        compile(source, "a", "exec")


@pytest.mark.parametrize("line", ["format=%(message)s", "from {{ a }} import b", "@a\nclass {{ a }}: pass"])
@given(st.text("ab='\"#%([{)]},\\\n\r f", max_size=40))
def test_python_refuses_what_it_is_said_to_stop_at(line: str, before: str) -> None:
    source = f"{before}\n{line}\n{before}".encode()
    if python_stops_at(source):
        with pytest.raises(SyntaxError):
            compile(source, "a", "exec")


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_for_python(data: bytes) -> None:
    assert python_stops_at(data) in {True, False}
