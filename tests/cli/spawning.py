"""Run the command line as a process of its own, for what cannot be tried inside this one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

COMMAND = (sys.executable, "-m", "pratique.cli")


@contextmanager
def started(
    *arguments: str, folder: Path, variables: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Start it in a folder, in a group of processes of its own; at the end nothing of the group is left."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Shells start what runs in the background deaf to interrupts, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it takes no lock
    )
    with process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def finish(process: "subprocess.Popen[str]", *, timeout_s: float = 60) -> tuple[int, str, str]:
    """Wait for it: exit code, standard output, standard error."""
    out, err = process.communicate(timeout=timeout_s)
    return process.returncode, out, err


def run(*arguments: str, folder: Path, variables: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Run it to its end."""
    with started(*arguments, folder=folder, variables=variables) as process:
        return finish(process)
