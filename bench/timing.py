"""Run commands and say what they cost."""

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Wall clock and CPU seconds of a command with its children."""

    wall_s: float
    cpu_s: float


def run(command: Sequence[str], *, folder: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command, its output thrown away; any exit code will do."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu)


def best(
    command: Sequence[str], *, times: int, folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Cost:
    """The quickest of several runs."""
    return min((run(command, folder=folder, env=env) for _ in range(times)), key=lambda cost: cost.wall_s)


def row(name: str, ours: Cost, peer_name: str, peer: Cost) -> str:
    """One line: ours, the peer's, and the ratio."""
    return (
        f"{name}: {ours.wall_s:.3f} s ({ours.cpu_s:.3f} s of CPU); {peer_name}: {peer.wall_s:.3f} s; "
        f"ratio {ours.wall_s / peer.wall_s:.2f}"
    )
