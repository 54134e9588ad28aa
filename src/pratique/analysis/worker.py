"""A worker process: inspects artifacts, and dies when it must (`analysis.serving`).

It opens no connection, and no file but its own counters and the large stored files that a job names. The parent sends a `Job` and the
bytes of the other artifacts, answers one question about facts it may know, and gets `Done` (for a list of files, that alone) or
`Failed`.
"""

import sys
import time
from typing import BinaryIO

from pratique.analysis.frames import decode, encode, write_frame
from pratique.analysis.inspection import inspect
from pratique.analysis.job import Failed, Job, Part, Remembered, Reply, Wanted
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.serving import more_bytes, serve
from pratique.analysis.shipped import list_files
from pratique.analysis.stored_file import StoredFileError, open_stored
from pratique.archive.data import Data


def main() -> int:
    """Inspect artifacts until the pipe closes."""
    return serve(lambda frame, jobs, answers: _answer(decode(frame, Job), jobs, answers))


def _answer(job: Job, jobs: BinaryIO, answers: BinaryIO) -> Reply:
    try:
        return _serve(job, jobs, answers)
    except StoredFileError as error:
        return Reply(failed=Failed(str(error), memory=False), ends=True)


def _data(part: Part, jobs: BinaryIO) -> Data:
    return open_stored(part.stored, part.sha256) if part.stored else more_bytes(jobs)


def _serve(job: Job, jobs: BinaryIO, answers: BinaryIO) -> Reply:
    started = time.process_time()
    opened = open_part(job.artifact, _data(job.artifact, jobs), job.limits)
    if job.list_files:
        return Reply(files=list_files(opened))
    before = job.baseline
    baseline = open_part(before, _data(before, jobs), job.limits, beside=opened) if before else None
    keys = tuple(sorted({*opened.code.values(), *(baseline.code.values() if baseline else ())}))
    write_frame(answers, encode(Reply(wanted=Wanted(keys))))
    remembered = decode(more_bytes(jobs), Remembered).facts
    known = {key: facts for key, facts in zip(keys, remembered, strict=True) if facts is not None}
    done = inspect(job, opened, baseline, known, models=shipped_models())
    return Reply(done=done.at_cost(round(time.process_time() - started, 4)))


if __name__ == "__main__":
    sys.exit(main())
