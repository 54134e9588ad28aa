"""Reads the configuration files of other tools, and records the source of each value."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pratique.errors import ParseError, Reference

MAX_BYTES = 1 << 20
"""Maximum size of a configuration file. Larger files are not read."""

T = TypeVar("T")
_NOTED: ContextVar[list[Path] | None] = ContextVar("noted", default=None)


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value, and the file or variable that sets the value."""

    value: T
    origin: str
    from_project: bool = False
    """True if a file of the checked project sets the value.

    Registries that a file of the project sets get no credentials and no privileges.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The folder of the checked project. `trusted` is True with `--trust-project`."""

    folder: Path
    trusted: bool = False

    def holds(self, path: Path, home: Path) -> bool:
        """Return True if a file is inside the project, after following links.

        Return False if the project's folder is or contains the home folder, because the project's folder then also
        contains the user's own files.
        """
        try:
            folder = self.folder.resolve()
            return path.resolve().is_relative_to(folder) and not home.resolve().is_relative_to(folder)
        except (OSError, RuntimeError, ValueError):
            return True


@contextmanager
def noting() -> Iterator[list[Path]]:
    """Collect the paths of all configuration files that `read_config` reads, also of those that do not exist."""
    paths: list[Path] = []
    token = _NOTED.set(paths)
    try:
        yield paths
    finally:
        _NOTED.reset(token)


def read_config(path: Path) -> bytes | None:
    """Read a configuration file, or return None if the file does not exist.

    Raises ParseError if the file is too large, is not a regular file, or is not readable.
    """
    noted = _NOTED.get()
    if noted is not None:
        noted.append(path)
    try:
        # Without O_NONBLOCK a named pipe would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or "the path is invalid") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _unreadable(path, "the path is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _unreadable(path, "the file is larger than 1 MiB")
    return data


def home_folder(env: Mapping[str, str]) -> Path:
    """Return the home folder from the variable HOME or from the system."""
    return Path(env.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises without one


def _unreadable(path: Path, why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE, f"{path} is not read: {why}", hint="check the file and its permissions"
    )
