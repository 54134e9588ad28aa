"""Stores in SQLite the lockfile entries that each project already used at its first check."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from pratique.store.database.connection import Database
from pratique.store.database.schema import ADOPTED, ADOPTIONS
from pratique.store.record import Adopted, Adoption


@dataclass(frozen=True, slots=True)
class SqliteAdoptions:
    """Implements `interface.Adoptions`."""

    database: Database

    def get(self, project: str) -> Adoption | None:
        """Return the entries that a project already used at its first check; None if the project was never checked."""
        with self.database.reading() as connection:
            at = connection.execute(
                select(ADOPTIONS.c.adopted_at).where(ADOPTIONS.c.project == project)
            ).scalar_one_or_none()
            if at is None:
                return None
            rows = connection.execute(
                select(ADOPTED.c.purl, ADOPTED.c.digest).where(ADOPTED.c.project == project)
            )
            entries = frozenset(Adopted(purl, digest) for purl, digest in rows)
        return Adoption(project=project, at=at, entries=entries)

    def at(self, project: str) -> datetime | None:
        """Return the time when the entries of a project were last recorded as in use; None if they never were."""
        query = select(ADOPTIONS.c.adopted_at).where(ADOPTIONS.c.project == project)
        with self.database.reading() as connection:
            found: datetime | None = connection.execute(query).scalar_one_or_none()
        return found

    def put(self, adoption: Adoption) -> None:
        """Store the entries that a project already uses, and replace the earlier entries of the project."""
        rows = [
            {"project": adoption.project, "purl": entry.purl, "digest": entry.digest}
            for entry in sorted(adoption.entries)
        ]
        with self.database.writing() as connection:
            # Its entries go with it.
            connection.execute(delete(ADOPTIONS).where(ADOPTIONS.c.project == adoption.project))
            connection.execute(insert(ADOPTIONS), {"project": adoption.project, "adopted_at": adoption.at})
            if rows:
                connection.execute(insert(ADOPTED), rows)
