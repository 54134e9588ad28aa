"""Determines from the database which stored files must stay, and in which order other files are removed.

Files that were never allowed (baselines and refused files) are removed first, then allowed files, each least
recently requested first. Files of a lockfile that was adopted with `gate adopt` are never removed. Files that the
gate served stay for at least `keep` after their last request.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from pratique.store.database.connection import Database, in_chunks
from pratique.store.database.schema import ADOPTED, ALLOWED, ARTIFACTS, SERVED
from pratique.store.record import GATE


@dataclass(frozen=True, slots=True)
class Retained:
    """The reasons to keep stored files, by sha256."""

    allowed: frozenset[str] = frozenset()
    """The files that a check or the gate allowed."""
    served: frozenset[str] = frozenset()
    """The files that the gate served."""
    pinned: frozenset[str] = frozenset()
    """The files of lockfiles that were adopted with `gate adopt`."""
    keep: timedelta = timedelta(0)
    """The time that a served file stays after its last request."""

    def stays(self, sha256: str, *, idle_s: float) -> bool:
        """Return True if a file must stay even if the size limit is exceeded.

        `idle_s` is the time since the last request for the file, in seconds.
        """
        return sha256 in self.pinned or (sha256 in self.served and idle_s < self.keep.total_seconds())

    def rank(self, sha256: str) -> int:
        """Return the rank of a file. Files with the lowest rank are removed first."""
        return 1 if sha256 in self.allowed or sha256 in self.served else 0


@dataclass(frozen=True, slots=True)
class SqliteRetention:
    """Looks up the reasons to keep stored files."""

    database: Database
    keep: timedelta = timedelta(0)

    def of(self, sha256s: Collection[str]) -> Retained:
        """Return the reasons to keep these files. Raises StoreError if the database cannot be used."""
        allowed: set[str] = set()
        served: set[str] = set()
        pinned: set[str] = set()
        with self.database.reading() as connection:
            adopts = select(ADOPTED.c.purl).where(ADOPTED.c.project == GATE).limit(1)
            any_adopted = connection.execute(adopts).first() is not None
            for chunk in in_chunks(sorted(sha256s)):
                allowed.update(
                    connection.scalars(select(ALLOWED.c.sha256).where(ALLOWED.c.sha256.in_(chunk)))
                )
                served.update(connection.scalars(select(SERVED.c.sha256).where(SERVED.c.sha256.in_(chunk))))
                if any_adopted:
                    pinned |= _pinned(connection, chunk)
        return Retained(frozenset(allowed), frozenset(served), frozenset(pinned), self.keep)


def _pinned(connection: Connection, sha256s: Collection[str]) -> set[str]:
    columns = ARTIFACTS.c
    met = connection.execute(
        select(columns.purl, columns.sha256, columns.sha512).where(columns.sha256.in_(sha256s))
    ).all()
    by_entry: dict[tuple[str, str], str] = {}
    for purl, sha256, sha512 in met:
        by_entry[purl, f"sha256:{sha256}"] = sha256
        by_entry[purl, f"sha512:{sha512}"] = sha256
    found: set[str] = set()
    for purls in in_chunks(sorted({purl for purl, _, _ in met})):
        query = select(ADOPTED.c.purl, ADOPTED.c.digest).where(
            ADOPTED.c.project == GATE, ADOPTED.c.purl.in_(purls)
        )
        adopted = connection.execute(query)
        found.update(by_entry[purl, digest] for purl, digest in adopted if (purl, digest) in by_entry)
    return found
