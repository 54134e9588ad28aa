"""The loop of a worker process, of whatever kind: it reads jobs from a pipe, answers, and dies when it must.

Memory is limited for the process, CPU time for each job. The limits exist where the platform has them (POSIX); the parent's
wall clock stands behind them everywhere.
"""

import gc
import os
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pratique.analysis.frames import encode, read_frame, write_frame
from pratique.analysis.heap import give_back
from pratique.analysis.job import Failed, Reply

if sys.platform != "win32":  # Windows has no limits of this kind
    import resource

RECYCLE_RSS_BYTES = 450 * 1024 * 1024
"""A worker that has grown beyond this ends after its job; the parent starts another."""

_GROWN_BYTES = 64 * 1024 * 1024
"""A worker that is so much larger than it was when it last gave memory back does so before its next job."""

_TOLD = frozenset((b"VmHWM:", b"VmRSS:"))

Answer = Callable[[bytes, BinaryIO, BinaryIO], Reply]
"""Answers one job: its frame, where more frames come from, and where frames may be asked for."""


def serve(answer: Answer) -> int:
    """Answer jobs until the pipe closes. Arguments of the process: memory limit in bytes, CPU seconds for each job."""
    memory_bytes, cpu_s = int(sys.argv[1]), int(sys.argv[2])
    warnings.simplefilter("ignore")
    # Facts come from large trees that live until a file is done: looking for cycles in them often is lost time.
    gc.set_threshold(200_000, 20, 20)
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever prints by accident must not reach the pipe.
    os.dup2(2, 1)
    # What was loaded so far stays: no collection need go through it.
    gc.freeze()
    _, least = _memory()
    while (frame := read_frame(jobs)) is not None:
        _limit_memory(memory_bytes)
        _limit_cpu(cpu_s)
        try:
            reply = answer(frame, jobs, answers)
        except MemoryError:
            failed = Failed("the memory limit of a worker was reached", memory=True)
            write_frame(answers, encode(Reply(failed=failed)))
            return 1
        peak, now = _memory()
        ends = peak > RECYCLE_RSS_BYTES
        write_frame(answers, encode(replace(reply, ends=ends)))
        if ends:
            return 0
        # The answer holds all facts of the artifact: the next job need not find them here.
        del frame, reply
        if now > least + _GROWN_BYTES:
            give_back()
            _, least = _memory()
    return 0


def more_bytes(jobs: BinaryIO) -> bytes:
    """The next frame of a job; a parent that is gone ends the worker."""
    frame = read_frame(jobs)
    if frame is None:
        raise SystemExit(0)
    return frame


def _limit_memory(most_bytes: int) -> None:
    if sys.platform != "win32" and most_bytes:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # The kernel of macOS refuses every limit of this kind (EINVAL), and a worker would end before its first job.
        if sys.platform != "darwin":
            # The hard limit stays: a stored file that is mapped (`analysis.stored_file`) raises the soft one by its size.
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            lower = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
            resource.setrlimit(resource.RLIMIT_AS, (lower, hard))


def _limit_cpu(most_s: int) -> None:
    if sys.platform != "win32" and most_s:
        spent = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + most_s, resource.RLIM_INFINITY))


def _memory() -> tuple[int, int]:
    """Most resident memory of this program so far, and that of now, in bytes; 0 where the platform does not tell.

    `ru_maxrss` survives fork and exec on Linux (getrusage(2)): under a large parent it is the parent's figure. What
    proc_pid_status(5) has is the program's own.
    """
    try:
        with Path("/proc/self/status").open("rb") as status:
            told = {name: int(line.split()[1]) * 1024 for line in status if (name := line[:6]) in _TOLD}
        return told[b"VmHWM:"], told[b"VmRSS:"]
    except (OSError, KeyError):
        pass
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024, 0
    else:  # noqa: RET505 - so that type checkers see which platform has which
        return 0, 0
