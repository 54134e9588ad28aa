"""The file of tokens on the disk: read whole, and replaced as a whole, for its owner alone."""

import os
import tempfile
from pathlib import Path

from pratique.errors import Reference, StoreError
from pratique.gate.tokens import MOST_FILE_BYTES, Tokens, parse_tokens, write_tokens


def read_token_file(path: Path) -> Tokens | None:
    """Read the tokens; None where there is no file. Raises ParseError and StoreError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed(path, error, "read") from error
    return parse_tokens(data)


def write_token_file(path: Path, tokens: Tokens) -> None:
    """Put the tokens in place of those that are there. Raises StoreError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes it for its owner alone.
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(write_tokens(tokens))
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _failed(path, error, "written") from error


def stamp_of(path: Path) -> str:
    """Tell one file from the next without reading it; "" where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}"


def _failed(path: Path, error: OSError, what: str) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"the file of tokens {path} cannot be {what}: {error.strerror or error}",
        hint="look at its owner and its permissions, and at the room on its disk",
    )
