"""The process that judges for `pratique mcp`: questions and answers as lines of JSON on the standard streams.

It answers several questions at once, and ends when its input ends. Arguments: the working folder, and the URL of a
gate or "".
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from pratique.cli.mcp import lockfiles, packages
from pratique.cli.mcp.sessions import Sessions
from pratique.cli.mcp.wording import unknown
from pratique.errors import PratiqueError

_END_S = 5.0
_ABOUT_PACKAGES = {"judge": packages.judge, "why": packages.why, "nearest_allowed": packages.nearest_allowed}


async def answered(sessions: Sessions, question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a question. An error with a reference is an answer, too."""
    arguments: Mapping[str, str] = question["arguments"]
    try:
        if "lockfile" in arguments:
            return await lockfiles.judge(sessions, arguments)
        async with sessions.use() as opened:
            return await _ABOUT_PACKAGES[question["tool"]](opened, arguments)
    except PratiqueError as error:
        return unknown("The check could not be made.", error.reference.value)


class _Desk:
    """Takes questions and puts answers."""

    def __init__(self, sessions: Sessions, out: TextIO) -> None:
        self._sessions, self._out = sessions, out
        self._tasks: dict[int, asyncio.Task[dict[str, Any]]] = {}
        self.ended = asyncio.Event()

    def open(self) -> None:
        """State that questions can be asked."""
        self._write({"ready": True})

    def take(self, line: str) -> None:
        """Take a question, or give one up."""
        found = json.loads(line)
        if "give_up" in found:
            task = self._tasks.get(found["give_up"])
            if task is not None:
                task.cancel()
            return
        task = asyncio.create_task(answered(self._sessions, found))
        self._tasks[found["id"]] = task
        task.add_done_callback(partial(self._put, found["id"]))

    def _put(self, number: int, task: "asyncio.Task[dict[str, Any]]") -> None:
        """Write the answer, or the kind of the exception that no code expects."""
        del self._tasks[number]
        told: dict[str, Any] = {"id": number}
        if task.cancelled():
            told["failed"] = "given up"
        elif (error := task.exception()) is not None:
            told["failed"] = type(error).__name__
        else:
            told["answer"] = task.result()
        self._write(told)

    def _write(self, message: Mapping[str, Any]) -> None:
        with suppress(OSError, ValueError):
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()

    async def close(self) -> None:
        """Give up all questions."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _serve(folder: Path, gate: str | None, out: TextIO) -> None:
    sessions = Sessions(folder, gate)
    desk = _Desk(sessions, out)
    desk.open()
    loop = asyncio.get_running_loop()
    reader = partial(_read, partial(_call, loop), desk)
    threading.Thread(target=reader, daemon=True).start()
    with suppress(PratiqueError):
        async with sessions.use():  # ahead of the first question
            pass
    await desk.ended.wait()
    await desk.close()
    await sessions.close()


def _call(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(function)


def _read(call: Callable[[Callable[[], object]], None], desk: _Desk) -> None:
    for line in sys.stdin:
        call(partial(desk.take, line))
    call(desk.ended.set)
    # A check that does not end must not outlive the server.
    threading.Event().wait(_END_S)
    os._exit(1)


def main() -> int:
    """Serve until standard input ends."""
    out, sys.stdout = sys.stdout, sys.stderr
    asyncio.run(_serve(Path(sys.argv[1]).resolve(), sys.argv[2] or None, out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
