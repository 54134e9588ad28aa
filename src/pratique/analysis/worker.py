"""A worker process: reads jobs from a pipe, answers, and dies when it must.

It opens no file (but its own counters) and no connection. The parent sends a `Job` and the bytes of its artifacts, answers one question
about facts it may know, and gets `Done` (for a list of files, that alone) or `Failed`. Memory is limited for the process, CPU time for each job.
The limits exist where the platform has them (POSIX); the parent's wall clock stands behind them everywhere.
"""

import gc
import os
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pratique.analysis.frames import decode, encode, read_frame, write_frame
from pratique.analysis.inspection import inspect
from pratique.analysis.job import Failed, Job, Remembered, Reply, Wanted
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.shipped import list_files

if sys.platform != "win32":  # Windows has no limits of this kind
    import resource

RECYCLE_RSS_BYTES = 450 * 1024 * 1024
"""A worker that has grown beyond this ends after its job; the parent starts another."""


def main() -> int:
    """Serve jobs until the pipe closes. Arguments: memory limit in bytes, CPU seconds for each job."""
    memory_bytes, cpu_s = int(sys.argv[1]), int(sys.argv[2])
    warnings.simplefilter("ignore")
    # Facts come from large trees that live until a file is done: looking for cycles in them often is lost time.
    gc.set_threshold(200_000, 20, 20)
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever prints by accident must not reach the pipe.
    os.dup2(2, 1)
    _limit_memory(memory_bytes)
    while (frame := read_frame(jobs)) is not None:
        _limit_cpu(cpu_s)
        try:
            reply = _serve(decode(frame, Job), jobs, answers)
        except MemoryError:
            failed = Failed("the memory limit of a worker was reached", memory=True)
            write_frame(answers, encode(Reply(failed=failed)))
            return 1
        ends = _peak_bytes() > RECYCLE_RSS_BYTES
        write_frame(answers, encode(replace(reply, ends=ends)))
        if ends:
            return 0
    return 0


def _serve(job: Job, jobs: BinaryIO, answers: BinaryIO) -> Reply:
    started = time.process_time()
    opened = open_part(job.artifact, _bytes(jobs), job.limits)
    if job.list_files:
        return Reply(files=list_files(opened))
    baseline = open_part(job.baseline, _bytes(jobs), job.limits) if job.baseline else None
    keys = tuple(sorted({*opened.code.values(), *(baseline.code.values() if baseline else ())}))
    write_frame(answers, encode(Reply(wanted=Wanted(keys))))
    remembered = decode(_bytes(jobs), Remembered).facts
    known = {key: facts for key, facts in zip(keys, remembered, strict=True) if facts is not None}
    done = inspect(job, opened, baseline, known, models=shipped_models())
    return Reply(done=done.at_cost(round(time.process_time() - started, 4)))


def _bytes(jobs: BinaryIO) -> bytes:
    frame = read_frame(jobs)
    if frame is None:
        raise SystemExit(0)
    return frame


def _limit_memory(most_bytes: int) -> None:
    if sys.platform != "win32" and most_bytes:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # The kernel of macOS refuses every limit of this kind (EINVAL), and a worker would end before its first job.
        if sys.platform != "darwin":
            resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _limit_cpu(most_s: int) -> None:
    if sys.platform != "win32" and most_s:
        spent = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + most_s, resource.RLIM_INFINITY))


def _peak_bytes() -> int:
    """Most resident memory so far, of this program alone; 0 where the platform does not tell.

    `ru_maxrss` survives fork and exec on Linux (getrusage(2)): under a large parent it is the parent's figure.
    """
    told = _high_water_bytes()
    if told is not None:
        return told
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    else:  # noqa: RET505 - so that type checkers see which platform has which
        return 0


def _high_water_bytes() -> int | None:
    try:
        with Path("/proc/self/status").open("rb") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmHWM:")), None)
    except OSError:
        return None


if __name__ == "__main__":
    sys.exit(main())
