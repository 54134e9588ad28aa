"""Splits the arguments of `pratique exposed` into what to search for and where, and reads the files of the request."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pratique.errors import Reference, UsageError
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.files import FILE_FORMS, file_form, read_file
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from pratique.respond.wanted.value import Wanted

MOST_BYTES = 64 << 20
_HEAD_BYTES = 1 << 20
_STDIN = "-"
_LIST = FILE_FORMS[-1]
_HINT = "for example `pratique exposed axios@1.14.1 .` or `pratique exposed advisory.json ~/src`"


@dataclass(frozen=True, slots=True)
class Asked:
    """The request of a command line."""

    wanted: Wanted
    places: tuple[Path, ...]
    """The folders and files to search; empty if the command line lists none."""


def read_arguments(words: Sequence[str], context: Context, is_place: Callable[[Path], bool]) -> Asked:
    """Split and read the arguments. `is_place` returns True for a file that can be searched. Raise UsageError.

    The first argument is always something to search for. Each later folder is a place. Each later file is a place, unless it
    contains advisories, a table or a list, and no reader of places recognises it.
    """
    parts: list[Wanted] = []
    places: list[Path] = []
    for number, word in enumerate(words):
        path = Path(word)
        if word == _STDIN:
            parts.append(_of_file(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input", context))
        elif number > 0 and os.path.isdir(word):  # noqa: PTH112 - a text may be too long for a path
            places.append(path)
        elif os.path.isfile(word):  # noqa: PTH113 - as above
            if number > 0 and not _is_request(path, context, is_place):
                places.append(path)
            else:
                parts.append(_of_file(_bytes(path), word, context))
        else:
            parts.append(_of_text(word, context))
    return Asked(joined(parts), tuple(places))


def _of_text(word: str, context: Context) -> Wanted:
    if word.startswith(("./", "../", "/", "~")) or (os.path.isdir(word) and os.sep in word):  # noqa: PTH112 - as above
        raise UsageError(
            Reference.FILE_UNREADABLE,
            f"{word} is a folder" if os.path.isdir(word) else f"{word} does not exist",  # noqa: PTH112 - as above
            hint=f"name what to search for first, then where; {_HINT}",
        )
    return read_text(word, context)


def _of_file(data: bytes, name: str, context: Context) -> Wanted:
    if len(data) > MOST_BYTES:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{name} is larger than 64 MiB", hint="search for a shorter list"
        )
    return read_file(data, context.at(name))


def _is_request(path: Path, context: Context, is_place: Callable[[Path], bool]) -> bool:
    form = file_form(_bytes(path, _HEAD_BYTES), context)
    return form is not None and (form is not _LIST or not is_place(path))


def _bytes(path: Path, most: int = MOST_BYTES + 1) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be read: {error.strerror}", hint="check the path"
        ) from error
