"""Calls that turn data into text or back."""

import base64
import zlib

import pytest

from pratique.analysis.engine.decoding import inflated
from pratique.analysis.engine.marks import COMPUTED, DECODED, DECRYPTED, KEYED
from pratique.analysis.engine.operators import MOST_RESULT
from tests.analysis.frontends.ruby.reading import value

PLAIN = base64.b64encode(b"abc").decode()
PACKED = base64.b64encode(zlib.compress(b"abc")).decode()
GZIPPED = base64.b64encode(zlib.compress(b"abc", wbits=31)).decode()
WAYS = DECODED | DECRYPTED | COMPUTED | KEYED


@pytest.mark.parametrize(
    "source",
    [
        f"Base64.decode64('{PLAIN}')",
        f"Base64.strict_decode64('{PLAIN}')",
        f"Base64.urlsafe_decode64('{PLAIN}')",
        f"'{PLAIN}'.unpack1('m')",
        f"Zlib::Inflate.inflate('{PACKED}'.unpack1('m'))",
        f"Zlib.inflate('{PACKED}'.unpack1('m'))",
        f"Zlib.gunzip('{GZIPPED}'.unpack1('m'))",
        "['616263'].pack('H*')",
        "'nop'.tr('a-z', 'n-za-m')",
    ],
)
def test_a_constant_is_decoded_and_known_as_decoded(source: str) -> None:
    found = value(source)

    assert ("abc", DECODED) == (found.const, found.marks & WAYS)


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("Base64.decode64(x)", DECODED),
        ("Zlib::GzipReader.new(StringIO.new(x)).read", DECODED),
        ("'abc'.reverse", COMPUTED),
        ("101.chr", COMPUTED),
        ("OpenSSL::Cipher.new('aes').decrypt.update(x)", DECRYPTED),
        (
            "c = OpenSSL::Cipher.new('aes')\nc.decrypt\nc.key = ENV['DEPLOY_KEY']\nc.update(x)",
            DECRYPTED | KEYED,
        ),
        ("AESCrypt.decrypt(x, ENV['DEPLOY_KEY'])", DECRYPTED | KEYED),
        ("AESCrypt.decrypt(x, 'key')", DECRYPTED),
        ("box.decrypt(x)", DECRYPTED),
    ],
)
def test_data_is_marked_by_what_it_has_been_through(source: str, marks: int) -> None:
    assert marks == value(source).marks & WAYS


@pytest.mark.parametrize(
    "source",
    [
        "34.chr",
        "10.chr",
        "[2, 1].reverse",
        "c = OpenSSL::Cipher.new('aes')\nc.encrypt\nc.update(x)",
        "box.decrypt",
    ],
)
def test_ordinary_calls_hide_nothing(source: str) -> None:
    assert 0 == value(source).marks & WAYS


def test_compressed_data_is_unpacked_up_to_a_size() -> None:
    bomb = zlib.compress(bytes(2 * MOST_RESULT), 9)

    assert MOST_RESULT == len(inflated(bomb, 15) or "")
    assert inflated(b"no", 15) is None
