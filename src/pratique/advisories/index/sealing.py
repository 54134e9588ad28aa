"""Updates the seals (checksums) of a draft row by row.

Seals are never recomputed from stored rows, so that earlier damage remains detectable.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from pratique.advisories.index.failure import DECODING, unreadable
from pratique.advisories.index.seals import (
    CRC_BYTES,
    HASH_BYTES,
    META,
    MODULUS,
    SALT_BYTES,
    SUMS,
    Key,
    Layout,
    Row,
    Sealed,
    entries_of,
    sum_of,
)

_MOST_WAITING = 1 << 16
"""The maximum number of pending keys, to limit memory use."""
_WRITE = "INSERT OR REPLACE INTO seals VALUES (?, ?)"


class Sealing:
    """The seals (checksums) of a draft of the index. Every method may raise sqlite3.Error, or StoreError if a seal is damaged."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
        self._connection = connection
        self._path = path
        self._waiting: dict[bytes, int] = defaultdict(int)
        if fresh:
            self._layout = Layout(0, os.urandom(SALT_BYTES))
            connection.executemany(_WRITE, self._layout.rows(0, {}))
            self._note()
        else:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (META,)).fetchone()
            with self._whole():
                self._layout = Layout.read(found[0])
        query = "SELECT total(length(body) - ?) FROM seals WHERE number < ?"
        (bytes_,) = connection.execute(query, (CRC_BYTES, SUMS)).fetchone()
        self._entries = int(bytes_) // HASH_BYTES

    def add(self, key: Key, *rows: Row) -> None:
        """Record the checksums of rows that were added under a key."""
        self._change(key, sum_of(rows))

    def take(self, key: Key, *rows: Row) -> None:
        """Subtract the checksums of rows that will be removed."""
        self._change(key, -sum_of(rows))

    def take_all(self, table: Sealed, source: int | None = None) -> None:
        """Record that all rows of a table, or all its rows from one source, will be removed."""
        for key, rows in table.rows(self._connection, source):
            self._change(key, -sum_of(rows))

    def add_all(self, table: Sealed) -> None:
        """Record that all rows of a table were added."""
        for key, rows in table.rows(self._connection):
            self._change(key, sum_of(rows))

    def write(self) -> None:
        """Write the pending changes to the stored seals."""
        self._make_room(self._entries + len(self._waiting))
        for number, hashes in groupby(sorted(self._waiting), key=self._layout.group):
            entries = self._group(number)
            before = len(entries)
            for hashed in hashes:
                # An entry stays when its last row goes: a sum that is zero by chance must not make rows vanish.
                entries[hashed] = (entries.get(hashed, 0) + self._waiting[hashed]) % MODULUS
            self._entries += len(entries) - before
            self._connection.executemany(_WRITE, self._layout.rows(number, entries))
        self._waiting.clear()

    def _change(self, key: Key, amount: int) -> None:
        self._waiting[self._layout.hash(key)] += amount
        if len(self._waiting) >= _MOST_WAITING:
            self.write()

    def _make_room(self, entries: int) -> None:
        """Increase the number of groups if the entries do not fit."""
        old, new = self._layout, self._layout.roomy(entries)
        if new == old:
            return
        held = [self._group(number) for number in range(1 << old.bits)]
        self._layout = new
        self._note()
        parts = 1 << (new.bits - old.bits)
        for number, group in enumerate(held):
            cut: dict[int, dict[bytes, int]] = {number * parts + part: {} for part in range(parts)}
            for hashed, told in group.items():
                cut[new.group(hashed)][hashed] = told
            self._connection.executemany(
                _WRITE, [row for one, mine in cut.items() for row in new.rows(one, mine)]
            )

    def _group(self, number: int) -> dict[bytes, int]:
        query = "SELECT number, body FROM seals WHERE number IN (?, ?)"
        with self._whole():
            found = dict(self._connection.execute(query, (number, number + SUMS)))
            hashes, sums = (self._layout.check(one, found[one]) for one in (number, number + SUMS))
            return entries_of(hashes, sums)

    def _note(self) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (META, str(self._layout)))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except DECODING as error:
            raise unreadable(self._path, f"a seal is damaged: {error}") from error
