"""Writes the index, one process at a time.

Each source is changed in a copy of the index. The complete copy replaces the old index. If the disk is full or the
process ends early, the old index file stays intact.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pratique.advisories.index.draft import Draft
from pratique.advisories.index.failure import explained_writing
from pratique.advisories.index.reading import Index
from pratique.advisories.index.turns import BUSY_S, turn
from pratique.core.advisory import SourceState
from pratique.errors import Reference, StoreError

_BLOCK_BYTES = 1024 * 1024
_READERS_WAIT_S = 10.0
"""The maximum time, in seconds, to wait until other processes close the old index file.

Windows cannot replace an open file.
"""
_PAUSE_S = 0.1


@dataclass(slots=True)
class Writer:
    """Builds a new index from the old one, one source at a time. Every method may raise StoreError."""

    path: Path
    states: dict[str, SourceState] = field(default_factory=dict)
    """The current state of each source, by name."""
    damage: str | None = None
    """The reason why the old index file cannot be used.

    A file that cannot be used is renamed when a new index replaces it.
    """
    built_at: datetime | None = None
    """The time when the index was written; None if there is no usable index."""

    @contextmanager
    def draft(self, source: str) -> Iterator[Draft]:
        """Yield a draft of the index in which one source can be changed.

        A draft that is not published is discarded at the end.
        """
        with self._file() as path:
            with explained_writing(path):
                if self.built_at is None:
                    _write(path, ())
                else:
                    with self.path.open("rb") as old:
                        _write(path, iter(lambda: old.read(_BLOCK_BYTES), b""))
            draft = Draft(path, source, fresh=self.built_at is None)
            try:
                yield draft
            finally:
                draft.close()

    def publish(self, draft: Draft, states: Iterable[SourceState], *, at: datetime) -> None:
        """Replace the index with the draft, and record the current states of the given sources."""
        known = list(states)
        for state in known:
            draft.note(state)
        draft.finish(at)
        self._place(draft.path)
        self.built_at = at
        self.states.update({state.name: state for state in known})

    def remove(self, source: str, *, at: datetime) -> None:
        """Replace the index with an index without this source."""
        with self.draft(source) as draft:
            draft.drop()
            self.publish(draft, (), at=at)
        self.states.pop(source, None)

    def adopt(self, blocks: Iterable[bytes]) -> bool:
        """Replace the index with an index that was built elsewhere if that index is newer. Return True if the index was replaced.

        Raises StoreError (`advisories-unreadable`) for an incomplete or invalid index, and the errors that `blocks` raises.
        """
        with self._file() as path:
            with explained_writing(path):
                _write(path, blocks)
            with Index.open(path) as index:
                index.check()
                built_at, states = index.built_at, index.sources()
            if self.built_at is not None and built_at <= self.built_at:
                return False
            self._place(path)
        self.built_at, self.states = built_at, {state.name: state for state in states}
        return True

    @contextmanager
    def _file(self) -> Iterator[Path]:
        path = self.path.with_name(f"{self.path.name}.draft-{os.getpid()}")
        try:
            yield path
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _place(self, path: Path) -> None:
        with explained_writing(self.path):
            _write_out(path)
            if self.damage is not None:
                _replace(self.path, self.path.with_name(f"{self.path.name}.damaged"))
            _replace(path, self.path)
            # The name is on the disk as well; Windows opens no folder.
            with suppress(OSError):
                _write_out(self.path.parent)
        self.damage = None


@contextmanager
def writer_at(path: Path, *, busy_s: float = BUSY_S) -> Iterator[Writer]:
    """Hold the write lock of the index at `path`, and remove temporary files of killed runs.

    Raises StoreError if another process holds the lock for longer than `busy_s`, or if the folder is not writable.
    """
    with explained_writing(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with turn(path, busy_s=busy_s):
        with explained_writing(path):
            for left in path.parent.glob(f"{path.name}.draft-*"):
                left.unlink(missing_ok=True)
        yield _writer(path)


def _writer(path: Path) -> Writer:
    try:
        with Index.open(path) as index:
            # What is damaged is not gone on from: what is missing would never be noticed again.
            index.check()
            states = {state.name: state for state in index.sources()}
            return Writer(path, states, built_at=index.built_at)
    except StoreError as error:
        if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
            raise  # it may be whole: whoever may read it should
        missing = error.reference is Reference.ADVISORIES_MISSING
        return Writer(path, damage=None if missing else error.message)


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            file.write(block)


def _write_out(path: Path) -> None:
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(source: Path, target: Path) -> None:
    end = time.monotonic() + _READERS_WAIT_S
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > end:
                raise
        else:
            return
        time.sleep(_PAUSE_S)
