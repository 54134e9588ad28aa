"""Decoders, ciphers, characters from numbers."""

import ast
import base64

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, ENVIRONMENT, KEYED, LITERAL
from pratique.analysis.languages.python.decoding import mixes
from tests.analysis.languages.python.reading import value

LONG = base64.b64encode(b"x" * 300).decode()


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("import base64\nbase64.b64decode(x)", DECODED),
        (f"import base64\nbase64.b64decode('{LONG}')", DECODED | LITERAL),
        ("import zlib\nzlib.decompressobj().decompress(x)", DECODED),
        ("import codecs\ncodecs.decode(x, 'hex')", DECODED),
        ("import codecs\ncodecs.decode(x, 'utf-8')", 0),
        ("import codecs\ncodecs.encode(x, 'rot13')", DECODED),
        ("import codecs\ncodecs.encode(x, 'hex')", 0),
        ("import codecs\ncodecs.getdecoder('rot13')(x)[0]", DECODED),
        ("x.decode('base64')", DECODED),
        ("x.decode('utf-8')", 0),
        ("chr(x)", COMPUTED),
        ("map(chr, x)", COMPUTED),
        ("bytes(n ^ 7 for n in x)", COMPUTED),
        ("bytearray([x, y])", COMPUTED),
        ("bytes(x, 'utf-8')", 0),
        ("''.join(table[ord(c)] for c in x)", COMPUTED),
        ("', '.join(table[c] for c in x)", 0),
        ("from cryptography.fernet import Fernet\nFernet(x).decrypt(y)", DECRYPTED),
        ("from Crypto.Cipher import AES\nAES.new(x, 1).decrypt(y)", DECRYPTED),
        ("from Cryptodome.Cipher import AES\nAES.new(x, 1).decrypt_and_verify(y, z)", DECRYPTED),
        (
            "import os\nfrom cryptography.fernet import Fernet\nFernet(os.environ['K']).decrypt(y)",
            DECRYPTED | KEYED,
        ),
        ("import sys\nfrom Crypto.Cipher import ARC4\nARC4.new(sys.argv[1]).decrypt(y)", DECRYPTED | KEYED),
        (
            (
                "import os\nfrom cryptography.hazmat.primitives.ciphers import Cipher, algorithms\n"
                "Cipher(algorithms.AES(os.environ['K'])).decryptor().update(y)"
            ),
            DECRYPTED | KEYED,
        ),
        (
            "import os\nbytes(a ^ b for a, b in zip(x, os.environ['K'].encode()))",
            COMPUTED | ENVIRONMENT | DECRYPTED | KEYED,
        ),
    ],
)
def test_data_is_marked_by_what_it_goes_through(source: str, marks: int) -> None:
    assert marks == value(source).marks


@pytest.mark.parametrize(
    ("source", "const"),
    [
        ("import base64\nbase64.b64decode('bHM=')", b"ls"),
        ("import codecs\ncodecs.decode('yf', 'rot13')", "ls"),
        ("''.join(map(chr, [108, 115]))", "ls"),
        ("''.join(map(lambda n: chr(n - 1), [109, 116]))", "ls"),
        ("bytes([108, 115]).decode()", "ls"),
        ("str(b'ls', 'utf-8')", "ls"),
    ],
)
def test_constants_are_decoded(source: str, const: object) -> None:
    assert const == value(source).const


@pytest.mark.parametrize(
    ("source", "expected"),
    [("a ^ b", True), ("(a ^ b) % 256", True), ("chr(ord(a) ^ b)", True), ("a + b", False), ("f(a)", False)],
)
def test_an_exclusive_or_is_seen_near_the_top(source: str, *, expected: bool) -> None:
    assert expected is mixes(ast.parse(source, mode="eval").body)


@pytest.mark.parametrize(
    "source",
    [
        f"import numpy as np\n(np.array({list(range(60))}, dtype=np.uint8) ^ 85).tobytes()",
        f"import array\narray.array('B', {list(range(60))}).tobytes()",
    ],
)
def test_a_long_list_that_becomes_bytes_is_computed(source: str) -> None:
    assert LITERAL | COMPUTED == value(source).marks
