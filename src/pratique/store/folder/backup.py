"""Makes a consistent backup of the state folder while a gate runs, and restores it.

A backup is a folder with a copy of the database, the files of old decisions, the small files of the state folder (tokens, advisory
index, snapshot), and the stored artifacts that must stay. `backup.json` lists each file with its size and SHA-256, and the number of
rows of each table.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec

from pratique.errors import Reference, StoreError
from pratique.store.database.connection import open_database
from pratique.store.database.failure import explained
from pratique.store.folder.blobs import BlobFolder
from pratique.store.folder.home import Home
from pratique.store.folder.locks import exclusive
from pratique.store.folder.replaced_file import replace_file
from pratique.store.folder.retention import SqliteRetention
from pratique.store.migration import REVISION

MANIFEST = "backup.json"
SETTINGS = "settings"
"""The folder of the settings files in a backup.

The settings files are not restored, because their place differs between machines.
"""
_FORMAT = 1
_MOST_MANIFEST_BYTES = 256 * 1024**2
_BLOCK_BYTES = 1024 * 1024


class BackedUp(msgspec.Struct, frozen=True):
    """One file of a backup."""

    size_bytes: int
    sha256: str


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a backup."""

    format: int
    by: str
    """The release of Pratique that made the backup."""
    revision: int
    """The revision of the tables."""
    at: datetime
    rows: Mapping[str, int]
    """The number of rows of each table."""
    files: Mapping[str, BackedUp]
    """The files by their path in the backup, with forward slashes."""

    @property
    def size_bytes(self) -> int:
        """Return the total size of the files in bytes."""
        return sum(file.size_bytes for file in self.files.values())


def retained(home: Home) -> Sequence[str]:
    """Return the SHA-256 of the stored artifacts that were allowed, or that a lockfile that was adopted for the gate contains.

    The tables are not migrated. Raises StoreError.
    """
    if not home.database.is_file() or not home.artifacts.is_dir():
        return ()
    stored = BlobFolder(home.artifacts, room_bytes=0).names()
    database = open_database(home.database)
    try:
        found = SqliteRetention(database).of(stored)
    finally:
        database.close()
    return sorted(sha256 for sha256 in stored if found.rank(sha256) or sha256 in found.pinned)


def back_up(
    home: Home, target: Path, *, artifacts: Iterable[str], settings: Iterable[Path], at: datetime, by: str
) -> Backup:
    """Copy the state folder to a new folder. `artifacts` are the SHA-256 of the stored artifacts to include.

    Raises StoreError if the target exists, or if a file cannot be read or written.
    """
    if not home.database.is_file():
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"{home.folder} contains no database",
            hint="set PRATIQUE_HOME to the state folder of the gate",
        )
    if target.exists() or target.is_symlink():
        raise StoreError(
            Reference.STORE_UNREADABLE, f"{target} already exists", hint="name a new folder for each backup"
        )
    draft = target.with_name(f".{target.name}.draft")
    with explained(draft):
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700, parents=True)
        rows, revision, parts = _copy_database(home.database, draft / home.database.name)
        for path, name in (
            *((path, path.name) for path in _small_files(home)),
            *((home.log / part, f"log/{part}") for part in parts),
            *(
                (home.artifacts / sha256[:2] / sha256, f"artifacts/{sha256[:2]}/{sha256}")
                for sha256 in artifacts
            ),
            *((path, f"{SETTINGS}/{number}-{path.name}") for number, path in enumerate(settings, 1)),
        ):
            _copy(path, draft / name)
        files = {path.relative_to(draft).as_posix(): _digest(path) for path in _below(draft)}
        made = Backup(format=_FORMAT, by=by, revision=revision, at=at, rows=rows, files=files)
        replace_file(draft / MANIFEST, msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        draft.rename(target)
    return made


def verify(source: Path) -> Backup:
    """Return the content of a backup after comparing each file with its digest, and each table with its number of rows.

    Raises StoreError if something is missing, damaged or of a newer release.
    """
    with explained(source):
        made = _manifest(source)
        for name, file in made.files.items():
            path = source / name
            if not path.is_file() or path.is_symlink():
                raise _unusable(source, f"{name} is missing")
            if _digest(path) != file:
                raise _unusable(source, f"{name} is damaged")
        database = source / Home(source).database.name
        with closing(_read_only(database)) as connection:
            rows = _rows(connection)
    if rows != made.rows:
        raise _unusable(source, "the number of rows in the database differs from that in backup.json")
    return made


def restore(source: Path, home: Home, *, replaces: bool) -> tuple[Backup, Path | None]:
    """Verify a backup, and copy it into the state folder. Return the backup, and the folder of the files that were there before.

    Raises StoreError if the backup is unusable, if a gate uses the state folder, or if the state folder contains data and `replaces`
    is not set.
    """
    made = verify(source)
    with explained(home.folder):
        home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with exclusive(home.gate_lock) as held:
            if not held:
                raise StoreError(
                    Reference.STORE_UNREADABLE,
                    f"a gate uses {home.folder}",
                    hint="stop the gate, then restore the backup",
                )
            present = [path for path in home.folder.iterdir() if path != home.gate_lock]
            if present and not replaces:
                raise StoreError(
                    Reference.STORE_UNREADABLE,
                    f"{home.folder} is not empty",
                    hint="set PRATIQUE_HOME to an empty folder, or use --replace, which moves the files to a subfolder",
                )
            aside = _set_aside(home, present) if present else None
            names = [name for name in made.files if not name.startswith(f"{SETTINGS}/")]
            # The database last: without it, nothing else counts.
            for name in sorted(names, key=lambda one: one == home.database.name):
                _copy(source / name, home.folder / name)
                if _digest(home.folder / name) != made.files[name]:
                    raise _unusable(source, f"{name} was changed while it was copied")
    return made, aside


def _copy_database(path: Path, copy: Path) -> tuple[Mapping[str, int], int, list[str]]:
    """Copy the database in one snapshot, and return its number of rows by table, its revision, and the names of its log files."""
    with closing(_read_only(path)) as source, closing(sqlite3.connect(copy)) as target:
        copy.chmod(0o600)
        # In one step: SQLite begins a copy of several steps again whenever another process writes.
        source.backup(target)
        # One file, without a journal beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        found = str(target.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            raise StoreError(
                Reference.STORE_UNREADABLE, f"{path} is damaged: {found}", hint="restore an earlier backup"
            )
        revision = int(target.execute("PRAGMA user_version").fetchone()[0])
        parts = (
            [str(row[0]) for row in target.execute("SELECT filename FROM log_parts")]
            if revision >= 13
            else []
        )
        return _rows(target), revision, parts


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [str(row[0]) for row in connection.execute(query)]
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - names of tables
        for name in tables
    }


