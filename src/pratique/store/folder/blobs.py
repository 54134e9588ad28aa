"""Stores the bytes of artifacts in a folder, each under its sha256."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pratique.store.database.failure import explained
from pratique.store.folder.incoming_file import PREFIX, IncomingFile
from pratique.store.folder.large_file import PieceBook, Pieces
from pratique.store.folder.retention import Retained
from pratique.store.record import Keeping, check_hex

_LOG = logging.getLogger(__name__)
_STALE_S = 24 * 3600
_SLACK = 16
"""When the size limit is exceeded, one sixteenth of the limit is freed at once."""


@dataclass(frozen=True, slots=True)
class _Held:
    used_at: float
    size_bytes: int
    path: Path


Known = Callable[[Collection[str]], Retained]
"""Looks up the reasons to keep stored files, by their sha256."""


def _nothing_known(_: Collection[str]) -> Retained:
    return Retained()


class BlobFolder:
    """Implements `interface.Blobs`. Writes are atomic, and two processes may write the same blob."""

    def __init__(self, folder: Path, *, room_bytes: int) -> None:
        self._folder = folder
        self._room_bytes = room_bytes
        # What this run put or got is not pruned under its feet; in a run that does not end, what it did lately.
        self._in_use: set[str] = set()
        self._before: set[str] = set()
        self._due = False
        self._put_any = False
        self._book = PieceBook()

    def has(self, sha256: str) -> bool:
        """Return True if bytes with this digest are stored.

        This method does not verify that the bytes match the digest; `get` does.
        """
        found = self._path(sha256).is_file()
        if found:
            self._in_use.add(sha256)
        return found

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes; None if they are missing.

        If the stored bytes have another digest, remove them and return None.
        """
        path = self._path(sha256)
        with explained(path):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                return None
            if hashlib.sha256(data).hexdigest() != sha256:
                _LOG.warning("%s is damaged and was removed", path)
                path.unlink(missing_ok=True)
                return None
            with suppress(FileNotFoundError):
                os.utime(path)
        self._in_use.add(sha256)
        return data

    def pieces(self, sha256: str) -> Pieces | None:
        """Return a large file as `Pieces`; None if the file is missing or damaged. A damaged file is removed."""
        path = self._path(sha256)
        with explained(path):
            try:
                found = self._book.open(path, sha256)
            except FileNotFoundError:
                return None
            if found is None:
                _LOG.warning("%s is damaged and was removed", path)
                path.unlink(missing_ok=True)
                return None
            with suppress(FileNotFoundError):
                os.utime(path)
        self._in_use.add(sha256)
        return found

    def doubt(self, sha256: str) -> None:
        """Record that a piece of a file is damaged, so that the next request verifies the whole file."""
        self._book.forget(sha256)

    def put(self, sha256: str, data: bytes) -> None:
        """Store bytes. Raises ValueError if the digest of the bytes is not `sha256`."""
        path = self._path(sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"the bytes do not match the digest {sha256}")
        self._in_use.add(sha256)
        self._put_any = self._due = True
        with explained(path):
            if path.is_file() and path.stat().st_size == len(data):
                os.utime(path)
                return
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._write(path, data)

    @contextmanager
    def incoming(self) -> Iterator[IncomingFile]:
        """Yield a file for a large download. At the end, remove the file if it was not stored."""
        file = IncomingFile(self._folder)
        try:
            yield file
        finally:
            file.remove()

    def take(self, sha256: str, incoming: IncomingFile) -> None:
        """Store a downloaded file by moving it. Raises ValueError if the digest of the file is not `sha256`, and StoreError."""
        path = self._path(sha256)
        self._in_use.add(sha256)
        self._put_any = self._due = True
        with explained(path):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            if not self._book.take(incoming.path, path, sha256):
                raise ValueError(f"the file does not match the digest {sha256}")

    def path(self, sha256: str) -> Path | None:
        """Return the path of a stored file; None if it is missing. Whoever reads the file must verify its digest."""
        return self._path(sha256) if self.has(sha256) else None

    def _write(self, path: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @property
    def grew(self) -> bool:
        """Return True if this run stored any bytes."""
        return self._put_any

    def release(self) -> None:
        """End the run, so that the files used in the run can be pruned."""
        self._in_use.clear()
        self._before.clear()

    def turn(self) -> bool:
        """Start a new period of a long run. Files last used before the previous period can then be pruned.

        Return True if pruning may free space.
        """
        self._before, self._in_use = self._in_use, set()
        with explained(self._folder):
            for sha256 in self._before:
                # Whoever keeps bytes in memory asks for them without reading them.
                with suppress(FileNotFoundError):
                    os.utime(self._path(sha256))
        due, self._due = self._due, False
        return due

    def prune(self, known: Known = _nothing_known) -> int:
        """Remove blobs in the order of `known` until the size limit is met. Return the number of removed blobs."""
        with explained(self._folder):
            now = self._now()
            self._remove_stale(now)
            held = list(self._held())
            total = sum(blob.size_bytes for blob in held)
            if total <= self._room_bytes:
                return 0
            retained = known([blob.path.name for blob in held])
            target = self._room_bytes - self._room_bytes // _SLACK
            gone = 0
            for blob in sorted(held, key=lambda blob: (retained.rank(blob.path.name), blob.used_at)):
                if total <= target:
                    break
                name = blob.path.name
                if retained.stays(name, idle_s=now - blob.used_at):
                    continue
                if name in self._in_use or name in self._before:
                    self._due = True
                else:
                    blob.path.unlink(missing_ok=True)
                    total -= blob.size_bytes
                    gone += 1
        if total > self._room_bytes and not self._due:
            over = (total - self._room_bytes) / 1e6
            _LOG.warning(
                "%s exceeds its size limit by %.1f MB, and no other file may be removed", self._folder, over
            )
        return gone

    def keeping(self, known: Known) -> Keeping:
        """Return the number and size of the stored files for each reason to keep them."""
        with explained(self._folder):
            now, held = self._now(), list(self._held())
        retained = known([blob.path.name for blob in held])
        sums = {"pinned": (0, 0), "kept": (0, 0), "allowed": (0, 0), "others": (0, 0)}
        for blob in held:
            name = blob.path.name
            if name in retained.pinned:
                why = "pinned"
            elif retained.stays(name, idle_s=now - blob.used_at):
                why = "kept"
            else:
                why = "allowed" if retained.rank(name) else "others"
            rows, size = sums[why]
            sums[why] = (rows + 1, size + blob.size_bytes)
        return Keeping(room_bytes=self._room_bytes, **sums)

    def clear(self) -> None:
        """Remove every blob."""
        with explained(self._folder):
            for blob in self._held():
                blob.path.unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Return the SHA-256 of every blob."""
        with explained(self._folder):
            return [blob.path.name for blob in self._held()]

    def usage(self) -> tuple[int, int, float | None]:
        """Return the number of blobs, their size in bytes, and the oldest time of last use (seconds since 1970)."""
        with explained(self._folder):
            held = list(self._held())
        oldest = min((blob.used_at for blob in held), default=None)
        return len(held), sum(blob.size_bytes for blob in held), oldest

    def _path(self, sha256: str) -> Path:
        return self._folder / check_hex(sha256, 64)[:2] / sha256

    def _held(self) -> Iterator[_Held]:
        for shard in self._folder.iterdir():
            if shard.name.startswith(PREFIX) or not shard.is_dir():
                continue
            with os.scandir(shard) as entries:
                for entry in entries:
                    with suppress(FileNotFoundError):
                        stat = entry.stat(follow_symlinks=False)
                        yield _Held(stat.st_mtime, stat.st_size, Path(entry.path))

    def _now(self) -> float:
        # The folder is touched to learn the time without reading a clock, and without needing room on a full disk.
        os.utime(self._folder)
        return self._folder.stat().st_mtime

    def _remove_stale(self, now: float) -> None:
        # A run that was killed may leave a half-written file.
        for path in self._folder.glob(f"{PREFIX}*"):
            with suppress(FileNotFoundError):
                if now - path.stat().st_mtime > _STALE_S:
                    path.unlink()
