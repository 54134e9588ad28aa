"""Literals that carry something that can run."""

import base64
import gzip

import pytest

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.javascript.carried import decoded_literal
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
