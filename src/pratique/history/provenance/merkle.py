"""Computes inclusion proofs of a log, which is a Merkle tree of hashes (RFC 6962, section 2.1; RFC 9162, section 2.1.3.2)."""

import hashlib
from collections.abc import Sequence


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a log entry, which is a leaf of the tree."""
    return hashlib.sha256(b"\0" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the parent of two nodes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaf: bytes, index: int, size: int, hashes: Sequence[bytes]) -> bytes | None:
    """Compute the root hash from a leaf hash and an inclusion proof; return None if the number of hashes is wrong."""
    if index >= size:
        return None
    place, last, found = index, size - 1, leaf
    for other in hashes:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None
