"""The server's end of the process that judges: it starts the process, sends questions, and stops it.

The first line of the process states that it is ready; each further line is an answer.

The process is started ahead of the first question, answers several questions at once, and is started again after it
ended. A question that the process does not give up in time costs the process its life, but never the server.
"""

import json
import os
import signal
import subprocess  # noqa: TID251 - a time limit that holds whatever a check does needs a process
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

_MOST_BYTES = 4 << 20
_GIVE_UP_S = 2.0
"""The time in seconds in which a process that has started must confirm that it gave up a question."""
_START_S = 30.0
"""The time in seconds after which a process that has not started is as good as one that hangs."""
_END_S = 0.5
_ENDED = "the process that judges ended"


class Ticket:
    """A question that was asked. `answer` is set as soon as it is known, or else `failed`."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.answer: Mapping[str, Any] | None = None
        self.failed = ""
        """Why there is no answer."""
        self._done = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Wait for the answer or the failure. Return False if the time is over."""
        return self._done.wait(seconds)

    def settle(self, answer: Mapping[str, Any] | None, failed: str = "") -> None:
        """Set the answer or the failure, unless one is set."""
        if not self._done.is_set():
            self.answer, self.failed = answer, failed
            self._done.set()


class _Process:
    """A started process. One thread writes to it, so that nobody waits for a process that does not read."""

    def __init__(self, arguments: Sequence[str], program: str) -> None:
        self.tickets: dict[int, Ticket] = {}
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._ended = False
        self._ready = False
        self._at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - this Python, with a module of Pratique
            # -P: the folder of the project is no place of modules.
            [sys.executable, "-P", "-m", program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for work in (self._write, self._receive):
            threading.Thread(target=work, daemon=True).start()

    @property
    def runs(self) -> bool:
        """Return True unless the process ended."""
        return not self._ended and self._process.poll() is None

    @property
    def starts(self) -> bool:
        """Return True while the process starts, so that it answers nothing yet."""
        return not self._ready and time.monotonic() - self._at < _START_S

    def send(self, message: Mapping[str, Any], ticket: Ticket) -> None:
        """Send a message about a ticket. A process that ended settles the ticket."""
        with self._lock:
            if not self._ended:
                self.tickets[ticket.number] = ticket
                self._lines.put(json.dumps(message).encode() + b"\n")
                return
        ticket.settle(None, _ENDED)

    def end(self, seconds: float) -> None:
        """Let the process end, and stop it after a time."""
        self._lines.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self.stop()

    def stop(self) -> None:
        """Stop the process, and all processes that it started."""
        with suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._lines.put(None)
        self._process.wait()

    def _write(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as stream:
            while (line := self._lines.get()) is not None:
                stream.write(line)
                stream.flush()

    def _receive(self) -> None:
        assert self._process.stdout is not None
        with (
            suppress(OSError, ValueError, KeyError, TypeError, RecursionError),
            self._process.stdout as stream,
        ):
            while (line := stream.readline(_MOST_BYTES)).endswith(b"\n"):
                found = json.loads(line)
                if "id" not in found:
                    self._ready = bool(found["ready"])
                    continue
                with self._lock:
                    ticket = self.tickets.pop(found["id"])
                ticket.settle(found.get("answer"), found.get("failed", ""))
        self.stop()
        with self._lock:
            self._ended = True
        for ticket in self.tickets.values():
            ticket.settle(None, _ENDED)


class Judge:
    """The process that judges, which is started if it is needed and does not run."""

    def __init__(self, arguments: Sequence[str], *, program: str = "pratique.cli.mcp") -> None:
        """`program` is the module that the process runs."""
        self._arguments, self._program = arguments, program
        self._process: _Process | None = None
        self._number = 0
        self._lock = threading.Lock()
        self._closed = False

    def start(self) -> None:
        """Start the process, unless it runs. A failure shows with the next question."""
        with suppress(OSError), self._lock:
            self._running()

    def ask(self, question: Mapping[str, Any]) -> Ticket:
        """Send a question. A process that cannot be started settles the ticket with a failure."""
        with self._lock:
            self._number += 1
            ticket = Ticket(self._number)
            try:
                process = self._running()
            except OSError:
                ticket.settle(None, "the process that judges cannot be started")
                return ticket
        process.send({**question, "id": ticket.number}, ticket)
        return ticket

    def give_up(self, ticket: Ticket) -> None:
        """Have the process give up a question. Stop a process that has started and does not confirm in time."""
        process = self._process
        if process is None or ticket.wait(0):
            return
        process.send({"give_up": ticket.number}, ticket)
        if not ticket.wait(_GIVE_UP_S) and not process.starts:
            process.stop()

    def close(self) -> None:
        """Stop the process, and all processes that it started."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.end(_END_S)

    def _running(self) -> _Process:
        if self._closed:
            raise OSError("the server ends")
        if self._process is None or not self._process.runs:
            self._process = _Process(self._arguments, self._program)
        return self._process
