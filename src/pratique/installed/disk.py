"""Reads folders and files below one root folder of a disk without following links.

Links are reported with their target. Files are opened with O_NOFOLLOW where available. Only regular files are read, because reading
a named pipe could block forever.
"""

import hashlib
import os
import posixpath
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pratique.errors import ParseError, Reference
from pratique.installed.files import Entry, EntryKind, Hashed, by_name

_BLOCK_BYTES = 1024 * 1024
_HEAD_BYTES = 1024
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class DiskFiles:
    """Implements `files.Files` for a folder on a disk."""

    root: Path

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, ordered by name."""
        try:
            with os.scandir(self._where(path)) as found:
                return by_name(self._entry(path, item) for item in found)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise ParseError if the file is larger than `most_bytes`."""
        try:
            with os.fdopen(self._opened(path), "rb") as stream:
                data = stream.read(most_bytes + 1)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if len(data) > most_bytes:
            raise _told(path, f"the file is larger than {most_bytes} bytes")
        return data

    def hashed(self, path: str) -> Hashed:
        """Return the digest and the first bytes of a regular file of any size."""
        digest = hashlib.sha256()
        try:
            with os.fdopen(self._opened(path), "rb", buffering=0) as stream:
                head = block = stream.read(_BLOCK_BYTES)
                while block:
                    digest.update(block)
                    block = stream.read(_BLOCK_BYTES)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        return Hashed(digest.hexdigest(), (head or b"")[:_HEAD_BYTES])

    def opened(self, path: str) -> BinaryIO:
        """Open a regular file for reading.

        Raise OSError, ValueError, or ParseError if the path is not a regular file.
        """
        return os.fdopen(self._opened(path), "rb")

    def _where(self, path: str) -> str:
        return os.path.join(self.root, path) if path else os.fspath(self.root)  # noqa: PTH118 - Path drops `.` parts

    def _opened(self, path: str) -> int:
        opened = os.open(self._where(path), _FLAGS)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise _told(path, "the path is not a regular file")
        return opened

    def _entry(self, folder: str, item: "os.DirEntry[str]") -> Entry:
        if item.is_symlink() or _is_junction(item):
            return Entry(item.name, EntryKind.LINK, target=self._target(folder, item.path))
        if item.is_dir(follow_symlinks=False):
            return Entry(item.name, EntryKind.FOLDER)
        if not item.is_file(follow_symlinks=False):
            return Entry(item.name, EntryKind.OTHER)
        return Entry(item.name, EntryKind.FILE, item.stat(follow_symlinks=False).st_size)

    def _target(self, folder: str, path: str) -> str | None:
        text = os.readlink(path).replace(os.sep, "/")  # noqa: PTH115 - Path drops `.` parts
        if os.path.isabs(text):  # noqa: PTH117 - a text, which may be no path of this machine
            return self._below(text)
        found = posixpath.normpath(posixpath.join(folder, text))
        return None if found == ".." or found.startswith(("../", "/")) else found

    def _below(self, text: str) -> str | None:
        plain = posixpath.normpath(text.removeprefix("//?/"))
        for root in (os.path.abspath(self.root), os.path.realpath(self.root)):  # noqa: PTH100 - two names of one folder
            start = root.replace(os.sep, "/").rstrip("/")
            if plain == start or plain.startswith(f"{start}/"):
                return plain[len(start) + 1 :] or "."
        return None


def _is_junction(item: "os.DirEntry[str]") -> bool:
    told = getattr(item, "is_junction", None)
    return told is not None and bool(told())


def _unreadable(path: str, error: OSError | ValueError) -> ParseError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _told(path, why)


def _told(path: str, why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{path or 'the folder'} cannot be read: {why}"[:400],
        hint="check the permissions of the file, or install the package again",
    )
