"""Decoders and decryption."""

import base64
import zlib

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, KEYED, NETWORK
from pratique.analysis.languages.values import Constant
from tests.analysis.languages.javascript.reading import const, value

DEFLATED = base64.b64encode(zlib.compress(b"eval")).decode()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Buffer.from('6576616c', 'hex')", b"eval"),
        ("Buffer.from('ZXZhbA==', 'base64').toString('utf8')", "eval"),
        ("new Buffer('ZXZhbA==', 'base64') + ''", "eval"),
        ("Buffer.from([101, 118])", b"ev"),
        ("atob('ZXZhbA==')", "eval"),
        ("unescape('%65v')", "ev"),
        ("decodeURIComponent('%65%76')", "ev"),
        ("String.fromCharCode(101, 118)", "ev"),
        ("String.fromCharCode(...[101])", None),
        ("String.fromCharCode.apply(null, [101, 118])", "ev"),
        (f"require('zlib').inflateSync(Buffer.from('{DEFLATED}', 'base64'))", b"eval"),
    ],
)
def test_decoders_are_carried_out_on_constants(source: str, expected: Constant) -> None:
    assert expected is None or expected == const(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Buffer.from(x, 'base64')", DECODED),
        ("Buffer.from(x)", 0),
        ("Buffer.from(x, 'utf8')", 0),
        ("atob(x)", DECODED),
        ("String.fromCharCode(x)", DECODED),
        ("String.fromCharCode(x ^ 5)", COMPUTED),
        ("String.fromCharCode(x.charCodeAt(i) - 3)", COMPUTED),
        ("String.fromCharCode(code + 32)", 0),
        ("decodeURIComponent(x)", 0),
        ("unescape(x)", DECODED),
        ("unescape(encodeURIComponent(x))", 0),
        ("unescape(own.encodeURIComponent(x))", DECODED),
        ("(function (encodeURIComponent) { return unescape(encodeURIComponent(x)) })(String)", DECODED),
        ("require('zlib').gunzipSync(await fetch(u))", DECODED | NETWORK),
        ("Buffer.from(xs.map(b => b ^ 5)).toString()", COMPUTED),
        ("Buffer.from('a', 'utf8').toString('base64')", 0),
    ],
)
def test_what_decoders_give_is_marked(source: str, expected: int) -> None:
    assert expected == value(f"probe({source})").marks


@pytest.mark.parametrize(
    ("key", "keyed"),
    [
        ("process.env.SECRET", True),
        ("process.argv[2]", True),
        ("require('os').hostname()", True),
        ("require('crypto').createHash('md5').update(process.env.SECRET).digest()", True),
        ("'constant'", False),
        ("x", False),
    ],
)
def test_a_key_from_the_environment_is_told(key: str, keyed: bool) -> None:
    source = f"const d = require('crypto').createDecipheriv('aes', {key}, i); probe(d.update(x) + d.final())"

    assert DECRYPTED | (KEYED if keyed else 0) == value(source).marks


def test_the_data_of_a_decryption_keeps_its_marks() -> None:
    source = "probe(require('crypto-js').AES.decrypt(await fetch(u), k).toString())"

    assert DECRYPTED | NETWORK == value(source).marks


@pytest.mark.parametrize(
    "sets",
    [
        "const encodeURIComponent = s => s;",
        "globalThis.encodeURIComponent = String;",
        "encodeURIComponent = String;",
        "function encodeURIComponent(s) { return s }",
    ],
)
def test_another_function_of_the_name_encodes_nothing(sets: str) -> None:
    assert DECODED == value(f"{sets}\nprobe(unescape(encodeURIComponent(x)))").marks
