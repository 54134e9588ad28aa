"""Implements seals: checksums that detect changed and missing rows.

SQLite does not detect a changed byte inside a page. If damage changed a letter of a package name, a lookup of the
package would find no advisories. Every object that can be looked up is therefore a key: a package, a CVE, or the
release lines of a runtime. For each key that has rows, the index contains an entry: seven bytes of the key's hash,
and the sum of the CRC-32 of all rows of the key. The entries are ordered by hash and grouped by their first bits. One
row of the table contains the hashes of a group of entries, and another row contains the sums. The row that contains
hashes and the row that contains sums each have a CRC-32 of their own. For each requested key, a lookup reads the
hashes of the key's group and, if the key has an entry, the sum of the key. A key without an entry has no rows, so the
lookup does not search for rows.

Each new index has a random salt for the hash, so that an attacker cannot choose names that share an entry.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zlib import crc32

from pratique.advisories.index.codec import encode
from pratique.advisories.index.failure import unreadable
from pratique.errors import StoreError

try:
    # `hashlib` brings OpenSSL, which takes longer than all that an audit asks of an index.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

META = "seals"
"""The name of the row in `meta` that contains the parameters of the hash and of the groups, as `bits:salt`."""
SALT_BYTES = 16
HASH_BYTES = 7
SUM_BYTES = 4
CRC_BYTES = 4
SUMS = 1 << 24
"""The row number of a group's sums minus the row number of the group's hashes."""
_MOST_BITS = 24
_GROUP = 64
"""The number of entries per group in a new index. When entries are added, a group may grow to twice this number."""
MODULUS = 1 << (8 * SUM_BYTES)
"""The modulus for sums of checksums."""
_MOST_KEYS = 500
_DIFFERS = "a checksum of the index does not match"

Key = tuple[str, ...]
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A kind of rows with checksums: the rows of one table, grouped by key."""

    name: str
    columns: str
    """The columns of the key, followed by the other sealed columns."""
    keys: int
    """The number of key columns. If there are no key columns, all rows share one key."""
    tables: str
    of_source: str
    """The SQL condition for the rows of one source; empty if the rows do not belong to single sources."""

    def key(self, values: Iterable[str] = ()) -> Key:
        """Return the key that consists of the given values."""
        return (self.name, *values)

    def rows(
        self, connection: sqlite3.Connection, source: int | None = None
    ) -> Iterator[tuple[Key, Iterator[Row]]]:
        """Yield each key with its rows. If `source` is set, yield only the rows of this source.

        The caller must read the rows of a key before it requests the next key.
        """
        where, parameters = ("", ()) if source is None else (f" WHERE {self.of_source}", (source,))
        order = f" ORDER BY {', '.join(map(str, range(1, self.keys + 1)))}" if self.keys else ""
        query = f"SELECT {self.columns} FROM {self.tables}{where}{order}"  # noqa: S608 - all are written below
        rows = connection.execute(query, parameters)
        if not self.keys:
            yield self.key(), rows
            return
        split = slice(self.keys), slice(self.keys, None)
        for values, group in groupby(rows, key=itemgetter(split[0])):
            yield self.key(values), map(itemgetter(split[1]), group)


_OF_ADVISORY = "number IN (SELECT number FROM advisories WHERE source = ?)"
CLAIMS = Sealed("claim", "type, name, number, kind, withdrawn, affected", 2, "claims", _OF_ADVISORY)
CVES = Sealed(
    "cve",
    "cve, exploitation.source, epss, percentile, body",
    1,
    "exploitation JOIN shared ON shared.number = exploitation.shared",
    "exploitation.source = ?",
)
LINES = Sealed("line", "type, name, source, line, body", 2, "lines", "source = ?")
DETECTORS = Sealed("detectors", "number, source, body", 0, "detectors", "source = ?")
IDS = Sealed("ids", "id, number", 0, "ids", _OF_ADVISORY)
ADVISORIES = Sealed("advisories", "number, source, kind, id", 0, "advisories", "source = ?")
"""The rows of advisories without the bodies, because each body has its own checksum."""
SOURCES = Sealed(
    "sources",
    "number, name, state",
    0,
    (
        "(SELECT number, name, state FROM sources WHERE state NOT NULL"
        " UNION ALL SELECT 0, name, value FROM meta WHERE name = 'built_at')"
    ),
    "",
)
OF_SOURCES = (CLAIMS, CVES, LINES, DETECTORS, IDS, ADVISORIES)
"""The kinds of rows that belong to single sources."""


def sum_of(rows: Iterable[Row]) -> int:
    """Return the sum of the rows' checksums, which does not depend on their order."""
    return sum(crc32(encode(row)) for row in rows) % MODULUS


