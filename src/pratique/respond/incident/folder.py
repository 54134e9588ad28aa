"""Finds, reads and replaces incident files. Writers on one machine exclude each other with a lock in the state folder."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pratique.errors import Reference, StoreError, UsageError
from pratique.respond.incident.document import MOST_BYTES, Incident, is_id, parse, written
from pratique.store.folder.locks import exclusive
from pratique.store.folder.replaced_file import replace_file

_BUSY_S = 20.0


@dataclass(frozen=True, slots=True)
class IncidentFolder:
    """The folder of incident files, and the lock of their writers."""

    folder: Path
    lock: Path

    def path(self, name: str) -> Path:
        """Return the path of an incident by its id; a text that is not an id is the path of the file."""
        return self.folder / f"{name}.json" if is_id(name) else Path(name)

    def all(self) -> list[Path]:
        """Return the files of the folder that may be incidents, sorted by name. Raises StoreError if it cannot be read."""
        try:
            found = sorted(self.folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        return [path for path in found if path.suffix == ".json" and path.is_file()]

    def read(self, name: str) -> Incident:
        """Read an incident. Raises UsageError if there is no such file, and ParseError or StoreError if it cannot be read."""
        path = self.path(name)
        if not _is_file(path):
            raise UsageError(
                Reference.USAGE,
                f"there is no incident {name[:200]!r} ({str(path)[:300]} is not a file)",
                hint="`pratique incident show` lists the incidents; `--folder` selects another folder",
            )
        return read_file(path)

    def change(self, name: str, change: Callable[[Incident], Incident]) -> tuple[Incident, Incident]:
        """Replace an incident by what `change` returns. Return the incident before and after the change.

        The file is read under the lock, so that no entry of another process on this machine is lost.
        """
        with self._locked():
            before = self.read(name)
            after = change(before)
            if written(after) != written(before):
                replace_file(self.path(name), written(after))
        return before, after

    def create(self, incident: Incident) -> Path:
        """Write a new incident file. Raises UsageError if the file exists."""
        path = self.path(incident.id)
        with self._locked():
            if path.exists():
                raise UsageError(
                    Reference.USAGE,
                    f"the incident {incident.id} already exists ({path})",
                    hint="choose another id with --id",
                )
            replace_file(path, written(incident))
        return path

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unreadable(self.lock.parent, error) from error
        with exclusive(self.lock, busy_s=_BUSY_S) as held:
            if not held:
                raise StoreError(
                    Reference.STORE_UNREADABLE,
                    "another process has been writing an incident file for 20 seconds",
                    hint="run the command again when the other process has ended",
                )
            yield


def read_file(path: Path) -> Incident:
    """Read one incident file. Raises ParseError or StoreError."""
    return parse(bounded(path, MOST_BYTES), str(path))


def bounded(path: Path, most: int) -> bytes:
    """Return at most `most` + 1 bytes of a file. Raises StoreError if the file cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise _unreadable(path, error) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        Reference.STORE_UNREADABLE,
        f"{path} cannot be read: {error.strerror or error}",
        hint="check its owner and its permissions",
    )
