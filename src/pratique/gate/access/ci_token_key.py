"""Reads the key of the tokens for CI jobs, and creates it at the first use. Only its owner can read the file."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from pratique.errors import Reference, StoreError

KEY_BYTES = 32


def read_key(path: Path) -> bytes:
    """Return the key in a file. A missing file is created with a new key.

    If two gates create the file at the same time, both use the same key. Raises StoreError if the file is damaged, or
    cannot be read or created.
    """
    try:
        with suppress(FileNotFoundError):
            return _sound(path, path.read_bytes())
        _create(path)
        return _sound(path, path.read_bytes())
    except OSError as error:
        raise _unusable(path, f"cannot be read or created: {error.strerror or error}") from error


def _create(path: Path) -> None:
    """Write a new key, unless the file exists by then. Other processes never see an incomplete file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes it for its owner alone.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        Path(draft).unlink()


def _sound(path: Path, data: bytes) -> bytes:
    if len(data) != KEY_BYTES:
        raise _unusable(path, "is damaged")
    return data


def _unusable(path: Path, why: str) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"the key of the tokens for CI jobs in {path} {why}",
        hint="check its owner and its permissions; if the file is deleted, a new key is created, and CI jobs need new tokens",
    )
