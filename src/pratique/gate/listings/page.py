"""Builds and caches the served bytes of listings, with a digest of the inputs."""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.names import PackageRef
from pratique.gate.decision.listing_decision import Marking
from pratique.gate.protocols.interface import Face, Order
from pratique.store.record import FileName

_GZIP_LEVEL = 1
"""Higher levels take several times as long; the first client waits for it."""
_MOST_BYTES = 96 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The served bytes of a listing in one format."""

    identity: bytes
    gzipped: bytes
    etag: str
    """The ETag without quotes. The gzip-compressed page has a different ETag."""
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Return the memory use of the page, in bytes."""
        return len(self.identity) + len(self.gzipped)


class Pages:
    """An LRU cache of pages, keyed by package, format and base URL.

    Pages with outdated inputs are never returned.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[PackageRef, str, str], tuple[str, Served]] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[PackageRef, str, str], digest: str) -> Served | None:
        """Return the cached page that was built from inputs with this digest; None if there is no such page."""
        known = self._kept.get(key)
        if known is None or known[0] != digest:
            return None
        self._kept.move_to_end(key)
        return known[1]

    def put(self, key: tuple[PackageRef, str, str], digest: str, made: Served) -> None:
        """Store a page, and replace an earlier one."""
        earlier = self._kept.pop(key, None)
        if earlier is not None:
            self._size -= earlier[1].size_bytes
        self._kept[key] = (digest, made)
        self._size += made.size_bytes
        while self._size > self._most_bytes and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone.size_bytes


def served(face: Face, body: bytes, order: Order) -> Served:
    """Return a listing in the format for one kind of client. Raises ParseError for an invalid listing."""
    page = face.serve(body, order)
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return Served(
        identity=page.body,
        gzipped=packer.compress(page.body) + packer.flush(),
        etag=hashlib.sha256(page.body).hexdigest()[:32],
        content_type=page.content_type,
        headers=page.headers,
    )


def digest_of(body: bytes, kept_as: str, removed: frozenset[FileName], found: Marking) -> str:
    """Return a digest of all inputs of the served bytes."""
    marks = sorted((name, repr(mark)) for name, mark in found.marks.items())
    text = f"{hashlib.sha256(body).hexdigest()}\n{kept_as}\n{sorted(removed)}\n{marks}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def with_more(digest: str, before: Marking, after: Marking) -> str:
    """Return the digest of a page with added marks, computed from its earlier digest and the added marks."""
    more = sorted((name, repr(mark)) for name, mark in after.marks.items() if before.marks.get(name) != mark)
    return (
        digest
        if not more
        else hashlib.sha256(f"{digest}\n{more}".encode("utf-8", "backslashreplace")).hexdigest()
    )
