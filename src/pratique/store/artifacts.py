"""Which artifacts this installation met, in SQLite. Rows are added and never changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Digest
from pratique.store.database import Database, in_chunks
from pratique.store.prepared import Prepared, among, listed
from pratique.store.record import FileName, Seen
from pratique.store.schema import ARTIFACTS, to_number, to_time

_COLUMNS = ARTIFACTS.c
_SEEN = select(
    _COLUMNS.purl,
    _COLUMNS.filename,
    _COLUMNS.sha256,
    _COLUMNS.sha512,
    _COLUMNS.sha1,
    _COLUMNS.size_bytes,
    _COLUMNS.first_seen,
).order_by(_COLUMNS.id)
_BY_PURL = Prepared(_SEEN.where(among(_COLUMNS.purl)))
_BY_ALGORITHM = {
    algorithm: Prepared(_SEEN.where(among(_COLUMNS[algorithm]))) for algorithm in ("sha512", "sha256", "sha1")
}
_NAMES = ("purl", "filename", "sha256", "sha512", "sha1", "size_bytes", "first_seen")
_REMEMBER = Prepared(
    insert(ARTIFACTS).on_conflict_do_nothing(index_elements=["purl", "filename", "sha256"]), _NAMES
)


@dataclass(frozen=True, slots=True)
class SqliteArtifacts:
    """See `interface.Artifacts`."""

    database: Database

    def seen(self, purl: str, filename: str) -> Seen | None:
        """Give the first bytes met under this name."""
        name = FileName(purl, filename)
        return self.seen_many([name]).get(name)

    def seen_many(self, names: Iterable[FileName]) -> Mapping[FileName, Seen]:
        """Give the first bytes met under each of many names."""
        wanted = frozenset(names)
        found: dict[FileName, Seen] = {}
        if not wanted:
            return found
        for seen in self._of(_BY_PURL, {name.purl for name in wanted}):
            name = FileName(seen.purl, seen.filename)
            if name in wanted and name not in found:
                found[name] = seen
        return found

    def find(self, digests: Iterable[Digest]) -> Mapping[Digest, Seen]:
        """Find artifacts by sha256, sha512 or sha1; of several names for the same bytes, the first met."""
        wanted: dict[str, set[str]] = {}
        for digest in digests:
            if digest.algorithm in _BY_ALGORITHM:
                wanted.setdefault(digest.algorithm, set()).add(digest.hex)
        found: dict[Digest, Seen] = {}
        doubtful: set[Digest] = set()
        for algorithm, values in wanted.items():
            for seen in self._of(_BY_ALGORITHM[algorithm], values):
                digest = next(d for d in seen.digests if d.algorithm == algorithm)
                if found.setdefault(digest, seen).sha256 != seen.sha256:
                    doubtful.add(digest)
        return {digest: seen for digest, seen in found.items() if digest not in doubtful}

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Note artifacts. Other bytes under a known name are noted beside the first, which stay the first."""
        rows = [{**asdict(artifact), "first_seen": to_number(artifact.first_seen)} for artifact in artifacts]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_REMEMBER.text, rows)

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Go through all files that were met as these releases, in the order in which they were."""
        for chunk in in_chunks(sorted(set(purls))):
            yield from self._of(_BY_PURL, chunk)

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Go through all names under which these bytes were met, in the order in which they were."""
        for chunk in in_chunks(sorted(set(sha256s))):
            yield from self._of(_BY_ALGORITHM["sha256"], chunk)

    def _of(self, question: Prepared, wanted: Iterable[str]) -> list[Seen]:
        with self.database.asking() as connection:
            rows = connection.execute(question.text, {"wanted": listed(wanted)}).fetchall()
        return [_seen(row) for row in rows]


def _seen(row: Sequence[Any]) -> Seen:
    *rest, first_seen = row
    return Seen(**dict(zip(_NAMES, (*rest, to_time(first_seen)), strict=True)))
