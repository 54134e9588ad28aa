"""Literals that carry something that can run."""

import base64
import gzip

import pytest

from pratique.analysis.facts import Capability, PayloadKind
from pratique.analysis.languages.javascript.carried import decoded_literal, in_address
from tests.analysis.languages.javascript.reading import facts

PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(200)
CODE = b"const c = require('child_process'); c.exec('id'); module.exports = function () { return c }"


def payloads(source: str) -> list[tuple[PayloadKind, bool]]:
    return [(payload.kind, payload.at_load) for payload in facts(source).payloads]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PROGRAM, PayloadKind.EXECUTABLE),
        (gzip.compress(CODE * 9), PayloadKind.ARCHIVE),
        (CODE, PayloadKind.CODE),
    ],
)
def test_literals_are_decoded_though_nothing_decodes_them(data: bytes, kind: PayloadKind) -> None:
    data = data + b" " * (130 - len(data)) if len(data) < 130 else data
    assert [(kind, True)] == payloads(f"const a = '{base64.b64encode(data).decode()}'")
    assert [(kind, False)] == payloads(f"function f() {{ return '{data.hex()}' }}")


def test_what_decoders_give_is_looked_at() -> None:
    assert [(PayloadKind.CODE, True)] == payloads(f"eval(atob('{base64.b64encode(CODE).decode()}'))")


def test_ordinary_long_literals_carry_nothing() -> None:
    assert [] == payloads(f"const a = '{'abcdefgh' * 40}'; const b = 'a long sentence '.repeat(50)")
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256))).decode()
    assert [] == payloads(f"const a = 'data:image/png;base64,{picture}'")


def test_a_literal_that_is_no_encoding_is_told() -> None:
    assert decoded_literal(b"'not base64 at all'") is None
    assert b"\x01\xff" == decoded_literal(b"'01ff'")


MODULE = base64.b64encode(b"\0asm\1\0\0\0" + bytes(200)).decode()


@pytest.mark.parametrize(
    "source",
    [
        "new WebAssembly.Module(Buffer.from('%s', 'base64'))",
        "WebAssembly.instantiate(await (Buffer.from('%s', 'base64')), {})",
        "let l; WebAssembly.compile((l = '%s', y ? Buffer.from(l, 'base64') : Uint8Array.from(atob(l), c => c.charCodeAt(0))))",
    ],
)
def test_what_is_decoded_for_webassembly_alone_can_be_no_other_code(source: str) -> None:
    found = facts(source % MODULE)

    assert {Capability.NATIVE} == {use.capability for use in found.uses}
    assert not found.payloads


@pytest.mark.parametrize(
    "source",
    [
        "const b = Buffer.from('%s', 'base64'); new WebAssembly.Module(b); eval(b.slice(8) + '')",
        "const WebAssembly = {Module: eval}; new WebAssembly.Module(Buffer.from('%s', 'base64') + '')",
        "WebAssembly.validate(eval(Buffer.from('%s', 'base64') + ''))",
        "let l; WebAssembly.compile((Buffer.from('%s', 'base64'), l))",
        "f(Buffer.from('%s', 'base64'))",
        "Buffer.from('%s', 'base64')",
    ],
)
def test_what_is_decoded_for_anything_else_is_told(source: str) -> None:
    assert Capability.DECODE in {use.capability for use in facts(source % MODULE).uses}


def test_code_behind_the_first_bytes_of_a_module_is_told() -> None:
    """The attack of the same shape: the literal only looks like a module."""
    hidden = base64.b64encode(b"\0asm\1\0\0\0" + CODE).decode()
    found = facts(f"eval(Buffer.from('{hidden}', 'base64').slice(8).toString())")

    assert [(Capability.CODE, "eval")] == [(flow.sink, flow.api) for flow in found.flows]
    assert Capability.PROCESS in {use.capability for use in found.uses}


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("data:text/javascript;base64,ZigxKQ==", ("f(1)", True)),
        ("data:text/javascript,f(%31)", ("f(1)", False)),
        ("data:", ("", False)),
        ("data:;base64,", ("", True)),
    ],
)
def test_an_address_holds_a_text(address: str, held: tuple[str, bool]) -> None:
    assert held == in_address(address)
