"""Stores the downloaded snapshot in the state folder: a record, and the snapshot file that it references.

The record is replaced last, so that the previous snapshot stays valid if the process is killed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from pratique.errors import Reference, StoreError
from pratique.store.database.failure import explained
from pratique.store.folder.home import Home
from pratique.store.folder.replaced_file import replace_file

_MOST_RECORD_BYTES = 64 * 1024
_PREFIX = "malicious-"
_SUFFIX = ".snapshot"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Metadata of the downloaded snapshot and of download attempts."""

    url: str = ""
    """The URL of the last download attempt. The URL is empty if the snapshot was imported."""
    file: str = ""
    """The name of the snapshot file. The name is empty if no snapshot was accepted yet."""
    size_bytes: int = 0
    serial: int | None = None
    """The highest accepted serial number."""
    expires_at: datetime | None = None
    key_id: str = ""
    etag: str = ""
    asked_at: datetime | None = None
    """The time of the last download attempt."""
    reached_at: datetime | None = None
    """The last time that the publisher returned a snapshot or reported no change."""
    failure: str = ""
    """The error of the last download attempt."""


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """Reads and writes the snapshot and its record. Methods raise StoreError if a file cannot be read or written."""

    home: Home

    def record(self) -> Record:
        """Return the record, or an empty record if there is none."""
        path = self.home.snapshot
        with explained(path):
            try:
                with path.open("rb") as file:
                    data = file.read(_MOST_RECORD_BYTES)
            except FileNotFoundError:
                return Record()
        try:
            record = msgspec.json.decode(data, type=Record)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise self._damaged(f"{path} cannot be read: {error}") from None
        times = (record.asked_at, record.reached_at, record.expires_at)
        if Path(record.file).name != record.file or any(at and at.tzinfo is None for at in times):
            raise self._damaged(f"{path} is inconsistent")
        return record

    def read(self, record: Record) -> bytes | None:
        """Return the bytes of the snapshot that a record references; None if the record references no snapshot."""
        if not record.file:
            return None
        path = self.home.folder / record.file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._damaged(f"{path} cannot be read: {error.strerror or error}") from None
        if len(data) != record.size_bytes:
            raise self._damaged(f"{path} has {len(data):,} of {record.size_bytes:,} bytes")
        return data

    def keep(self, data: bytes, record: Record) -> Record:
        """Store a snapshot and its record with the file name. Remove the previous snapshot."""
        import hashlib  # noqa: PLC0415 - brings OpenSSL, and few runs keep one

        name = f"{_PREFIX}{hashlib.sha256(data).hexdigest()[:16]}{_SUFFIX}"
        record = msgspec.structs.replace(record, file=name, size_bytes=len(data))
        self.home.make()
        replace_file(self.home.folder / name, data)
        self.note(record)
        for old in self._files():
            if old.name != name:
                with suppress(OSError):
                    old.unlink()
        return record

    def note(self, record: Record) -> None:
        """Replace the record and keep the snapshot file."""
        replace_file(self.home.snapshot, msgspec.json.encode(record) + b"\n")

    def stamp(self) -> str:
        """Return an identifier of the stored record, which changes with the record.

        This method does not read the record.
        """
        try:
            stat = self.home.snapshot.stat()
        except OSError:
            return "none"
        return f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}"

    def _files(self) -> Iterator[Path]:
        return self.home.folder.glob(f"{_PREFIX}*{_SUFFIX}")

    @staticmethod
    def _damaged(what: str) -> StoreError:
        return StoreError(
            Reference.ADVISORIES_UNREADABLE,
            f"the downloaded snapshot of malicious releases is damaged: {what}",
            hint="remove snapshot.json from the state folder: the next run downloads it again",
        )
