"""The server of `pratique mcp`: lines from the client to lines for the client.

One thread reads; each call of a tool waits in a thread of its own, so that calls do not delay each other, a ping or a
cancellation. Whatever fails is an answer with the verdict `unknown`.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from pratique.cli.mcp.judge_link import Judge
from pratique.cli.mcp.messages import (
    MOST_BYTES,
    Code,
    Failure,
    Id,
    Ignored,
    Message,
    Notification,
    Request,
    failure,
    notification,
    read,
    response,
    written,
)
from pratique.cli.mcp.protocol import WITH_BATCHES, Call, Protocol, Reply, completed
from pratique.cli.mcp.tools import problem_of
from pratique.cli.mcp.wording import NOT_ALLOWED, refused, texts_of, unknown

DEADLINE_S = 50
"""The default time limit of a call in seconds: shorter than the 60 s after which agents give up."""
MOST_AT_ONCE = 16
"""The maximum number of calls at the same time."""
_LOOK_EVERY_S = 0.05
"""The time between two checks of a call for its cancellation, its progress and its deadline, in seconds."""
_LAST_ANSWERS_S = 1.0
"""How long answers that are due are waited for after the client closed its end."""


class _Batch:
    """Collects the responses to a batch, and writes them as one line."""

    def __init__(self, server: "Server", due: int) -> None:
        self._server, self._due = server, due
        self._found: list[Mapping[str, Any]] = []
        self._lock = threading.Lock()

    def put(self, message: Mapping[str, Any] | None) -> None:
        with self._lock:
            self._due -= 1
            if message is not None:
                self._found.append(message)
            if self._due == 0 and self._found:
                self._server.write(self._found)


class _Single:
    """Writes the response to a message."""

    def __init__(self, server: "Server") -> None:
        self._server = server

    def put(self, message: Mapping[str, Any] | None) -> None:
        if message is not None:
            self._server.write(message)


class _Running:
    """A call of a tool that has no answer yet."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()


class Server:
    """A connection to one client."""

    def __init__(
        self, source: BinaryIO, sink: BinaryIO, judge: Judge, *, deadline_s: float = DEADLINE_S
    ) -> None:
        self._source, self._sink, self._judge, self._deadline_s = source, sink, judge, deadline_s
        self._protocol = Protocol()
        self._running: dict[Id, _Running] = {}
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def run(self) -> None:
        """Serve the client until it closes its end."""
        try:
            for line in _lines(self._source):
                self._take(line)
            ends = time.monotonic() + _LAST_ANSWERS_S
            for thread in tuple(self._threads):
                thread.join(max(0.0, ends - time.monotonic()))
        finally:
            self._judge.close()

    def write(self, message: object) -> None:
        """Write a message or a batch. A client that no longer reads is ignored: it also closes its own end."""
        line = written(message)
        with self._writing:
            try:
                self._sink.write(line)
                self._sink.flush()
            except (OSError, ValueError):
                return

    def _take(self, line: bytes) -> None:
        found = read(line)
        if isinstance(found, Request | Notification | Failure | Ignored):
            self._one(found, _Single(self))
        elif self._protocol.version != WITH_BATCHES:
            why = f"only revision {WITH_BATCHES} of the protocol has batches"
            self.write(failure(Failure(None, Code.INVALID_REQUEST, why)))
        else:
            batch = _Batch(self, len(found))
            for one in found:
                self._one(one, batch)

    def _one(self, message: Message, sink: _Batch | _Single) -> None:
        match message:
            case Failure():
                sink.put(failure(message))
            case Request():
                self._request(message, sink)
            case Notification(method="notifications/cancelled"):
                self._cancel(message.params.get("requestId"))
                sink.put(None)
            case _:
                sink.put(None)

    def _request(self, request: Request, sink: _Batch | _Single) -> None:
        found = self._protocol.reply(request)
        match found:
            case Reply():
                sink.put(response(found.id, found.result))
                if request.method in {"initialize", "server/discover"}:
                    threading.Thread(target=self._judge.start, daemon=True).start()
            case Failure():
                sink.put(failure(found))
            case Call():
                self._call(found, sink)

    def _cancel(self, id_: object) -> None:
        """Cancel a call. Unknown ids are ignored, as the protocol demands."""
        with self._lock:
            running = self._running.get(id_) if isinstance(id_, int | str) else None
        if running is not None:
            running.cancelled.set()

    def _call(self, call: Call, sink: _Batch | _Single) -> None:
        problem = problem_of(call.tool, call.arguments)
        if problem:
            sink.put(_result(call, refused(problem), is_error=True))
            return
        with self._lock:
            known, full = call.id in self._running, len(self._running) >= MOST_AT_ONCE
            if not known and not full:
                running = self._running[call.id] = _Running()
        if known:
            sink.put(
                failure(Failure(call.id, Code.INVALID_REQUEST, "a request with this id has no response yet"))
            )
            return
        if full:
            busy = unknown("Too many questions at the same time.", "busy", next_step="ask again later")
            sink.put(_result(call, busy, is_error=True))
            return
        thread = threading.Thread(target=self._answer, args=(call, running, sink), daemon=True)
        self._threads.add(thread)
        thread.start()

    def _answer(self, call: Call, running: _Running, sink: _Batch | _Single) -> None:
        answer: Mapping[str, Any] | None
        try:
            answer = self._judged(call, running)
        except Exception as error:  # noqa: BLE001 - whatever fails must be an answer that does not allow
            answer = unknown(f"The server failed ({type(error).__name__}).", "internal")
        with self._lock:
            self._running.pop(call.id, None)
        sink.put(None if answer is None else _result(call, answer, is_error=answer.get("error") == "usage"))
        self._threads.discard(threading.current_thread())

    def _judged(self, call: Call, running: _Running) -> Mapping[str, Any] | None:
        """Return the answer to a call; None if the client cancelled the call."""
        started = time.monotonic()
        ticket = self._judge.ask({"tool": call.tool, "arguments": call.arguments})
        told = 0
        while not ticket.wait(_LOOK_EVERY_S):
            seconds = time.monotonic() - started
            if running.cancelled.is_set():
                break
            if seconds >= self._deadline_s:
                self._judge.give_up(ticket)
                summary = (
                    f"The check was not complete after {self._deadline_s:g} s; what was checked is stored."
                )
                return unknown(summary, "deadline", next_step="ask again; until then, do not install it")
            if call.progress is not None and int(seconds) > told:
                told = int(seconds)
                about = {"progressToken": call.progress, "progress": told, "message": "checking"}
                self.write(notification("notifications/progress", about))
        if running.cancelled.is_set():
            self._judge.give_up(ticket)
            return None
        if ticket.answer is None:
            return unknown(
                f"The check failed: {ticket.failed}.", "internal", next_step=f"ask again; {NOT_ALLOWED}"
            )
        return ticket.answer


def _result(call: Call, answer: Mapping[str, Any], *, is_error: bool = False) -> dict[str, Any]:
    result = {"content": texts_of(answer), "structuredContent": answer, "isError": is_error}
    return response(call.id, completed(result) if call.stateless else result)


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Yield the lines without their ends. Of a line that is too long, yield only its first part."""
    while line := source.readline(MOST_BYTES + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(MOST_BYTES)
        if line := line.rstrip(b"\r\n"):
            yield line
