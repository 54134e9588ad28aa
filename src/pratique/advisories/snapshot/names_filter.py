"""Implements a Bloom filter of the keys in a snapshot, so that most lookups decompress no block."""

from collections.abc import Collection
from zlib import crc32

_BITS_A_KEY = 8
_PROBES = 5
"""The number of bits per key. With 8 bits, 2 to 3 % of the keys outside the filter are false positives."""


def make(keys: Collection[str]) -> bytes:
    """Return a filter that contains the given keys."""
    bits = bytearray(len(keys) * _BITS_A_KEY // 8 + 1)
    for key in keys:
        for at in _probes(key, len(bits) * 8):
            bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def may_hold(bits: bytes, key: str) -> bool:
    """Return False if the key is certainly not in the filter."""
    return bool(bits) and all(bits[at >> 3] >> (at & 7) & 1 for at in _probes(key, len(bits) * 8))


def _probes(key: str, size: int) -> list[int]:
    # A checksum will do: whoever makes names that collide has one block more inflated. `hashlib` would bring OpenSSL.
    start = crc32(key.encode("utf-8", "replace"))
    step = (start >> 16 | (start & 0xFFFF) << 16) | 1
    return [(start + place * step) % size for place in range(_PROBES)]
