"""Caches recently parsed listings in memory, because parsing a response takes longer than loading it from the database."""

from collections import OrderedDict
from collections.abc import Hashable

from pratique.core.release import Listing

_MOST_BYTES = 4 << 20


class ReadListings:
    """The parsed listings, by request and response bytes.

    If their total size exceeds the limit, the least recently used listings are removed.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._size_bytes = 0
        self._known: OrderedDict[Hashable, tuple[bytes, Listing]] = OrderedDict()

    def get(self, asked: Hashable, body: bytes) -> Listing | None:
        """Return the parsed listing of a response, or None if the listing is not cached."""
        known = self._known.get(asked)
        if known is None or known[0] != body:
            return None
        self._known.move_to_end(asked)
        return known[1]

    def put(self, asked: Hashable, body: bytes, listing: Listing) -> None:
        """Store the parsed listing of a response."""
        before = self._known.pop(asked, None)
        self._size_bytes += len(body) - (0 if before is None else len(before[0]))
        self._known[asked] = (body, listing)
        while self._size_bytes > self._most_bytes:
            _, (gone, _) = self._known.popitem(last=False)
            self._size_bytes -= len(gone)
