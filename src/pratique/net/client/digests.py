"""Computes the digests of downloaded bytes, and compares them with expected digests."""

import hashlib
from collections.abc import Iterable

from pratique.core.names import STRENGTH, Digest

ALWAYS = ("sha1", "sha256", "sha512")
"""The digest algorithms that are computed for every download."""


def compute(data: bytes, *, also: Iterable[str] = ()) -> tuple[Digest, ...]:
    """Return the digests of `data` in the standard algorithms and those in `also`, strongest first."""
    wanted = {*ALWAYS, *also}
    return tuple(
        Digest(name, hashlib.new(name, data, usedforsecurity=False).hexdigest())
        for name in STRENGTH
        if name in wanted
    )


def mismatches(got: Iterable[Digest], expected: Iterable[Digest], who: str) -> tuple[str, ...]:
    """Return one sentence for each algorithm in which the computed digest differs from the digests that `who` states.

    Several expected digests of one algorithm are alternatives. If a strong algorithm is available, sha1 and md5 are
    ignored, because they can be forged. Return an empty tuple if there is no common algorithm.
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
            told.append(f"{who} says {promised[name][0]}{more}, but the bytes have {mine[name]}")
    return tuple(told)
