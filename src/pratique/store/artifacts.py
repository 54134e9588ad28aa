"""Which artifacts this installation met, in SQLite. Rows are added and never changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import BindParameter, Row, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.names import Digest
from pratique.store.database import Database, in_chunks
from pratique.store.record import FileName, Seen
from pratique.store.schema import ARTIFACTS

_WANTED: BindParameter[list[str]] = bindparam("wanted", expanding=True)
# Built once: a check asks for thousands, one at a time, and building a statement costs more than running it.
_BY_PURL = select(ARTIFACTS).where(ARTIFACTS.c.purl.in_(_WANTED)).order_by(ARTIFACTS.c.id)
_BY_ALGORITHM = {
    algorithm: select(ARTIFACTS).where(ARTIFACTS.c[algorithm].in_(_WANTED)).order_by(ARTIFACTS.c.id)
    for algorithm in ("sha512", "sha256", "sha1")
}


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
        with self.database.reading() as connection:
            for chunk in in_chunks({name.purl for name in wanted}):
                for row in connection.execute(_BY_PURL, {"wanted": chunk}):
                    name = FileName(row.purl, row.filename)
                    if name in wanted and name not in found:
                        found[name] = _seen(row)
        return found

    def find(self, digests: Iterable[Digest]) -> Mapping[Digest, Seen]:
        """Find artifacts by sha256, sha512 or sha1; of several names for the same bytes, the first met."""
        wanted: dict[str, set[str]] = {}
        for digest in digests:
            if digest.algorithm in _BY_ALGORITHM:
                wanted.setdefault(digest.algorithm, set()).add(digest.hex)
        found: dict[Digest, Seen] = {}
        if not wanted:
            return found
        doubtful: set[Digest] = set()
        with self.database.reading() as connection:
            for algorithm, values in wanted.items():
                for chunk in in_chunks(values):
                    for row in connection.execute(_BY_ALGORITHM[algorithm], {"wanted": chunk}):
                        seen = _seen(row)
                        digest = next(d for d in seen.digests if d.algorithm == algorithm)
                        if found.setdefault(digest, seen).sha256 != seen.sha256:
                            doubtful.add(digest)
        return {digest: seen for digest, seen in found.items() if digest not in doubtful}

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Note artifacts. Other bytes under a known name are noted beside the first, which stay the first."""
        rows = [asdict(artifact) for artifact in artifacts]
        if rows:
            statement = insert(ARTIFACTS).on_conflict_do_nothing(
                index_elements=["purl", "filename", "sha256"]
            )
            with self.database.writing() as connection:
                connection.execute(statement, rows)

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Go through all files that were met as these releases, in the order in which they were."""
        with self.database.reading() as connection:
            for chunk in in_chunks(sorted(set(purls))):
                yield from (_seen(row) for row in connection.execute(_BY_PURL, {"wanted": chunk}))

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Go through all names under which these bytes were met, in the order in which they were."""
        with self.database.reading() as connection:
            for chunk in in_chunks(sorted(set(sha256s))):
                found = connection.execute(_BY_ALGORITHM["sha256"], {"wanted": chunk})
                yield from (_seen(row) for row in found)


def _seen(row: Row[tuple[object, ...]]) -> Seen:
    return Seen(
        purl=row.purl,
        filename=row.filename,
        sha256=row.sha256,
        sha512=row.sha512,
        sha1=row.sha1,
        size_bytes=row.size_bytes,
        first_seen=row.first_seen,
    )
