"""The loop of workers, with an answer of our own."""

import subprocess
import sys

from pratique.analysis.frames import HEADER, decode
from pratique.analysis.job import Reply

ECHO = """
import sys
from pratique.analysis.job import Reply
from pratique.analysis.serving import more_bytes, serve
def answer(frame, jobs, answers):
    print("not for the pipe")
    if frame == b"full":
        raise MemoryError
    return Reply(told=frame + more_bytes(jobs))
sys.exit(serve(answer))
"""


def framed(*parts: bytes) -> bytes:
    return b"".join(HEADER.pack(len(part)) + part for part in parts)


def test_jobs_are_answered_in_turn_and_memory_that_is_full_ends_the_worker() -> None:
    command = [sys.executable, "-P", "-c", ECHO, "0", "10"]
    sent = framed(b"one", b"1", b"two", b"2", b"full", b"never")
    ran = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    replies, at = [], 0
    while at < len(ran.stdout):
        (length,) = HEADER.unpack_from(ran.stdout, at)
        at += HEADER.size
        replies.append(decode(ran.stdout[at : at + length], Reply))
        at += length
    assert [b"one1", b"two2", None] == [reply.told for reply in replies]
    assert replies[-1].failed is not None
    assert (True, 1) == (replies[-1].failed.memory, ran.returncode)
