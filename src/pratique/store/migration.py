"""Migrates the tables to this program's revision. Alembic is imported only if a migration is needed."""

from pathlib import Path

from sqlalchemy import Connection

from pratique.errors import Reference, StoreError
from pratique.store.database.connection import Database

REVISION = 14
"""The number of the newest migration in `migrations/versions`."""
FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Migrate the tables in one transaction.

    Raises StoreError if a newer release wrote the database, or if the database cannot be used.
    """
    with database.reading() as connection:
        current = _revision(connection)
    if current == REVISION:
        return
    if current > REVISION:
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"{database.path} was written by a newer Pratique (table revision {current}; this release knows {REVISION})",
            hint="upgrade pratique, or set PRATIQUE_HOME to another folder",
        )
    with database.writing() as connection:
        # Another process may have done it while this one waited for its turn.
        if _revision(connection) < REVISION:
            _upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={REVISION}")


def _revision(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 60 ms that only the first run pays
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # A percent sign is special to the reader of Alembic's options.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
