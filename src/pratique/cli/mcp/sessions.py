"""Keeps a session open between questions: the store, the network clients and the workers.

A session is opened anew if a file that it was read from changed, and after ten minutes.
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
_Stamps = dict[Path, tuple[int, int, int] | None]


@dataclass(slots=True)
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
    """The sessions of one working folder."""

    def __init__(self, folder: Path, gate: str | None) -> None:
        self.folder = folder
        self.gate = gate
        self._open: Open | None = None
        self._lock = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Open]:
        """Use the open session, or open one. Raise PratiqueError if a session cannot be opened."""
        async with self._lock:
            if self._open is not None and not _is_fresh(self._open):
                self._retire()
            if self._open is None:
                self._open = await self._opened()
            found = self._open
            found.users += 1
        try:
            yield found
        finally:
            found.users -= 1
            if found is not self._open and not found.users:
                self._close(found)
            self._wait()

    async def close(self) -> None:
        """Close the session."""
        self._retire()
        if self._idle is not None:
            self._idle.cancel()
        await asyncio.gather(*self._closing)

    async def _opened(self) -> Open:
        stack = AsyncExitStack()
        with noting() as files:
            settings = read_settings(self.folder, {})
            theirs = read_upstreams(settings, Project(folder=self.folder, trusted=True))
            opening = open_session(settings, project=Project(folder=self.folder), gate=self.gate)
            session = await stack.enter_async_context(opening)
        home = Home(data_home(os.environ))
        paths = {*(path.absolute() for path in files), home.advisories, home.snapshot}
        return Open(session, settings, theirs, stack, {path: _stamp(path) for path in paths})

    def _retire(self) -> None:
        """Close the session as soon as nobody uses it."""
        found, self._open = self._open, None
        if found is not None and not found.users:
            self._close(found)

    def _close(self, found: Open) -> None:
        task = asyncio.create_task(found.stack.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _wait(self) -> None:
        """Close the session after a time without questions, so that no workers stay behind."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(_FRESH_S, self._retire)


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
