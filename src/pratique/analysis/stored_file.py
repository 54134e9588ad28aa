"""Maps a stored artifact into memory, so that an artifact of any size takes only the memory of the members that are read."""

import hashlib
import mmap
import sys
from pathlib import Path

from pratique.archive.data import Data

if sys.platform != "win32":  # Windows has no limits of this kind
    import resource

_PIECE_BYTES = 1 << 20


class StoredFileError(Exception):
    """A stored file that cannot be read, or that has other bytes than the job names."""


def open_stored(path: str, sha256: str) -> Data:
    """Map a file that has this SHA-256. The limit of address space grows by the size of the file.

    Raises StoredFileError if the file cannot be read, is empty, or has another digest.
    """
    try:
        with Path(path).open("rb") as file:
            # Read rather than mapped: pages that were only hashed would count as memory of the worker.
            digest = hashlib.sha256()
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
            if digest.hexdigest() != sha256:
                raise StoredFileError("the stored file was changed after it was downloaded")
            _allow(file.tell())
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise StoredFileError(f"the stored file cannot be read: {error}") from error


def _allow(more_bytes: int) -> None:
    if sys.platform != "win32" and sys.platform != "darwin":  # the others limit no address space
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY:
            return
        wanted = soft + more_bytes
        lower = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (lower, hard))
