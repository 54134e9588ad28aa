"""Runs the process that compares artifacts with their source. Only this process reads the untrusted content.

The process receives the source through a pipe and opens no files and no connections. `analysis.serving` defines its limits and its
main loop.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pratique.analysis.frames import decode, encode
from pratique.analysis.job import Reply
from pratique.analysis.serving import more_bytes, serve
from pratique.archive import read as read_archive
from pratique.core.tree import File, Tree
from pratique.errors import ParseError
from pratique.history.source.outline import outline_of
from pratique.history.source.reading import read
from pratique.intake.history.source.job import Piece, Refused, SourceAnswer, SourceJob


def main() -> int:
    """Process jobs until the pipe closes."""
    return serve(lambda frame, jobs, _: Reply(told=encode(_answer(decode(frame, SourceJob), jobs))))


def _answer(job: SourceJob, jobs: BinaryIO) -> SourceAnswer:
    data = more_bytes(jobs)
    source = more_bytes(jobs) if job.against is not None else b""
    asked, against = job.asked, job.against
    try:
        shipped = read_archive(data, asked.filename)
    except ParseError as error:
        return SourceAnswer(refused=Refused(error.reference, error.message, error.hint))
    if against is None:
        return SourceAnswer(outline=outline_of(shipped, asked.ecosystem, asked.kind))
    tree = Tree(tuple(_files(against.pieces, source)), against.omitted)
    return SourceAnswer(reading=read(asked, shipped, against.place, against.choice, against.facts, tree))


def _files(pieces: Sequence[Piece], data: bytes) -> Iterator[File]:
    at = 0
    for piece in pieces:
        yield File(piece.path, data[at : at + piece.size_bytes], piece.executable)
        at += piece.size_bytes


if __name__ == "__main__":
    sys.exit(main())
