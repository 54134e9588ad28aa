"""A file on disk that receives a large download, before the downloaded bytes are stored as a blob or removed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pratique.core.names import STRENGTH, Digest
from pratique.store.database.failure import explained

_PIECE_BYTES = 1 << 20


PREFIX = "incoming-"
"""The prefix of the name of every file that is not stored yet."""


class IncomingFile:
    """A file that grows. The file is created at the first write. Every method raises StoreError if the disk cannot be used."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the folder of the blobs, so that a complete file can be moved without a copy."""
        self._folder = folder
        self._path: Path | None = None
        self.size_bytes = 0

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        if self._path is None:
            with explained(self._folder):
                handle, name = tempfile.mkstemp(prefix=PREFIX, dir=self._folder)
                os.close(handle)
            self._path = Path(name)
        return self._path

    def begin(self) -> None:
        """Remove all written bytes."""
        self.remove()
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        with explained(self.path), self.path.open("ab") as file:
            file.write(data)
        self.size_bytes += len(data)

    def digests(self, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of the written bytes, strongest first."""
        wanted = set(algorithms)
        running = {name: hashlib.new(name, usedforsecurity=False) for name in STRENGTH if name in wanted}
        with explained(self.path), self.path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                for one in running.values():
                    one.update(piece)
        return tuple(Digest(name, one.hexdigest()) for name, one in running.items())

    def remove(self) -> None:
        """Remove the file, if it was created and not stored."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._path = None
