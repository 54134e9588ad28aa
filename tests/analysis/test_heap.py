"""Memory that is free is given back."""

import gc
import platform
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from pratique.analysis.heap import give_back, give_back_free

SCATTERED = """
from pathlib import Path
from pratique.analysis.heap import give_back_free
def megabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) >> 10
held = [(number, bytearray(700)) for number in range(100_000)]
kept = held[::2_000]
del held
before = megabytes()
give_back_free()
print(before - megabytes())
"""


class Knot:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def no_collector() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.disable()
    yield
    if enabled:
        gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_what_refers_to_itself_is_gone() -> None:
    knot = weakref.ref(Knot())
    assert knot() is not None
    give_back()
    assert knot() is None


@pytest.mark.usefixtures("no_collector")
def test_what_is_free_is_given_back_without_a_look_at_what_lives() -> None:
    knot = weakref.ref(Knot())
    give_back_free()
    assert knot() is not None
    assert 0 == gc.get_freeze_count()
    gc.collect()
    assert knot() is None


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries are not asked")
def test_scattered_memory_is_given_back() -> None:
    ran = subprocess.run([sys.executable, "-c", SCATTERED], capture_output=True, timeout=60, check=True)
    assert 20 < int(ran.stdout)
