"""Starts the process that judges, and stops it and all that it started at the time limit."""

import json
import os
import signal
import subprocess  # noqa: TID251 - a time limit that holds whatever a check does needs a process
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_MOST_BYTES = 4 << 20


def judge(request: Mapping[str, Any], deadline_s: float) -> Any:
    """Return the answers to a request.

    Raise TimeoutError at the time limit, OSError if the process cannot be started, and ValueError if it fails.
    """
    # -P: the folder of the project is no place of modules.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pratique.cli.hook"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(json.dumps(request).encode(), timeout=deadline_s)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"the check took longer than {deadline_s:g} s") from error
    finally:
        _stop(process)
    if process.returncode != 0 or len(out) > _MOST_BYTES:
        raise ValueError("the check failed")
    return json.loads(out)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
