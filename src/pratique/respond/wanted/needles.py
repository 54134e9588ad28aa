"""Byte strings that a file must contain to name a wanted release."""

import base64
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pratique.core.advisory import Product
from pratique.core.names import Digest

if TYPE_CHECKING:
    from pratique.respond.wanted.value import Wanted

_JOINERS = re.compile(r"[-_.]+")
_CACHE_FOLDERS = 4
"""Caches use the first hex digits as names of folders: npm four, pnpm two."""


def needles(wanted: "Wanted") -> tuple[bytes, ...]:
    """Return the byte strings of `Wanted.needles`, sorted."""
    found = {text.encode() for item in wanted.releases for text in _name_texts(item.affected.product)}
    for digest in wanted.digests:
        found.update(_digest_texts(digest.digest))
    return tuple(sorted(found))


def _name_texts(product: Product) -> Iterator[str]:
    name = product.name.lower()
    if product.type == "pypi":
        yield from _python_spellings(name)
    elif product.type == "npm" and name.startswith("@"):
        # Only the scope is written the same everywhere: `@a/b`, `@a%2fb`, `@a+b`, `@a-b`, or `@a` and `b` in two fields.
        # The address of a scope has `%40` for `@`, and an address inside an address `%2540`.
        scope = name.partition("/")[0]
        yield scope
        yield f"40{scope.removeprefix('@')}"
    else:
        yield name


def _python_spellings(name: str) -> Iterator[str]:
    """Yield the longest part of a name with the joiner beside it.

    Any of `-`, `_` and `.`, also repeated, may join the parts of a Python name.
    """
    parts = _JOINERS.split(name)
    longest = max(parts, key=len)
    if len(parts) == 1:
        yield longest
    elif longest == parts[-1]:
        yield from (f"{joiner}{longest}" for joiner in "-_.")
    else:
        yield from (f"{longest}{joiner}" for joiner in "-_.")


def _digest_texts(digest: Digest) -> Iterator[bytes]:
    raw = bytes.fromhex(digest.hex)
    # pnpm names files by the first half of a sha512.
    yield digest.hex[_CACHE_FOLDERS : len(digest.hex) // 2].encode()
    yield base64.b64encode(raw).rstrip(b"=").lower()
    yield base64.urlsafe_b64encode(raw).rstrip(b"=").lower()
    # Bun's binary lockfile has the bytes themselves.
    yield raw.lower()
