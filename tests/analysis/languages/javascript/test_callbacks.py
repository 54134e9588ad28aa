"""What functions are given by whoever calls them."""

import pytest

from pratique.analysis.engine.marks import DECODED, ENVIRONMENT, EVERY, FILE, NETWORK
from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import C, flows, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("require('https').get(u, r => r.on('data', d => probe(d)))", NETWORK),
        ("require('fs').readFile(p, (e, d) => probe(d))", FILE),
        ("require('fs').promises.readFile(p).then(d => probe(d))", FILE),
        ("require('zlib').gunzip(b, (e, d) => probe(d))", DECODED),
        ("fetch(u).then(r => r.text()).then(t => probe(t))", NETWORK),
        ("Object.keys(process.env).forEach(k => probe(k))", ENVIRONMENT | EVERY),
        ("const s = require('net').connect(1); s.on('data', d => probe(d))", NETWORK),
        ("function get(u, f) { require('http').get(u, r => f(r)) } get(x, d => probe(d))", NETWORK),
        ("new WebSocket(u).onmessage = m => probe(m.data)", NETWORK),
        ("new Promise((ok, no) => ok(process.env.SETTING)).then(d => probe(d))", ENVIRONMENT),
        ("app.get('/', (q, s) => probe(q))", 0),
        ("emitter.on('x', d => probe(d))", 0),
    ],
)
def test_callbacks_are_given_what_their_caller_gives(source: str, expected: int) -> None:
    assert expected == value(source).marks


def test_the_handlers_of_a_promise_that_fails_are_given_nothing() -> None:
    assert 0 == value("fetch(u).catch(e => probe(e))").marks


CAUGHT = "async function f() { try { await require('axios').get(u) } catch (e) { const s = e.response && e.response.data; Function(s)() } }"


def test_the_error_of_a_request_that_is_waited_for_carries_its_answer() -> None:
    assert (C, "Function", {Taint.NETWORK}) in flows(CAUGHT)


@pytest.mark.parametrize(
    "source",
    [
        CAUGHT.replace("await ", ""),
        CAUGHT.replace("response", "cause"),
        CAUGHT.replace("require('axios').get", "f"),
    ],
)
def test_other_errors_carry_none(source: str) -> None:
    assert [] == flows(source)


def test_a_function_that_is_taken_out_of_an_object_is_given_what_its_name_there_is_given() -> None:
    source = "const o = {}; o.f = (x) => { probe(x) }; const {f: g} = o; g(require('fs'))"
    assert "fs" == value(source).name
