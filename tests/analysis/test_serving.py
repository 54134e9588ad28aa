"""The loop of workers, with an answer of our own."""

import subprocess
import sys
from pathlib import Path

import pytest

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

GROWING = """
import sys
from pathlib import Path
from pratique.analysis.job import Reply
from pratique.analysis.serving import serve
class Knot:
    def __init__(self):
        self.itself, self.held = self, [bytes(400) for _ in range(2_500)]
def answer(frame, jobs, answers):
    before = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmRSS:")).split()[1]
    knots = [Knot() for _ in range(100)] if frame == b"knots" else []
    if frame == b"long":
        return Reply(told=b"x" * (100 << 20))
    return Reply(told=before.encode())
sys.exit(serve(answer))
"""


def framed(*parts: bytes) -> bytes:
    return b"".join(HEADER.pack(len(part)) + part for part in parts)


def answered(told: bytes) -> list[Reply]:
    replies, at = [], 0
    while at < len(told):
        (length,) = HEADER.unpack_from(told, at)
        at += HEADER.size
        replies.append(decode(told[at : at + length], Reply))
        at += length
    return replies


def test_jobs_are_answered_in_turn_and_memory_that_is_full_ends_the_worker() -> None:
    command = [sys.executable, "-P", "-c", ECHO, "0", "10"]
    sent = framed(b"one", b"1", b"two", b"2", b"full", b"never")
    ran = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    replies = answered(ran.stdout)
    assert [b"one1", b"two2", None] == [reply.told for reply in replies]
    assert replies[-1].failed is not None
    assert (True, 1) == (replies[-1].failed.memory, ran.returncode)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads memory from /proc")
@pytest.mark.parametrize("grows", [b"knots", b"long"])
def test_a_job_finds_nothing_of_the_one_before_in_memory(grows: bytes) -> None:
    """`knots` leaves 110 MB of objects that refer to themselves, `long` is an answer of 100 MB."""
    command = [sys.executable, "-P", "-c", GROWING, "0", "10"]
    sent = framed(b"first", grows, b"last")
    ran = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    first, _, last = (reply.told or b"" for reply in answered(ran.stdout))
    grown_kb = int(last) - int(first)
    assert grown_kb < 30_000
