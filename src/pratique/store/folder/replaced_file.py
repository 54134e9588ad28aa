"""Small files of a person, replaced as a whole: whoever reads one meanwhile, or after a crash, finds the old one or the new one."""

import os
import tempfile
from pathlib import Path

from pratique.errors import Reference, StoreError


def replace_file(path: Path, data: bytes, *, what: str = "", private: bool = False) -> None:
    """Put bytes in place of a file. A new one is its owner's alone; an old one keeps its permissions, unless it is `private`.

    A link stays one: people keep such files elsewhere and link to them, and what it leads to is replaced.
    `what` stands before the path where it is told that it cannot be written. Raises StoreError.
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
            hint="look at its owner and its permissions, and at the room on its disk",
        ) from error
