"""A worker process that describes the behaviour of artifacts (`pratique.analysis.serving`)."""

import sys
from typing import BinaryIO

from pratique.analysis.features.view import view_of
from pratique.analysis.frames import decode, encode
from pratique.analysis.job import Failed, Job, Reply
from pratique.analysis.reading import open_part, read_contents
from pratique.analysis.serving import more_bytes, serve
from pratique.analysis.stored_file import StoredFileError, open_stored
from pratique.respond.behaviour.reading import describe
from pratique.respond.behaviour.value import Behaviour


def main() -> int:
    """Describe artifacts until the pipe closes."""
    return serve(lambda frame, jobs, _answers: _answer(decode(frame, Job), jobs))


def _answer(job: Job, jobs: BinaryIO) -> Reply:
    try:
        return Reply(told=encode(_described(job, jobs)))
    except StoredFileError as error:
        return Reply(failed=Failed(str(error), memory=False), ends=True)


def _described(job: Job, jobs: BinaryIO) -> Behaviour:
    part = job.artifact
    data = open_stored(part.stored, part.sha256) if part.stored else more_bytes(jobs)
    opened = open_part(part, data, job.limits)
    contents = read_contents(opened, {}, lambda _key, _facts: None)
    return describe(part, view_of(part.ecosystem, part.kind, contents))


if __name__ == "__main__":
    sys.exit(main())
