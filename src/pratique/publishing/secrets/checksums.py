"""Verifies the parts of tokens that depend on the other parts: checksums, encoded names and lengths.

A token with a wrong checksum is an example from documentation or a random text, and never a secret.
"""

import base64
import binascii
import math
import re
import zlib
from collections import Counter

_DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM_CHARACTERS = 6
_LEAST_BITS = 3.0
_BECH32 = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_HOST = re.compile(rb"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\Z")
_PLACEHOLDERS = (
    b"example",
    b"your",
    b"xxxx",
    b"0000000",
    b"1234567",
    b"abcdefg",
    b"placeholder",
    b"redacted",
    b"dummy",
    b"sample",
)
_AZURITE = b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"


def crc32_base62(token: bytes) -> bool:
    """Return True if the last six characters are the CRC-32 of the characters after the prefix, in base 62.

    GitHub and npm tokens have this form ("Behind GitHub's new authentication token formats", GitHub, 2021). The prefix
    ends at the first underscore.
    """
    body = token.partition(b"_")[2]
    return base62(zlib.crc32(body[:-_CHECKSUM_CHARACTERS])) == body[-_CHECKSUM_CHARACTERS:]


def base62(number: int) -> bytes:
    """Return a number in base 62 with at least six digits."""
    found = b""
    while number:
        number, digit = divmod(number, 62)
        found = _DIGITS[digit : digit + 1] + found
    return found.rjust(_CHECKSUM_CHARACTERS, b"0")


def crc32_hex(token: bytes) -> bool:
    """Return True if the last eight hex digits are the CRC-32 of the characters between the prefix and the last underscore.

    Grafana service account tokens have this form (grafana/grafana, pkg/components/satokengen).
    """
    head, _, checksum = token.rpartition(b"_")
    return b"%08x" % zlib.crc32(head.partition(b"_")[2]) == checksum.lower()


def pypi_macaroon(token: bytes) -> bool:
    """Return True if the token contains a macaroon whose location is a host, as an index of PyPI's software issues it.

    The format is that of warehouse, macaroons/services.py.
    """
    text = token.partition(b"-")[2]
    try:
        decoded = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return False
    # Version 2, the field 1 (location), its length, and the host.
    if len(decoded) < 3 or decoded[:2] != b"\x02\x01":
        return False
    return _HOST.match(decoded[3 : 3 + decoded[2]]) is not None


def bech32(token: bytes) -> bool:
    """Return True if the text is valid Bech32 (BIP 173), as age writes its secret keys."""
    prefix, _, data = token.upper().rpartition(b"1")
    if len(data) < _CHECKSUM_CHARACTERS or any(byte not in _BECH32 for byte in data):
        return False
    lower = prefix.lower()
    values = (
        [byte >> 5 for byte in lower]
        + [0]
        + [byte & 31 for byte in lower]
        + [_BECH32.index(byte) for byte in data]
    )
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


def storage_key(text: bytes) -> bool:
    """Return True if the text is the base64 form of 64 bytes, and not the public key of the Azurite emulator."""
    value = text.partition(b"=")[2] if text.startswith(b"AccountKey=") else text
    if value.startswith(_AZURITE):
        return False
    try:
        return len(base64.b64decode(value, validate=True)) == 64
    except (binascii.Error, ValueError):
        return False


def random_looking(token: bytes) -> bool:
    """Return True if the characters look random: high entropy, and no word of a placeholder.

    The entropy of the distribution of characters must be at least 3 bits. The limit is lower for short alphabets such as hex digits,
    where random texts of 32 characters have about 3.5 bits.
    """
    lower = token.lower()
    if any(word in lower for word in _PLACEHOLDERS):
        return False
    counts = Counter(token)
    total = len(token)
    bits = -sum(count / total * math.log2(count / total) for count in counts.values())
    return bits >= _LEAST_BITS
