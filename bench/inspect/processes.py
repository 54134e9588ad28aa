"""Work in processes of their own: each may be killed, and nothing else suffers."""

import os
import resource
import selectors
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")

_READ_BYTES = 1 << 20
_LONG_NAMES = {signal.SIGXCPU: "the CPU limit was reached", signal.SIGKILL: "it was killed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What one process may take."""

    memory_bytes: int
    """Address space; 0: no limit."""
    cpu_s: int
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Generic[T]):
    """A process that has ended. `why` says how it failed, "" where it has answered."""

    task: T
    answer: bytes
    cpu_s: float
    peak_mb: int
    why: str = ""


@dataclass(slots=True)
class _Running(Generic[T]):
    child: int
    task: T
    deadline: float
    answer: bytearray
    late: bool = False


def run_each(
    tasks: Iterable[T], work: Callable[[T], bytes], *, limits: ChildLimits, processes: int
) -> Iterator[Ended[T]]:
    """Do the work for each task, several at a time; what is done first comes first."""
    waiting = iter(tasks)
    with selectors.DefaultSelector() as pipes:
        running: dict[int, _Running[T]] = {}
        try:
            while True:
                for task in islice(waiting, processes - len(running)):
                    readable, one = _started(task, work, limits)
                    running[readable] = one
                    pipes.register(readable, selectors.EVENT_READ)
                if not running:
                    return
                for key, _ in pipes.select(timeout=1.0):
                    one = running[key.fd]
                    read = os.read(key.fd, _READ_BYTES)
                    one.answer += read
                    if not read:
                        pipes.unregister(key.fd)
                        os.close(key.fd)
                        del running[key.fd]
                        yield _ended(one)
                _stop_late(running.values())
        finally:
            for one in running.values():
                os.kill(one.child, signal.SIGKILL)
                os.waitpid(one.child, 0)


def _stop_late(running: Iterable[_Running[T]]) -> None:
    for one in running:
        if time.monotonic() > one.deadline and not one.late:
            one.late = True
            os.kill(one.child, signal.SIGKILL)


def _started(task: T, work: Callable[[T], bytes], limits: ChildLimits) -> tuple[int, _Running[T]]:
    readable, writable = os.pipe()
    sys.stdout.flush()
    with warnings.catch_warnings():
        # Threads of whoever calls do not live on in the child, which starts none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(readable)
        _serve(task, work, writable, limits)
    os.close(writable)
    return readable, _Running(child, task, time.monotonic() + limits.wall_s, bytearray())


def _serve(task: T, work: Callable[[T], bytes], writable: int, limits: ChildLimits) -> None:
    """Answer and end; never returns."""
    code = 1
    try:
        warnings.simplefilter("ignore")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 5))
        if limits.memory_bytes and sys.platform != "darwin":
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        answer = work(task)
        with os.fdopen(writable, "wb") as out:
            out.write(answer)
        code = 0
    finally:
        # Nothing of the parent may run on in a child, whatever happened.
        os._exit(code)


def _ended(one: _Running[T]) -> Ended[T]:
    _, status, usage = os.wait4(one.child, 0)
    why = ""
    if one.late:
        why = "the wall clock limit was reached"
    elif os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        why = _LONG_NAMES.get(signal.Signals(number), f"it was ended by signal {number}")
    elif not one.answer:
        why = f"it ended with {os.waitstatus_to_exitcode(status)} and without an answer"
    return Ended(
        task=one.task,
        answer=bytes(one.answer),
        cpu_s=round(usage.ru_utime + usage.ru_stime, 3),
        peak_mb=usage.ru_maxrss // 1024,
        why=why,
    )
