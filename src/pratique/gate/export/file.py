"""Appends exported lines to a file that an external program, such as logrotate, may rename or remove."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pratique.gate.export.entry import Entry


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file of JSON lines. The file is opened for each batch, so that a renamed file is left at once."""

    path: Path

    @property
    def shown(self) -> str:
        """Return the name of the target for logs, health and metrics."""
        return f"file:{self.path}"

    def send(self, entries: Sequence[Entry]) -> None:
        """Append entries and write them to the disk. Raises OSError."""
        data = "".join(entry.line for entry in entries).encode()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
        with os.fdopen(os.open(self.path, flags, 0o640), "r+b", buffering=0) as file:
            if _is_torn(file.fileno()):
                # A write that was cut short; the whole line follows.
                data = b"\n" + data
            while data:
                data = data[file.write(data) :]
            os.fsync(file.fileno())

    def close(self) -> None:
        """Do nothing: no file stays open."""


def _is_torn(number: int) -> bool:
    """Return True if a file does not end with a line end; False for a pipe or a device."""
    try:
        if os.lseek(number, 0, os.SEEK_END) == 0:
            return False
        os.lseek(number, -1, os.SEEK_END)
        return os.read(number, 1) != b"\n"
    except OSError:
        return False
