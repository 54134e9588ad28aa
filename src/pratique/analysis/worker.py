"""A worker process: inspects artifacts, and dies when it must (`analysis.serving`).

It opens no file (but its own counters) and no connection. The parent sends a `Job` and the bytes of its artifacts, answers one question
about facts it may know, and gets `Done` (for a list of files, that alone) or `Failed`.
"""

import sys
import time
from typing import BinaryIO

from pratique.analysis.frames import decode, encode, write_frame
from pratique.analysis.inspection import inspect
from pratique.analysis.job import Job, Remembered, Reply, Wanted
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.serving import more_bytes, serve
from pratique.analysis.shipped import list_files


def main() -> int:
    """Inspect artifacts until the pipe closes."""
    return serve(lambda frame, jobs, answers: _serve(decode(frame, Job), jobs, answers))


def _serve(job: Job, jobs: BinaryIO, answers: BinaryIO) -> Reply:
    started = time.process_time()
    opened = open_part(job.artifact, more_bytes(jobs), job.limits)
    if job.list_files:
        return Reply(files=list_files(opened))
    baseline = open_part(job.baseline, more_bytes(jobs), job.limits, beside=opened) if job.baseline else None
    keys = tuple(sorted({*opened.code.values(), *(baseline.code.values() if baseline else ())}))
    write_frame(answers, encode(Reply(wanted=Wanted(keys))))
    remembered = decode(more_bytes(jobs), Remembered).facts
    known = {key: facts for key, facts in zip(keys, remembered, strict=True) if facts is not None}
    done = inspect(job, opened, baseline, known, models=shipped_models())
    return Reply(done=done.at_cost(round(time.process_time() - started, 4)))


if __name__ == "__main__":
    sys.exit(main())
