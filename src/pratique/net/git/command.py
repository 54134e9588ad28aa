"""Runs git to read objects. Hooks, filters, pagers and helpers of a repository are never started."""

import os
import subprocess  # noqa: TID251 - git is the reader of its own stores
from collections.abc import Sequence
from pathlib import Path

from pratique.errors import Reference, UsageError

TIMEOUT_S = 120.0
_SHOWN = 300
# Objects that a partial clone lacks would be fetched, by commands that the repository's configuration names.
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
CONFIGURATION = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "log.showSignature=false"),
)
_KEPT_VARIABLES = (
    "GIT_CONFIG",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
    "GIT_SSH",
    "GIT_SSL",
    "GIT_PROXY",
)

Finished = subprocess.CompletedProcess[bytes]


def run(
    folder: Path, arguments: Sequence[str], *, given: bytes = b"", timeout_s: float = TIMEOUT_S
) -> Finished:
    """Run git in a folder, and wait until git ends. Raises UsageError if git cannot be started or does not end in time."""
    try:
        return subprocess.run(  # noqa: S603 - no shell, and no word of it is an option that a stranger chose
            command(arguments),
            cwd=folder,
            input=given,
            capture_output=True,
            env=environment(),
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise unusable(
            f"git did not end within {timeout_s:.0f} s", "check whether the disk is overloaded"
        ) from None
    except OSError as error:
        raise unusable(f"git cannot be started: {error.strerror}", "check that git is installed") from error


def command(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return a git command line that prevents git from running other programs."""
    return ("git", "--literal-pathspecs", *CONFIGURATION, *arguments)


def environment() -> dict[str, str]:
    """Return the environment variables for git: the user's variables, except those that refer to another repository."""
    # Inside of a hook, variables do; the folder alone decides here.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT_VARIABLES)
    }
    return {**kept, **_ENVIRONMENT}


def said(stderr: bytes, code: int) -> str:
    """Return the first line of git's error output, or its exit code."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0][:_SHOWN] if lines else f"git failed with exit code {code}"


def unusable(message: str, hint: str) -> UsageError:
    """Return the error for an unusable repository or git installation."""
    return UsageError(Reference.REPOSITORY_UNREADABLE, message, hint=hint)
