"""Computes digests of downloaded bytes, and compares them with the expected ones."""

import hashlib
from collections.abc import Iterable

from pratique.core.names import STRENGTH, Digest

ALWAYS = ("sha1", "sha256", "sha512")
"""Algorithms that are computed for every download."""


def compute(data: bytes, *, also: Iterable[str] = ()) -> tuple[Digest, ...]:
    """Return the digests of some bytes, the strongest first, including any additionally requested algorithms."""
    wanted = {*ALWAYS, *also}
    return tuple(
        Digest(name, hashlib.new(name, data, usedforsecurity=False).hexdigest())
        for name in STRENGTH
        if name in wanted
    )


def mismatches(got: Iterable[Digest], expected: Iterable[Digest], who: str) -> tuple[str, ...]:
    """Return one sentence for each algorithm in which the bytes differ from the digests of `who`.

    Several expected digests of one algorithm are alternatives. If both sides have a strong algorithm, sha1 and md5 are ignored,
    because they can be forged. Without a common algorithm, the result is empty.
    """
    mine = {digest.algorithm: digest for digest in got}
    promised: dict[str, list[Digest]] = {}
    for digest in expected:
        promised.setdefault(digest.algorithm, []).append(digest)
    common = [name for name in STRENGTH if name in mine and name in promised]
    strong = [name for name in common if mine[name].strong]
    told: list[str] = []
    for name in strong or common[:1]:
        if mine[name] not in promised[name]:
            others = len(promised[name]) - 1
            more = f" (or one of {others} others)" if others else ""
            told.append(f"{who} says {promised[name][0]}{more}, and the bytes are {mine[name]}")
    return tuple(told)
