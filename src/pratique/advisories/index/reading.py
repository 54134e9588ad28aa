"""Reads advisories from an index file; implements `pratique.advisories.interface.Advisories`."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from pratique.advisories.index import codec
from pratique.advisories.index.counting import counts
from pratique.advisories.index.failure import explained, unreadable
from pratique.advisories.index.form import APPLICATION_ID, HEADER_BYTES, KINDS, SCHEMA, TABLES, read_header
from pratique.advisories.index.seals import CLAIMS, CVES, DETECTORS, LINES, META, SOURCES, Layout, Seals
from pratique.advisories.interface import Claim
from pratique.advisories.plausible import counted_against, covers_of
from pratique.core.advisory import Advisory, Exploitation, Product, RuntimeLine, SourceState

T = TypeVar("T")

_MOST_KEYS = 500
_KEYS = "KEYS"
_CLAIMS = "SELECT name, number, kind, withdrawn, affected FROM claims WHERE type = ? AND name IN (KEYS)"
_ADVISORIES = "SELECT number, source, kind, body FROM advisories WHERE number IN (KEYS)"
_EVERY_CLAIM = "SELECT type, name, number, kind, withdrawn, affected FROM claims"
_ABOUT = (
    "SELECT advisories.number FROM advisories JOIN sources ON sources.number = source"
    " WHERE advisories.number IN (SELECT number FROM claims WHERE type IN (KEYS))"
    " ORDER BY id COLLATE NOCASE, id, sources.name, advisories.number"
)
_OTHERS = (
    "SELECT name, (SELECT count(*) FROM exploitation WHERE source = sources.number)"
    " + (SELECT count(*) FROM lines WHERE source = sources.number)"
    " + (SELECT count(*) FROM detectors WHERE source = sources.number) FROM sources"
)
_EVERY_OF = (
    "SELECT number, source, kind, body FROM advisories WHERE source = (SELECT number FROM sources WHERE name = ?)"
    " ORDER BY number"
)
_EXPLOITATION = (
    "SELECT cve, exploitation.source, epss, percentile, body FROM exploitation JOIN shared ON shared.number = exploitation.shared"
    " WHERE cve IN (KEYS) ORDER BY cve, exploitation.source"
)
_BUILT_AT = "built_at"
_PRAGMAS = ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON")


class Index:
    """An open index, for reading only. Every method may raise StoreError.

    An index is a context manager. The content of an open index does not change.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, meta: Mapping[str, str], size_bytes: int
    ) -> None:
        self._connection = connection
        self._meta = meta
        self._seals = Seals(connection, path, Layout.read(meta[META]))
        self._dictionaries: dict[tuple[int, int], bytes] | None = None
        self.path = path
        self.built_at = _aware(datetime.fromisoformat(meta[_BUILT_AT]))
        """The time of the last change of the index."""
        self.size_bytes = size_bytes

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index. Later changes of the index are not visible, because every change replaces the index file.

        Raises StoreError: `advisories-missing` if there is no index, `advisories-unreadable` if the index is
        truncated, damaged or of another format.
        """
        with explained(path):
            size_bytes = check_header(path)
            address = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            try:
                return cls(connection, path, _begin(connection, path), size_bytes)
            except BaseException:
                connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index. No method may be called on a closed index."""
        self._connection.close()

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield the claim of each advisory about the given products, including withdrawn advisories.

        The claims are grouped by product.
        """
        asked = {CLAIMS.key((one.type, one.name)) for one in products if _speakable(one.name)}
        with explained(self.path):
            # What has no seal is not looked for.
            sealed = self._seals.sums(asked)
            for type_ in sorted({key[1] for key in sealed}):
                for some in _in_chunks(sorted(key[2] for key in sealed if key[1] == type_)):
                    rows: dict[str, list[Sequence[Any]]] = {name: [] for name in some}
                    for name, *said in self._connection.execute(_with_keys(_CLAIMS, some), (type_, *some)):
                        rows[name].append(said)
                    for name in some:
                        self._seals.compare(sealed[CLAIMS.key((type_, name))], rows[name])
                        for said in rows[name]:
                            yield from _claims(Product(type_, name), *said)

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return complete advisories by number. Raises StoreError if a number has no advisory."""
        found: dict[int, Advisory] = {}
        wanted = set(numbers)
        with explained(self.path):
            for some in _in_chunks(sorted(wanted)):
                rows = self._connection.execute(_with_keys(_ADVISORIES, some), some)
                found.update((row[0], self._advisory(*row)) for row in rows)
        if lost := wanted - found.keys():
            raise unreadable(self.path, f"{len(lost)} of the requested advisories are missing from the index")
        return found

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return all advisories with this id or alias, including withdrawn advisories. The id is not case-sensitive."""
        if not _speakable(advisory_id):
            return ()
        with explained(self.path):
            query = "SELECT number FROM ids WHERE id = ? ORDER BY number"
            numbers = [number for (number,) in self._connection.execute(query, (advisory_id.upper(),))]
        return tuple(self.advisories(numbers).values())

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return exploitation data by CVE id in upper case, merged from all sources."""
        found: dict[str, Exploitation] = {}
        asked = {CVES.key((cve.upper(),)) for cve in cves if _speakable(cve)}
        with explained(self.path):
            sealed = self._seals.sums(asked)
            for some in _in_chunks(sorted(cve for _, cve in sealed)):
                rows: dict[str, list[Sequence[Any]]] = {cve: [] for cve in some}
                for cve, *said in self._connection.execute(_with_keys(_EXPLOITATION, some), some):
                    rows[cve].append(said)
                for cve, told in rows.items():
                    self._seals.compare(sealed[CVES.key((cve,))], told)
                    every = [_exploitation(cve, *said) for said in told]
                    if every:
                        found[cve] = reduce(_together, every)
        return found

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime, sorted by name."""
        query = "SELECT source, line, body FROM lines WHERE type = ? AND name = ? ORDER BY line, source"
        with explained(self.path):
            rows = self._connection.execute(query, (product.type, product.name)).fetchall()
            self._seals.check(LINES.key((product.type, product.name)), rows)
            return tuple(codec.LINE.decode(body) for *_, body in rows)

    def detectors(self) -> Sequence[bytes]:
        """Return the bytes of every `Detectors` row in the index."""
        with explained(self.path):
            query = "SELECT number, source, body FROM detectors ORDER BY number"
            rows = self._connection.execute(query).fetchall()
            self._seals.check(DETECTORS.key(), rows)
            return tuple(codec.inflate(body) for *_, body in rows)

    def sources(self) -> Sequence[SourceState]:
        """Return the states of all sources in the index, sorted by name."""
        with explained(self.path):
            query = "SELECT number, name, state FROM sources WHERE state NOT NULL ORDER BY name"
            rows = self._connection.execute(query).fetchall()
            self._seals.check(SOURCES.key(), [*rows, (0, _BUILT_AT, self._meta[_BUILT_AT])])
            states = tuple(self._counted(number, codec.STATE.decode(state)) for number, _, state in rows)
            for state in states:
                _aware(state.checked_at), _aware(state.as_of or state.checked_at)
        return states

    def _counted(self, number: int, state: SourceState) -> SourceState:
        """Return the state of a source.

        If an older release of Pratique wrote the index without counts, count the records of the source.
        """
        if state.counts is not None:
            return state
        found = counted_against(covers_of(state.name), counts(self._connection, number))
        enough = {count.cover for count in found if count.suffices}
        covers = tuple(cover for cover in state.covers if cover in enough)
        return replace(state, counts=found, covers=covers, partial=len(covers) < len(found))

    def every(self, source: str) -> Iterator[Advisory]:
        """Yield every advisory of a source, in the order of import."""
        with explained(self.path):
            for row in self._connection.execute(_EVERY_OF, (source,)):
                yield self._advisory(*row)

    def about(self, types: Collection[str]) -> Iterator[Advisory]:
        """Yield every advisory about products of these types, ordered by id and source."""
        query = _with_keys(_ABOUT, types)
        with explained(self.path):
            numbers = [number for (number,) in self._connection.execute(query, tuple(types))]
        for some in _in_chunks(numbers):
            found = self.advisories(some)
            yield from (found[number] for number in some)

    def every_claim(self) -> Iterator[Claim]:
        """Yield the claims of all advisories in the index; each claim lists the affected versions of one product."""
        with explained(self.path):
            for row in self._connection.execute(_EVERY_CLAIM):
                type_, name, *said = row
                yield from _claims(Product(type_, name), *said)

    def every_numbered(self) -> Iterator[tuple[int, Advisory]]:
        """Yield every advisory in the index with its number."""
        with explained(self.path):
            for number, *rest in self._connection.execute(
                "SELECT number, source, kind, body FROM advisories"
            ):
                yield number, self._advisory(number, *rest)

    def others(self) -> Mapping[str, int]:
        """Return, for each source, the number of rows that are not advisories."""
        with explained(self.path):
            return dict(self._connection.execute(_OTHERS).fetchall())

    def check(self) -> None:
        """Check every page and every seal. Raises StoreError if the index is damaged."""
        self.check_pages()
        self.check_seals()

    def check_pages(self) -> None:
        """Check every page with `PRAGMA quick_check`. Raises StoreError if the index is damaged."""
        with explained(self.path):
            (told,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            if told != "ok":
                raise unreadable(self.path, str(told))

    def check_seals(self) -> None:
        """Raise StoreError if a row was changed or is missing."""
        with explained(self.path):
            self._seals.check_all()

    def _advisory(self, number: int, source: int, kind: int, body: bytes) -> Advisory:
        if self._dictionaries is None:
            rows = self._connection.execute("SELECT source, kind, data FROM dictionaries")
            self._dictionaries = {(source, kind): data for source, kind, data in rows}
        return codec.ADVISORY.decode(codec.inflate(body, self._dictionaries.get((source, kind), b""), number))


def check_header(path: Path) -> int:
    """Check the header of an index file and the length of the file. Raises StoreError or OSError."""
    if path.exists() and not path.is_file():  # a named pipe would wait for a writer for ever
        raise unreadable(path, "the file is not a regular file")
    with path.open("rb") as file:
        header = read_header(file.read(HEADER_BYTES))
        size_bytes = file.seek(0, 2)
    if header is None or header.application_id != APPLICATION_ID:
        raise unreadable(path, "the file is not an index of advisories")
    if header.schema != SCHEMA:
        whose = "a newer" if header.schema > SCHEMA else "an older"
        raise unreadable(
            path, f"the file was written by {whose} release of pratique (format {header.schema})"
        )
    if header.file_bytes != size_bytes:
        raise unreadable(
            path,
            f"the file is incomplete: it is {size_bytes} bytes long instead of {header.file_bytes} bytes",
        )
    return size_bytes


def _begin(connection: sqlite3.Connection, path: Path) -> Mapping[str, str]:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    # Whoever can write the file could have put a view or a trigger in a table's place.
    written = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")]
    if sorted(written) != sorted(TABLES):
        raise unreadable(path, "the file does not have the tables of an index")
    return dict(connection.execute("SELECT name, value FROM meta"))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the time has no time zone")
    return at


def _claims(product: Product, number: int, kind: int, withdrawn: int, data: bytes) -> Iterator[Claim]:
    for affected in codec.decode_affected(data, product):
        yield Claim(number, KINDS[kind], bool(withdrawn), affected)


def _exploitation(
    cve: str, _: int, epss: float | None, percentile: float | None, body: bytes
) -> Exploitation:
    shared = codec.SHARED.decode(body)
    return Exploitation(
        cve=cve,
        epss=epss,
        percentile=percentile,
        epss_model=shared.epss_model,
        epss_date=shared.epss_date,
        kev_added=shared.kev_added,
        kev_due=shared.kev_due,
        ransomware=shared.ransomware,
    )


def _together(one: Exploitation, other: Exploitation) -> Exploitation:
    """Return all data about one CVE, merged: an EPSS score with model and date, and a KEV entry with its dates."""
    scored = one if one.epss is not None else other
    listed = one if one.kev_added is not None else other
    return replace(
        scored,
        kev_added=listed.kev_added,
        kev_due=listed.kev_due,
        ransomware=one.ransomware or other.ransomware,
    )


def _speakable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _with_keys(query: str, keys: Collection[object]) -> str:
    return query.replace(_KEYS, ",".join("?" * len(keys)))


def _in_chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, _MOST_KEYS)):
        yield chunk
