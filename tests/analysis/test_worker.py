"""The worker process, from outside."""

import subprocess
import sys

import pytest

from pratique.analysis.frames import HEADER


@pytest.mark.parametrize("sent", [b"", b"x", HEADER.pack(2**63), HEADER.pack(10) + b"short"])
def test_a_pipe_that_ends_ends_the_worker_quietly(sent: bytes) -> None:
    command = [sys.executable, "-P", "-m", "pratique.analysis.worker", "0", "10"]
    ran = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    assert (0, b"") == (ran.returncode, ran.stdout)