def _small_files(home: Home) -> Iterator[Path]:
    """Yield the files of the state folder beside the database: tokens, keys, the advisory index and the snapshot."""
    for path in sorted(home.folder.iterdir()):
        temporary = path.name.startswith((".", home.database.name)) or path.name.endswith(
            (".lock", "-wal", "-shm", "-journal")
        )
        if path.is_file() and not path.is_symlink() and not temporary:
            yield path


def _copy(path: Path, copy: Path) -> None:
    """Copy a file and write it to the disk. A file of the state folder may be replaced meanwhile: the copy is either file."""
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (
            path.open("rb") as source,
            os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target,
        ):
            shutil.copyfileobj(source, target, _BLOCK_BYTES)
            target.flush()
            os.fsync(target.fileno())
    except FileNotFoundError:
        # A stored artifact may be removed, and a snapshot be replaced, while the backup is made. The log's files never are.
        if copy.parent.name == "log":
            raise
        copy.unlink(missing_ok=True)


def _digest(path: Path) -> BackedUp:
    with path.open("rb") as file:
        return BackedUp(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path


def _manifest(source: Path) -> Backup:
    path = source / MANIFEST
    if not path.is_file():
        raise _unusable(source, f"{MANIFEST} is missing: the folder is not a complete backup")
    with path.open("rb") as file:
        data = file.read(_MOST_MANIFEST_BYTES)
    try:
        made = msgspec.json.decode(data, type=Backup)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _unusable(source, f"{MANIFEST} cannot be read: {error}") from None
    if made.format != _FORMAT or made.revision > REVISION:
        raise _unusable(source, f"the backup was made by a newer release, pratique {made.by[:40]}")
    for name in made.files:
        parts = name.split("/")
        if not name.isprintable() or "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
            raise _unusable(source, f"{MANIFEST} contains a path that leads elsewhere: {name[:100]!r}")
    if Home(source).database.name not in made.files:
        raise _unusable(source, "the backup contains no database")
    return made


def _set_aside(home: Home, present: Iterable[Path]) -> Path:
    number = 1
    while (aside := home.folder / f"before-restore-{number}").exists():
        number += 1
    aside.mkdir(mode=0o700)
    for path in present:
        if not path.name.startswith("before-restore-"):
            path.rename(aside / path.name)
    return aside


def _unusable(source: Path, why: str) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"the backup {source} cannot be restored: {why}",
        hint="use another backup, or upgrade pratique if a newer release made the backup",
    )
