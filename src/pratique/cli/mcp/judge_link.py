"""The server's end of the process that judges: it starts the process, sends questions, and stops it.

The process is started ahead of the first question, answers several questions at once, and is started anew after it
ended. A question that the process does not give up in time costs the process its life, but never the server.
"""

import json
import os
import signal
import subprocess  # noqa: TID251 - a time limit that holds whatever a check does needs a process
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

_MOST_BYTES = 4 << 20
_GIVE_UP_S = 2.0
"""The time in seconds in which the process must confirm that it gave up a question."""
_END_S = 0.5


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


class Judge:
    """The process that judges, which is started if it is needed and does not run."""

    def __init__(self, arguments: Sequence[str], *, program: str = "pratique.cli.mcp") -> None:
        """`program` is the module that the process runs."""
        self._arguments, self._program = arguments, program
        self._process: subprocess.Popen[bytes] | None = None
        self._open: dict[int, Ticket] = {}
        self._number = 0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
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
            self._open[ticket.number] = ticket
        self._send(process, {**question, "id": ticket.number}, ticket)
        return ticket

    def give_up(self, ticket: Ticket) -> None:
        """Have the process give up a question. Stop the process if it does not confirm in time."""
        process = self._process
        if process is None or ticket.wait(0):
            return
        self._send(process, {"give_up": ticket.number}, ticket)
        if not ticket.wait(_GIVE_UP_S):
            self._stop(process)

    def close(self) -> None:
        """Stop the process, and all processes that it started."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is None:
            return
        if process.stdin is not None and self._writing.acquire(timeout=_END_S):
            with suppress(OSError):
                process.stdin.close()
            self._writing.release()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
        self._stop(process)

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if self._closed:
            raise OSError("the server ends")
        if process is None or process.poll() is not None:
            process = subprocess.Popen(  # noqa: S603 - this Python, with a module of Pratique
                # -P: the folder of the project is no place of modules.
                [sys.executable, "-P", "-m", self._program, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._process = process
            threading.Thread(target=self._receive, args=(process,), daemon=True).start()
        return process

    def _send(self, process: subprocess.Popen[bytes], message: Mapping[str, Any], ticket: Ticket) -> None:
        assert process.stdin is not None
        if not self._writing.acquire(timeout=_GIVE_UP_S):
            self._stop(process)
            ticket.settle(None, "the process that judges does not read")
            return
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            ticket.settle(None, "the process that judges ended")
        finally:
            self._writing.release()

    def _receive(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        try:
            while (line := process.stdout.readline(_MOST_BYTES)).endswith(b"\n"):
                found = json.loads(line)
                with self._lock:
                    ticket = self._open.pop(found["id"], None)
                if ticket is not None:
                    ticket.settle(found.get("answer"), found.get("failed", ""))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self._stop(process)
        with self._lock:
            if process is not self._process:
                return
            lost, self._open, self._process = self._open, {}, None
        for ticket in lost.values():
            ticket.settle(None, "the process that judges ended")

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(OSError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
