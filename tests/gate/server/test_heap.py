"""The allocator of a long-lived process."""

import ctypes
import subprocess
import sys

import pytest

_BODIES = """
import sys
from pratique.gate.server.heap import give_memory_back
if sys.argv[1] == "bounded":
    assert give_memory_back()
first = bytearray(b"x" * 1_300_000)
del first  # From here on the defaults take blocks of this size from the heap.
bodies = [bytearray(b"x" * 1_200_000) for _ in range(150)]
last = bodies[-1]
del bodies
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmRSS")))
"""


def _resident_mb(how: str) -> float:
    found = subprocess.run(
        [sys.executable, "-c", _BODIES, how], capture_output=True, text=True, check=True, timeout=60
    )
    return int(found.stdout) / 1024


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not glibc"
)
def test_freed_bodies_go_back_to_the_system_though_a_later_one_lives() -> None:
    assert _resident_mb("default") > 150
    assert _resident_mb("bounded") < 100
