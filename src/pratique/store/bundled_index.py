"""Exports and imports the advisory index as a bundle member. The import performs the same checks as opening an index."""

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pratique.advisories.index import Index
from pratique.advisories.index.writing import writer_at
from pratique.errors import ParseError, Reference, StoreError

MEMBER = "advisories.sqlite3"
_BLOCK_BYTES = 1024 * 1024


def write_index(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> tuple[str, int, int] | None:
    """Write the index at `path`. Return the sha256, the size and the number of sources of the index; None if there is no index.

    Raises StoreError if the index cannot be read, and OSError if a file cannot be read or written.
    """
    try:
        opened = Index.open(path)
    except StoreError as error:
        if error.reference is Reference.ADVISORIES_MISSING:
            return None
        raise
    with opened as index:
        sources = len(index.sources())
    sha256, size_bytes = hashlib.sha256(), 0
    # A new index takes the place of the file: what is open here stays the same one.
    with path.open("rb") as file, archive.open(info, "w", force_zip64=True) as member:
        while block := file.read(_BLOCK_BYTES):
            sha256.update(block)
            size_bytes += len(block)
            member.write(block)
    return sha256.hexdigest(), size_bytes, sources


def take_index(path: Path, blocks: Iterable[bytes]) -> bool:
    """Write the index of a bundle to `path`, unless the index at `path` is at least as new.

    Return True if the index was written. Raises ParseError (`bundle-invalid`) for an incomplete index, and StoreError
    if the file cannot be written.
    """
    with writer_at(path) as writer:
        try:
            return writer.adopt(blocks)
        except StoreError as error:
            if error.reference is not Reference.ADVISORIES_UNREADABLE:
                raise
            raise ParseError(
                Reference.BUNDLE_INVALID,
                f"the bundle cannot be used: the advisories in the bundle cannot be read: {error.message[-200:]}",
                hint="export the bundle again",
            ) from error
