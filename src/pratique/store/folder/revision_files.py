"""Stores what the revisions of lockfiles contain, in one file for each lockfile of each repository."""

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pratique.errors import StoreError
from pratique.lockfiles.revisions.kept import KeptRevisions
from pratique.lockfiles.revisions.reading import READER
from pratique.store.database.codec import Codec
from pratique.store.folder.replaced_file import replace_file

_LOG = logging.getLogger(__name__)
_SUFFIX = ".revisions"
_MOST_FILE_BYTES = 64 * 1024**2
_ROOM_BYTES = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class RevisionFiles:
    """Reads and writes the files in one folder. A file that is lost, damaged or of another version is written again.

    Several processes can use the folder at the same time: of two that write the same file, the last one wins.
    """

    folder: Path
    room_bytes: int = _ROOM_BYTES

    def get(self, key: str) -> KeptRevisions:
        """Return what is stored under a key: nothing if the file cannot be read."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = file.read(_MOST_FILE_BYTES + 1)
            os.utime(path)
        except OSError:
            return KeptRevisions()
        head, _, payload = data.partition(b"\n")
        if head != _head() or len(data) > _MOST_FILE_BYTES:
            return KeptRevisions()
        return _codec().decode(path.name, _codec().format, payload) or KeptRevisions()

    def put(self, key: str, kept: KeptRevisions) -> None:
        """Store a value under a key. A value that cannot be written is logged, and read again from git the next time."""
        payload = _codec().encode(kept)
        if payload is None or len(payload) > min(self.room_bytes, _MOST_FILE_BYTES - 64):
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._path(key), _head() + b"\n" + payload)
        except (StoreError, OSError) as error:
            _LOG.warning("the releases of lockfile revisions are not stored: %s", error)

    def usage(self) -> tuple[int, int, float | None]:
        """Return the number of files, their size in bytes, and the oldest last use in seconds since 1970."""
        found = list(self._files())
        return (
            len(found),
            sum(size for _, size, _ in found),
            min((used for used, _, _ in found), default=None),
        )

    def clear(self) -> None:
        """Remove all files."""
        for _, _, path in self._files():
            with suppress(OSError):
                path.unlink()

    def prune(self) -> int:
        """Remove the files that were not used for longest until the size limit is met. Return their number."""
        found = sorted(self._files())
        left, gone = sum(size for _, size, _ in found), 0
        for _, size, path in found:
            if left <= self.room_bytes:
                break
            with suppress(OSError):
                path.unlink()
                gone += 1
            left -= size
        return gone

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIX) and entry.is_file(follow_symlinks=False):
                    about = entry.stat(follow_symlinks=False)
                    yield about.st_mtime, about.st_size, Path(entry.path)

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(os.fsencode(key)).hexdigest()[:40]}{_SUFFIX}"


@lru_cache
def _codec() -> Codec[KeptRevisions]:
    return Codec(KeptRevisions)


def _head() -> bytes:
    return b"%d %d" % (READER, _codec().format)