@dataclass(frozen=True, slots=True)
class Layout:
    """The hash of keys and the arrangement of entries in groups."""

    bits: int
    salt: bytes

    @classmethod
    def read(cls, text: str) -> "Layout":
        """Parse the text form of a layout. Raises ValueError."""
        bits, _, salt = str(text).partition(":")
        layout = cls(int(bits), bytes.fromhex(salt))
        if not 0 <= layout.bits <= _MOST_BITS or len(layout.salt) != SALT_BYTES:
            raise ValueError("the seals of the index have another format")
        return layout

    def __str__(self) -> str:
        return f"{self.bits}:{self.salt.hex()}"

    def roomy(self, entries: int) -> "Layout":
        """Return this layout if the entries fit into its groups; otherwise, return a layout with more groups."""
        if entries <= 2 * _GROUP << self.bits or self.bits == _MOST_BITS:
            return self
        return Layout(min(_MOST_BITS, (entries // _GROUP).bit_length()), self.salt)

    def hash(self, key: Key) -> bytes:
        """Return the hash of a key in the form that the key's entry stores."""
        return blake2b(encode(key), digest_size=HASH_BYTES, salt=self.salt).digest()

    def group(self, hashed: bytes) -> int:
        """Return the number of the group for a hash."""
        return int.from_bytes(hashed[:3], "big") >> (_MOST_BITS - self.bits)

    def rows(self, number: int, entries: Mapping[bytes, int]) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
        """Return the two rows of a group, one with hashes and one with sums."""
        hashes = sorted(entries)
        sums = b"".join(entries[hashed].to_bytes(SUM_BYTES, "big") for hashed in hashes)
        return self._row(number, b"".join(hashes)), self._row(number + SUMS, sums)

    def _row(self, number: int, data: bytes) -> tuple[int, bytes]:
        return number, self._crc(number, data) + data

    def check(self, number: int, body: bytes) -> bytes:
        """Return the content of a row without its checksum. Raises ValueError if the row was changed."""
        data = body[CRC_BYTES:]
        if body[:CRC_BYTES] != self._crc(number, data):
            raise ValueError(_DIFFERS)
        return data

    def _crc(self, number: int, data: bytes) -> bytes:
        # Where the rest of the layout is damaged, no group is whole.
        start = (crc32(self.salt) + (number << 5 | self.bits)) % MODULUS
        return crc32(data, start).to_bytes(CRC_BYTES, "big")


def entries_of(hashes: bytes, sums: bytes) -> dict[bytes, int]:
    """Return the entries of a group as a mapping from hash to sum."""
    count = len(hashes) // HASH_BYTES
    return {hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES]: sum_at(sums, at) for at in range(count)}


def find(hashes: bytes, hashed: bytes) -> int | None:
    """Return the position of a hash in its group; None if the group does not contain it."""
    at = hashes.find(hashed)
    while at >= 0:
        place, rest = divmod(at, HASH_BYTES)
        if not rest:
            return place
        at = hashes.find(hashed, at + 1)
    return None


def sum_at(sums: bytes, place: int) -> int:
    """Return the sum at a position in its group."""
    at = place * SUM_BYTES
    return int.from_bytes(sums[at : at + SUM_BYTES], "big")


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals (checksums) of an open index.

    If the index is damaged, methods raise StoreError or an error that `explained` converts to a StoreError.
    """

    connection: sqlite3.Connection
    path: Path
    layout: Layout

    def sums(self, keys: Collection[Key]) -> dict[Key, int]:
        """Return the sum for each key with an entry. A key without an entry has no rows."""
        wanted: dict[int, list[tuple[Key, bytes]]] = {}
        for key in keys:
            hashed = self.layout.hash(key)
            wanted.setdefault(self.layout.group(hashed), []).append((key, hashed))
        places = [
            (number + SUMS, key, place)
            for number, hashes in self._rows(wanted)
            for key, hashed in wanted[number]
            if (place := find(hashes, hashed)) is not None
        ]
        sums = dict(self._rows({number for number, *_ in places}))
        return {key: sum_at(sums[number], place) for number, key, place in places}

    def check(self, key: Key, rows: Iterable[Row]) -> None:
        """Raise StoreError unless the given rows are exactly the stored rows of the key."""
        self.compare(self.sums((key,)).get(key, 0), rows)

    def compare(self, told: int, rows: Iterable[Row]) -> None:
        """Raise StoreError unless the checksums of the rows add up to the recorded sum."""
        if sum_of(rows) != told:
            raise self._damaged()

    def check_all(self) -> None:
        """Raise StoreError unless every row has a seal (checksum) and the rows of every seal exist."""
        groups = range(1 << self.layout.bits)
        hashes, sums = dict(self._rows(groups)), dict(self._rows({number + SUMS for number in groups}))
        left = sum(sum_at(data, at) > 0 for data in sums.values() for at in range(len(data) // SUM_BYTES))
        for table in (*OF_SOURCES, SOURCES):
            for key, rows in table.rows(self.connection):
                hashed = self.layout.hash(key)
                number = self.layout.group(hashed)
                place = find(hashes[number], hashed)
                told = 0 if place is None else sum_at(sums[number + SUMS], place)
                self.compare(told, rows)
                left -= told > 0
        if left:
            raise self._damaged()

    def _rows(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _MOST_KEYS):
            some = wanted[start : start + _MOST_KEYS]
            query = f"SELECT number, body FROM seals WHERE number IN ({','.join('?' * len(some))})"  # noqa: S608 - marks
            found = dict(self.connection.execute(query, some))
            for number in some:
                if number not in found:
                    raise self._damaged()
                yield number, self.layout.check(number, found[number])

    def _damaged(self) -> StoreError:
        return unreadable(self.path, _DIFFERS)
