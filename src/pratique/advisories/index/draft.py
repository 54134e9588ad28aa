"""Builds a new index in a copy of the old index. The complete copy of the index replaces the old index."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pratique.advisories.index import codec
from pratique.advisories.index.counting import counts
from pratique.advisories.index.failure import DECODING, explained_writing, unreadable
from pratique.advisories.index.form import APPLICATION_ID, FORGET, KINDS, SCHEMA, TABLES
from pratique.advisories.index.sealing import Sealing
from pratique.advisories.index.seals import (
    ADVISORIES,
    CLAIMS,
    CVES,
    DETECTORS,
    IDS,
    LINES,
    OF_SOURCES,
    SOURCES,
)
from pratique.core.advisory import (
    Advisory,
    AdvisoryKind,
    Affected,
    Cover,
    Exploitation,
    Product,
    RuntimeLine,
    SourceState,
)

_PRAGMAS = (
    # Nobody else sees the file, and what is not finished is thrown away: no journal, and one fsync at the end.
    "journal_mode=OFF",
    "synchronous=OFF",
    "locking_mode=EXCLUSIVE",
    "cache_size=-65536",
    "trusted_schema=OFF",
)
_EARLIER_CVE = (
    "SELECT exploitation.source, epss, percentile, body FROM exploitation"
    " JOIN shared ON shared.number = exploitation.shared WHERE cve = ? AND exploitation.source = ?"
)
_EARLIER_LINE = "SELECT source, line, body FROM lines WHERE type = ? AND name = ? AND source = ? AND line = ?"
_EARLIER_CLAIM = (
    "SELECT number, kind, withdrawn, affected FROM claims WHERE type = ? AND name = ? AND number = ?"
)
_SAMPLES = 64
"""The number of pending advisories of one kind that is sufficient for building a compression dictionary."""


class Draft:
    """Changes the rows of one source in a copy of the index.

    Every method may raise StoreError; the old index then stays intact.

    Methods that add rows raise UnicodeEncodeError for text that UTF-8 cannot encode, and do not add the row.
    """

    def __init__(self, path: Path, source: str, *, fresh: bool) -> None:
        """Open the draft at `path`.

        If `fresh` is set, the draft starts as an empty file; otherwise, it starts as a copy of an index.
        """
        self.path = path
        self._waiting: dict[AdvisoryKind, dict[int, bytes]] = {kind: {} for kind in KINDS}
        self._shared: dict[codec.Shared, int] = {}
        self._packers: dict[AdvisoryKind, codec.Packer] = {}
        with explained_writing(path):
            self._connection = sqlite3.connect(path, isolation_level=None)
            try:
                self._begin(source, fresh=fresh)
            except BaseException:
                self._connection.close()
                raise

    def _begin(self, source: str, *, fresh: bool) -> None:
        run = self._connection.execute
        if fresh:
            run(f"PRAGMA application_id={APPLICATION_ID}")
            run(f"PRAGMA user_version={SCHEMA}")
        for pragma in _PRAGMAS:
            run(f"PRAGMA {pragma}")
        run("BEGIN")
        for table in TABLES if fresh else ():
            run(table)
        run("INSERT OR IGNORE INTO sources (name) VALUES (?)", (source,))
        (self._source,) = run("SELECT number FROM sources WHERE name = ?", (source,)).fetchone()
        (self._last,) = run("SELECT coalesce(max(number), 0) FROM advisories").fetchone()
        self._sealing = Sealing(self._connection, self.path, fresh=fresh)
        # They are sealed again at the end.
        self._sealing.take_all(SOURCES)
        query = "SELECT kind, data FROM dictionaries WHERE source = ?"
        self._dictionaries = {KINDS[kind]: data for kind, data in run(query, (self._source,))}

    def close(self) -> None:
        """Close the file. A closed draft cannot be changed."""
        self._connection.close()

    def forget(self) -> None:
        """Remove all rows of the source."""
        with explained_writing(self.path):
            for table in OF_SOURCES:
                self._sealing.take_all(table, self._source)
            for query in FORGET:
                self._connection.execute(query, (self._source,))
        self._dictionaries, self._packers = {}, {}
        for waiting in self._waiting.values():
            waiting.clear()

    def drop(self) -> None:
        """Remove the source with all its rows."""
        self.forget()
        with explained_writing(self.path):
            self._connection.execute("DELETE FROM sources WHERE number = ?", (self._source,))

    def add(self, value: Advisory) -> Advisory | None:
        """Add an advisory. Return the replaced advisory, or None.

        An advisory replaces an earlier advisory with the same id and products. Other advisories with the same id
        remain, because some sources split an advisory into several rows by package or interval.
        """
        body = codec.encode(value)
        by_product: dict[Product, list[Affected]] = {}
        for affected in value.affected:
            by_product.setdefault(affected.product, []).append(affected)
        claims = [(product, codec.encode_affected(said)) for product, said in by_product.items()]
        earlier = [held for held in self._of_id(value.id) if held[1].affected == value.affected]
        for number, other in earlier:
            self._delete(number, other)
        self._last += 1
        number, kind, withdrawn = self._last, KINDS.index(value.kind), int(value.withdrawn is not None)
        ids = _ids(number, value)
        with explained_writing(self.path):
            for product, data in claims:
                row = (number, kind, withdrawn, data)
                self._connection.execute(
                    "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", (product.type, product.name, *row)
                )
                self._sealing.add(CLAIMS.key((product.type, product.name)), row)
            self._connection.executemany("INSERT INTO ids VALUES (?, ?)", ids)
            self._sealing.add(IDS.key(), *ids)
            self._sealing.add(ADVISORIES.key(), (number, self._source, kind, value.id))
        self._put_body(number, value, body)
        return earlier[0][1] if earlier else None

    def remove(self, advisory_id: str) -> tuple[Advisory, ...]:
        """Remove every advisory with this id from the source, and return the removed advisories.

        Aliases do not count as ids.
        """
        found = self._of_id(advisory_id)
        for number, value in found:
            self._delete(number, value)
        return tuple(value for _, value in found)

    def _of_id(self, advisory_id: str) -> list[tuple[int, Advisory]]:
        """Return the source's advisories with this id, and their numbers."""
        query = (
            "SELECT number, kind, body FROM ids JOIN advisories USING (number)"
            " WHERE ids.id = ? AND source = ? AND advisories.id = ?"
        )
        key = (advisory_id.upper(), self._source, advisory_id)
        with explained_writing(self.path):
            rows = self._connection.execute(query, key).fetchall()
        return [(number, self._read(number, KINDS[kind], body)) for number, kind, body in rows]

    def exploitation(self, value: Exploitation) -> bool:
        """Add exploitation data for a CVE. Return True if the new row replaces an earlier row of the source."""
        shared = codec.Shared.of(value)
        key = CVES.key((value.cve.upper(),))
        with explained_writing(self.path):
            number = self._shared.get(shared) or self._share(shared)
            earlier = self._connection.execute(_EARLIER_CVE, (*key[1:], self._source)).fetchall()
            if earlier:
                self._sealing.take(key, *earlier)
            row = (self._source, _real(value.epss), _real(value.percentile))
            self._connection.execute(
                "INSERT OR REPLACE INTO exploitation VALUES (?, ?, ?, ?, ?)", (*key[1:], *row, number)
            )
            self._sealing.add(key, (*row, codec.encode(shared)))
        return bool(earlier)

    def line(self, value: RuntimeLine) -> bool:
        """Add a release line of a runtime. Return True if the new row replaces an earlier row of the source."""
        key = LINES.key((value.product.type, value.product.name))
        row = (self._source, value.line, codec.encode(value))
        with explained_writing(self.path):
            earlier = self._connection.execute(_EARLIER_LINE, (*key[1:], *row[:2])).fetchall()
            if earlier:
                self._sealing.take(key, *earlier)
            self._connection.execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?)", (*key[1:], *row))
            self._sealing.add(key, row)
        return bool(earlier)

    def detectors(self, data: bytes) -> None:
        """Add patterns that recognise copied libraries."""
        packed = codec.Packer().pack(data)
        with explained_writing(self.path):
            put = self._connection.execute(
                "INSERT INTO detectors (source, body) VALUES (?, ?)", (self._source, packed)
            )
            self._sealing.add(DETECTORS.key(), (put.lastrowid, self._source, packed))

    def skip(self, file: str, why: str) -> None:
        """Record that a row of a file was skipped."""
        with explained_writing(self.path):
            self._connection.execute(
                "INSERT INTO skips VALUES (?, ?, ?, 1)"
                " ON CONFLICT (source, file, why) DO UPDATE SET count = count + 1",
                (self._source, file, why),
            )

    def skipped(self) -> set[str]:
        """Return the files of the source that have skipped rows."""
        with explained_writing(self.path):
            rows = self._connection.execute("SELECT file FROM skips WHERE source = ?", (self._source,))
            return {file for (file,) in rows}

    def forget_skips(self, file: str) -> Mapping[str, int]:
        """Remove the records of skipped rows of a file. Return the number of skipped rows by reason."""
        key = (self._source, file)
        with explained_writing(self.path):
            rows = self._connection.execute(
                "SELECT why, count FROM skips WHERE source = ? AND file = ?", key
            ).fetchall()
            self._connection.execute("DELETE FROM skips WHERE source = ? AND file = ?", key)
        return dict(rows)

    def ids(self) -> set[str]:
        """Return the ids of all advisories in the source."""
        with explained_writing(self.path):
            rows = self._connection.execute("SELECT id FROM advisories WHERE source = ?", (self._source,))
            return {advisory_id for (advisory_id,) in rows}

    def counts(self) -> Mapping[Cover, int]:
        """Return the number of advisories of each kind in the source. Withdrawn advisories are not counted."""
        with explained_writing(self.path):
            return counts(self._connection, self._source)

    def note(self, state: SourceState) -> None:
        """Record the state of a source."""
        with explained_writing(self.path):
            self._connection.execute(
                "UPDATE sources SET state = ? WHERE name = ?", (codec.encode(state), state.name)
            )

    def finish(self, at: datetime) -> None:
        """Record the build time, write all pending data, check every page of the file, and close the file."""
        run = self._connection.execute
        with explained_writing(self.path):
            for kind in KINDS:
                self._use_dictionary(kind)
            run("INSERT OR REPLACE INTO meta VALUES ('built_at', ?)", (at.isoformat(),))
            self._sealing.add_all(SOURCES)
            self._sealing.write()
            run("COMMIT")
            (told,) = run("PRAGMA quick_check(1)").fetchone()
        self.close()
        if told != "ok":
            raise unreadable(self.path, str(told))

    def _read(self, number: int, kind: AdvisoryKind, body: bytes) -> Advisory:
        plain = self._waiting[kind].get(number)
        try:
            if plain is None:
                plain = codec.inflate(body, self._dictionaries.get(kind, b""), number)
            return codec.ADVISORY.decode(plain)
        except DECODING as error:
            raise unreadable(self.path, f"a row of the index is damaged: {error}") from error

    def _delete(self, number: int, value: Advisory) -> None:
        self._waiting[value.kind].pop(number, None)
        ids = _ids(number, value)
        with explained_writing(self.path):
            for product in {affected.product for affected in value.affected}:
                key = CLAIMS.key((product.type, product.name))
                rows = self._connection.execute(_EARLIER_CLAIM, (*key[1:], number)).fetchall()
                self._sealing.take(key, *rows)
                self._connection.execute(
                    "DELETE FROM claims WHERE type = ? AND name = ? AND number = ?", (*key[1:], number)
                )
            self._sealing.take(IDS.key(), *ids)
            self._connection.executemany("DELETE FROM ids WHERE id = ? AND number = ?", ids)
            self._sealing.take(ADVISORIES.key(), (number, self._source, KINDS.index(value.kind), value.id))
            self._connection.execute("DELETE FROM advisories WHERE number = ?", (number,))

    def _put_body(self, number: int, value: Advisory, body: bytes) -> None:
        kind = value.kind
        packer = self._packer(kind)
        packed = b"" if packer is None else packer.pack(body, number)
        with explained_writing(self.path):
            self._connection.execute(
                "INSERT INTO advisories VALUES (?, ?, ?, ?, ?)",
                (number, self._source, KINDS.index(kind), value.id, packed),
            )
            if packer is None:
                self._waiting[kind][number] = body
                if len(self._waiting[kind]) >= _SAMPLES:
                    self._use_dictionary(kind)

    def _packer(self, kind: AdvisoryKind) -> codec.Packer | None:
        if kind not in self._packers and kind in self._dictionaries:
            self._packers[kind] = codec.Packer(self._dictionaries[kind])
        return self._packers.get(kind)

    def _use_dictionary(self, kind: AdvisoryKind) -> None:
        """Build the compression dictionary for a kind of advisory from the pending bodies, and write these bodies."""
        waiting = self._waiting[kind]
        if not waiting:
            return
        dictionary = self._dictionaries[kind] = codec.dictionary_of(waiting.values())
        packer = self._packers[kind] = codec.Packer(dictionary)
        self._connection.execute(
            "INSERT INTO dictionaries VALUES (?, ?, ?)", (self._source, KINDS.index(kind), dictionary)
        )
        self._connection.executemany(
            "UPDATE advisories SET body = ? WHERE number = ?",
            [(packer.pack(body, number), number) for number, body in waiting.items()],
        )
        waiting.clear()

    def _share(self, shared: codec.Shared) -> int:
        put = self._connection.execute(
            "INSERT INTO shared (source, body) VALUES (?, ?)", (self._source, codec.encode(shared))
        )
        number = self._shared[shared] = int(put.lastrowid or 0)
        return number


def _ids(number: int, value: Advisory) -> list[tuple[str, int]]:
    return [(one, number) for one in sorted({name.upper() for name in value.ids})]


def _real(value: float | None) -> float | None:
    return None if value is None else float(value)
