"""Stores in SQLite the artifacts that Pratique saw. Rows are added and never changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import literal_column, or_, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Digest
from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.prepared_statements import Prepared, among, listed
from pratique.store.database.schema import ARTIFACTS, to_number, to_time
from pratique.store.record import TRUSTED, FileName, Met, Origin, Seen

_COLUMNS = ARTIFACTS.c
_SEEN = select(
    _COLUMNS.purl,
    _COLUMNS.filename,
    _COLUMNS.sha256,
    _COLUMNS.sha512,
    _COLUMNS.sha1,
    _COLUMNS.size_bytes,
    _COLUMNS.first_seen,
    _COLUMNS.registry,
    _COLUMNS.origin,
).order_by(_COLUMNS.id)
_ALGORITHMS = ("sha512", "sha256", "sha1")
_IS_TRUSTED = or_(*(_COLUMNS.origin == literal_column(f"'{origin}'") for origin in sorted(TRUSTED)))
_BY_PURL = Prepared(_SEEN.where(among(_COLUMNS.purl)))
_TRUSTED_BY_PURL = Prepared(_SEEN.where(among(_COLUMNS.purl), _IS_TRUSTED))
_BY_ALGORITHM = {name: Prepared(_SEEN.where(among(_COLUMNS[name]))) for name in _ALGORITHMS}
_TRUSTED_BY_ALGORITHM = {
    name: Prepared(_SEEN.where(among(_COLUMNS[name]), _IS_TRUSTED)) for name in _ALGORITHMS
}
_NAMES = ("purl", "filename", "sha256", "sha512", "sha1", "size_bytes", "first_seen", "registry", "origin")
_KEY = ["purl", "filename", "sha256", "registry", "origin"]
_REMEMBER = Prepared(insert(ARTIFACTS).on_conflict_do_nothing(index_elements=_KEY), _NAMES)


@dataclass(frozen=True, slots=True)
class SqliteArtifacts:
    """Implements `interface.Artifacts`."""

    database: Database

    def seen(self, purl: str, filename: str, *, registries: Collection[str] | None = None) -> Seen | None:
        """Return the bytes that were first seen under a file name. `registries` limits the search; None means any registry."""
        name = FileName(purl, filename)
        return self.seen_many([name], registries=registries).get(name)

    def seen_many(
        self, names: Iterable[FileName], *, registries: Collection[str] | None = None
    ) -> Mapping[FileName, Seen]:
        """Return the bytes that were first seen under each of the file names.

        `registries` limits the search; None means any registry.
        """
        wanted = frozenset(names)
        found: dict[FileName, Seen] = {}
        if not wanted:
            return found
        for seen in self._of(_TRUSTED_BY_PURL, {name.purl for name in wanted}):
            name = FileName(seen.purl, seen.filename)
            if name in wanted and name not in found and _is_from(seen, registries):
                found[name] = seen
        return found

    def met(self, purl: str, filename: str, *, registry: str) -> Met:
        """Return the bytes that were first seen under a file name at a registry, both locally and in a bundle."""
        here: Seen | None = None
        told: Seen | None = None
        for seen in self._of(_BY_PURL, {purl}):
            if seen.filename != filename or not _is_from(seen, (registry,)):
                continue
            if seen.origin in TRUSTED:
                here = here or seen
            else:
                told = told or seen
        return Met(here, told)

    def find(self, digests: Iterable[Digest], *, anyone: bool = False) -> Mapping[Digest, Seen]:
        """Return artifacts by sha256, sha512 or sha1.

        If the same bytes have several names, return the artifact that was seen first.
        """
        questions = _BY_ALGORITHM if anyone else _TRUSTED_BY_ALGORITHM
        wanted: dict[str, set[str]] = {}
        for digest in digests:
            if digest.algorithm in _BY_ALGORITHM:
                wanted.setdefault(digest.algorithm, set()).add(digest.hex)
        found: dict[Digest, Seen] = {}
        doubtful: set[Digest] = set()
        for algorithm, values in wanted.items():
            for seen in self._of(questions[algorithm], values):
                digest = next(d for d in seen.digests if d.algorithm == algorithm)
                if found.setdefault(digest, seen).sha256 != seen.sha256:
                    doubtful.add(digest)
        return {digest: seen for digest, seen in found.items() if digest not in doubtful}

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Store artifacts. Different bytes under a known file name are added; the first-seen bytes stay first."""
        rows = [{**asdict(artifact), "first_seen": to_number(artifact.first_seen)} for artifact in artifacts]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_REMEMBER.text, rows)

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Yield all known files of these releases, in order of discovery."""
        for chunk in in_chunks(sorted(set(purls))):
            yield from self._of(_TRUSTED_BY_PURL, chunk)

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Yield all known file names of these bytes, in order of discovery."""
        for chunk in in_chunks(sorted(set(sha256s))):
            yield from self._of(_TRUSTED_BY_ALGORITHM["sha256"], chunk)

    def _of(self, question: Prepared, wanted: Iterable[str]) -> list[Seen]:
        with self.database.asking() as connection:
            rows = connection.execute(question.text, {"wanted": listed(wanted)}).fetchall()
        return [_seen(row) for row in rows]


def _seen(row: Sequence[Any]) -> Seen:
    *rest, first_seen, registry, origin = row
    return Seen(**dict(zip(_NAMES, (*rest, to_time(first_seen), registry, Origin(origin)), strict=True)))


def _is_from(seen: Seen, registries: Collection[str] | None) -> bool:
    """Return True if an artifact was seen at one of the registries. Older rows without a registry match every registry."""
    return registries is None or not seen.registry or seen.registry in registries
