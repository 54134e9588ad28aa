"""Keeps sessions open between questions: the store, the network clients and the workers of each folder with a lockfile.

A session is replaced if a file that it was read from changed, and after ten minutes.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pratique.cli.run.session import Session, open_session, read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.config import Settings
from pratique.net.configuration.config_file import Project, noting
from pratique.net.registries.upstreams import Upstreams
from pratique.store.folder.home import Home, data_home

_FRESH_S = 600.0
"""The maximum age of a session in seconds: that of a cached listing."""
_MOST = 4
"""The maximum number of folders with an open session."""
_Stamps = dict[Path, tuple[int, int, int] | None]


@dataclass(slots=True, eq=False)
class Open:
    """An open session, with the settings and registries of the working folder."""

    session: Session
    settings: Settings
    theirs: Upstreams
    """The registries that the clients use in the working folder, whether or not its files are trusted."""
    stack: AsyncExitStack
    stamps: _Stamps
    at: float = field(default_factory=time.monotonic)
    users: int = 0


class Sessions:
    """The sessions of one working folder and of the folders in it."""

    def __init__(self, folder: Path, gate: str | None) -> None:
        self.folder = folder
        self.gate = gate
        self._open: dict[Path, Open] = {}
        self._lock = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def use(self, folder: Path | None = None) -> AsyncIterator[Open]:
        """Use the open session of a folder (None: the working folder), or open one.

        Raise PratiqueError if a session cannot be opened.
        """
        folder = folder or self.folder
        async with self._lock:
            found = self._open.pop(folder, None)
            if found is not None and not _is_fresh(found):
                self._retire(found)
                found = None
            self._open[folder] = found = found or await self._opened(folder)
            found.users += 1
            if len(self._open) > _MOST:
                self._retire(self._open.pop(next(iter(self._open))))
        try:
            yield found
        finally:
            found.users -= 1
            if found not in self._open.values():
                self._retire(found)
            self._wait()

    async def close(self) -> None:
        """Close all sessions."""
        if self._idle is not None:
            self._idle.cancel()
        self._retire_all()
        await asyncio.gather(*self._closing)

    async def _opened(self, folder: Path) -> Open:
        stack = AsyncExitStack()
        with noting() as files:
            settings = read_settings(folder, {})
            theirs = read_upstreams(settings, Project(folder=folder, trusted=True))
            opening = open_session(settings, project=Project(folder=folder), gate=self.gate)
            session = await stack.enter_async_context(opening)
        home = Home(data_home(os.environ))
        paths = {*(path.absolute() for path in files), home.advisories, home.snapshot}
        return Open(session, settings, theirs, stack, {path: _stamp(path) for path in paths})

    def _retire(self, found: Open) -> None:
        """Close a session that no question uses. A session in use is closed by its last question."""
        if not found.users:
            task = asyncio.create_task(found.stack.aclose())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def _retire_all(self) -> None:
        retired, self._open = self._open, {}
        for found in retired.values():
            self._retire(found)

    def _wait(self) -> None:
        """Close the sessions after a time without questions, so that no workers stay behind."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(_FRESH_S, self._retire_all)


def _is_fresh(found: Open) -> bool:
    if time.monotonic() - found.at >= _FRESH_S:
        return False
    return all(_stamp(path) == stamp for path, stamp in found.stamps.items())


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
