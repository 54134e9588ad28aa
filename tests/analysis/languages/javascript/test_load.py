"""Which functions run when a file is loaded."""

import pytest

from tests.analysis.languages.javascript.reading import at_load, facts


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "if (y) { eval(x) }",
        "(function () { eval(x) })()",
        "!function () { eval(x) }()",
        "(() => eval(x))()",
        "(function () { eval(x) }).call(this)",
        "function f() { eval(x) } f()",
        "const f = () => eval(x); f()",
        "let f; f = function () { eval(x) }; f()",
        "function f() { g() } function g() { eval(x) } f()",
        "async function f() { eval(x) } f().then(g)",
        "[1].forEach(() => eval(x))",
        "p.then(r => eval(r))",
        "setTimeout(() => eval(x), 5)",
        "process.nextTick(() => eval(x))",
        "function f() { eval(x) } process.nextTick(f)",
        "function f() { eval(x) } setTimeout(f, 5)",
        "const f = () => eval(x); p.then(f)",
        "const f = () => eval(x); p.then(y, f)",
        "function f() { eval(x) } [1].forEach(f)",
        "exports.f = function () { eval(x) }; setTimeout(exports.f)",
        "function f() { eval(x) } setImmediate(f.bind(null))",
        "const r = require('http').get('http://a.invalid'); r.on('end', f); function f() { eval(x) }",
        "new Promise(() => eval(x))",
        "process.on('exit', () => eval(x))",
        "require('https').get(u, r => r.on('data', d => eval(d)))",
        "require('https')['get'](u, r => r['on']('data', d => eval(d)))",
        "require('fs').readFile(p, (e, d) => eval(d))",
        "class A { constructor() { eval(x) } } new A()",
        "const o = {}; o.f = () => eval(x); const {f} = o; f()",
        "class A { m() { eval(x) } constructor() { this.m() } } new A()",
        "class A { static { eval(x) } }",
        "class A { static f = eval(x) }",
        "class A { f = eval(x) } new A()",
        "const o = {m() { eval(x) }}; o.m()",
        "exports.f = () => eval(x); exports.f()",
        "(function (r, f) { f() })(this, function () { eval(x) })",
        "(function (f) { f() })(() => eval(x))",
        "const f = once(() => eval(x)); f()",
        "var require_a = __commonJS({'a.js'(exports) { eval(x) }}); require_a()",
        "(function (m) { m[0].call() })([function () { eval(x) }])",
        "y.onmessage = () => eval(x)",
        "function f(g) { g() } f(() => eval(x))",
        "function f() { eval(x) } f.call(null)",
    ],
)
def test_code_runs_at_load(source: str) -> None:
    assert at_load(source)


@pytest.mark.parametrize(
    "source",
    [
        "function f() { eval(x) }",
        "module.exports = () => eval(x)",
        "exports.f = function () { eval(x) }",
        "class A { m() { eval(x) } } new A()",
        "class A { constructor() { eval(x) } }",
        "class A { f = eval(x) }",
        "app.get('/', () => eval(x))",
        "const f = once(() => eval(x))",
        "function f() { g() } function g() { eval(x) }",
        "const o = {m() { eval(x) }}",
        "emit(() => eval(x))",
    ],
)
def test_code_waits_to_be_called(source: str) -> None:
    assert not at_load(source)


@pytest.mark.parametrize(
    "source",
    [
        "class A { constructor() { eval(x) } } class B extends A {} new B()",
        "class A { f = eval(x) } class B extends A {} class C extends B {} new C()",
        "class A { go() { eval(x) } } class B extends A {} new B().go()",
        "class A { go() { this.on() } } class B extends A { on() { eval(x) } constructor() { super(); this.go(); this.on() } } new B()",
    ],
)
def test_what_a_class_extends_runs_with_it(source: str) -> None:
    assert at_load(source)


def test_a_class_with_a_constructor_of_its_own_names_that_of_the_other() -> None:
    assert not at_load("class A { go() { eval(x) } } class B extends A { constructor() { super() } } new B()")


def test_what_an_open_stream_or_request_is_handed_runs_when_it_is_done() -> None:
    assert at_load("const f = require('fs').createWriteStream('a'); f.close(() => eval(x))")
    assert at_load("const s = require('net').connect(1, 'a.invalid'); s.end('x', () => eval(x))")
    assert not at_load("const f = other('a'); f.close(() => eval(x))")


AT_LOAD, LATER, CALLED = (True, False), (True, True), (False, False)
"""Whether a flow runs at load, and whether it waits there for an event that the file does not make; handlers are called."""


@pytest.mark.parametrize(
    ("source", "when"),
    [
        ("{}", AT_LOAD),
        ("p.then(() => {{ {} }})", AT_LOAD),
        ("process.on('exit', () => {{ {} }})", AT_LOAD),
        ("require('https').get(u).on('close', () => {{ {} }})", AT_LOAD),
        ("new WebSocket(u).onmessage = () => {{ {} }}", AT_LOAD),
        ("require('electron').ipcMain.on('x', () => {{ {} }})", CALLED),
        ("const f = () => {{ {} }}; app.on('ready', () => f())", LATER),
        ("document.addEventListener('submit', async function () {{ {} }})", CALLED),
        ("window.onload = () => {{ {} }}", LATER),
    ],
)
def test_a_flow_waits_in_a_listener_of_what_makes_no_events_by_itself(
    source: str, when: tuple[bool, bool]
) -> None:
    found = [flow for flow in facts(source.format("eval(atob(y))")).flows if flow.api == "eval"]
    assert [when] == [(flow.at_load, flow.waits) for flow in found]
