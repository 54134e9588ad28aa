"""Functions of the platform that are replaced."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import apis


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


def test_names_that_an_obfuscator_keeps_in_an_array_are_read() -> None:
    source = (
        "const t = ['fetch', 'ethereum', 'request'];\nfunction n(i) { return t[i - 7]; }\n"
        "const old = window[n(7)]; window[n(7)] = function () { return old.apply(this, arguments) };\n"
        "window[n(8)][n(9)] = function (a) { return 1 };"
    )
    assert {"hook:fetch", "hook:ethereum.request"} == hooks(source)
