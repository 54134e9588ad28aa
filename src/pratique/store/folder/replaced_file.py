"""Replaces small files atomically: other processes see either the old or the new content, even after a crash."""

import os
import tempfile
from pathlib import Path

from pratique.errors import Reference, StoreError


def replace_file(path: Path, data: bytes, *, what: str = "", private: bool = False) -> None:
    """Replace the content of a file.

    A new file is readable only by its owner. An existing file keeps its permissions, unless `private` is set.

    If the path is a symbolic link, its target is replaced. `what` precedes the path in an error message. Raises StoreError if the
    file cannot be written.
    """
    try:
        place = Path(os.path.realpath(path))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = place.stat().st_mode & 0o7777 if place.exists() and not private else None
        # mkstemp makes it for its owner alone.
        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                Path(draft).chmod(mode)
            Path(draft).replace(place)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"{what}{path} cannot be written: {error.strerror or error}",
            hint="check its owner, its permissions and the free disk space",
        ) from error
