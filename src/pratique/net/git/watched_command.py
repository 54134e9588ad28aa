"""Runs git commands that connect to a host, and stops a command that exceeds its time, download or output limit.

`commit_fetch` and `source_repository` use this module.
"""

import os
import signal
import subprocess  # noqa: TID251 - git speaks its own protocols
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pratique.net.git import command as git

_POLL_S = 0.05
_MOST_SAID_BYTES = 64 * 1024 * 1024
_PROTOCOLS = {
    "https": ("-c", "protocol.https.allow=always"),
    "ssh": ("-c", "protocol.ssh.allow=always"),
    "http": ("-c", "protocol.http.allow=always"),
}
_CAREFUL = (
    *("-c", "fetch.fsckObjects=true"),
    *("-c", "fetch.unpackLimit=1"),
    *("-c", "http.followRedirects=false"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)


def start(folder: Path, digits: int) -> None:
    """Create an empty bare git repository whose commit ids have the given number of hex digits.

    Raises UsageError if git fails.
    """
    kind = "sha256" if digits == 64 else "sha1"
    done = git.run(folder, ("init", "--quiet", "--bare", f"--object-format={kind}", "--template=", "."))
    if done.returncode != 0:
        raise git.unusable(
            f"the temporary git repository cannot be created: {git.said(done.stderr, done.returncode)}",
            "check whether the disk is full",
        )


def ask_host(
    folder: Path, address: str, arguments: Sequence[str], *, most_bytes: int, timeout_s: float
) -> tuple[bytes, str | None]:
    """Run a git command that connects to the host of `address`, in the bare repository `folder`.

    Returns the output of git, and the reason for a failure (None after success). The helper processes of git are also
    stopped. Credentials, proxies and certificates come from the user's git configuration; git never prompts.
    """
    protocol = _PROTOCOLS[address.partition(":")[0]]
    words = git.command((*protocol, *_CAREFUL, "--git-dir=.", *arguments))
    environment = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", **git.environment()}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oConnectTimeout=20")
    log, out = folder / "said", folder / "told"
    with log.open("wb") as said, out.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - no shell; the words are checked ones
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=said,
            start_new_session=True,
        )
        try:
            why = _watch(process, folder, out, most_bytes, timeout_s)
        finally:
            _end(process)
    if why is None and process.returncode != 0:
        why = git.said(log.read_bytes()[:4096], process.returncode)
    return (b"" if why is not None else out.read_bytes()), why


def _watch(
    process: "subprocess.Popen[bytes]", folder: Path, out: Path, most_bytes: int, timeout_s: float
) -> str | None:
    ends_at = time.monotonic() + timeout_s
    while True:
        # Looked at once more when git has ended: it may have been quicker than the look.
        ended = process.poll() is not None
        if _size_bytes(folder) > most_bytes or out.stat().st_size > _MOST_SAID_BYTES:
            return f"the download is larger than {most_bytes // 1024**2} MiB (run.max_artifact_mb)"
        if ended:
            return None
        if time.monotonic() > ends_at:
            return f"no response within {timeout_s:.0f} s"
        time.sleep(_POLL_S)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Stop git and its helpers, which are in the same session.

    On Windows, only git is stopped; the helpers end when their pipe closes.
    """
    if process.poll() is None:
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _size_bytes(folder: Path) -> int:
    total = 0
    for path in (folder / "objects").glob("*/*"):
        try:
            total += path.stat().st_size
        except OSError:  # git renames what it has finished
            continue
    return total
