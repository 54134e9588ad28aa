"""Reads and atomically replaces the token file, which only its owner can read."""

from pathlib import Path

from pratique.errors import Reference, StoreError
from pratique.gate.access.tokens import MOST_FILE_BYTES, Tokens, parse_tokens, write_tokens
from pratique.store.folder.replaced_file import replace_file

_WHAT = "the token file "


def read_token_file(path: Path) -> Tokens | None:
    """Return the tokens in the file; None if there is no file.

    Raises ParseError for an invalid file, and StoreError for an unreadable one.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"{_WHAT}{path} cannot be read: {error.strerror or error}",
            hint="check its owner and its permissions",
        ) from error
    return parse_tokens(data)


def write_token_file(path: Path, tokens: Tokens) -> None:
    """Replace the content of the token file. Raises StoreError if the file cannot be written."""
    replace_file(path, write_tokens(tokens), what=_WHAT, private=True)


def stamp_of(path: Path) -> str:
    """Return an identifier that changes when the file changes; "" if the file is missing.

    The content of the token file is not read.
    """
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}"
