"""The worker that describes behaviour, from outside."""

import subprocess
import sys

import pytest

from pratique.analysis.frames import HEADER
from pratique.respond.behaviour.asking import PROGRAM


@pytest.mark.parametrize(
    "sent", [b"", HEADER.pack(2**63), HEADER.pack(10) + b"short"], ids=["empty", "long", "short"]
)
def test_a_pipe_that_ends_ends_the_worker_quietly(sent: bytes) -> None:
    command = [sys.executable, "-P", "-m", PROGRAM, "0", "10"]
    ran = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    assert (0, b"") == (ran.returncode, ran.stdout)
