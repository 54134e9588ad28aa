"""Reads a lockfile with the files that it includes."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from pratique.core.lock import Lock
from pratique.errors import ParseError
from pratique.lockfiles import LockFormat, include_path, merge

MOST_INCLUDES = 500

Bytes = Callable[[str], bytes]
"""Returns the bytes of a file by its path relative to a folder. Raises ParseError."""


def parse_with_included(path: str, format_: LockFormat, bytes_of: Bytes) -> Lock:
    """Parse a lockfile, and merge the files that it includes and that are below the folder of `bytes_of`.

    The result contains a problem for each included file that was not read. Raise ParseError if the lockfile itself
    cannot be read or parsed.
    """
    lock = format_.parse(bytes_of(path))
    if not lock.includes:
        return lock
    return merge(lock, dict(_included(PurePosixPath(path).parent, lock, format_, bytes_of)))


def _included(
    folder: PurePosixPath, main: Lock, format_: LockFormat, bytes_of: Bytes
) -> Iterator[tuple[str, Lock]]:
    waiting = [("", main)]
    seen: set[str] = set()
    while waiting:
        including, lock = waiting.pop()
        for include in lock.includes:
            path = include_path(including, include)
            target = normpath(str(folder / path))
            if path in seen or len(seen) >= MOST_INCLUDES or target.startswith(("..", "/")):
                continue  # `merge` tells what was not read
            seen.add(path)
            try:
                inner = format_.parse(bytes_of(target))
            except ParseError:
                continue
            yield path, inner
            waiting.append((path, inner))
