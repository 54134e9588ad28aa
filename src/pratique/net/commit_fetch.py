"""Bring one commit of a remote repository: its objects into a folder that is thrown away, its tree into memory.

git speaks to the host, with the credentials, proxies and certificates that the user's own configuration of git names.
The objects stay packed: nothing of the tree is written to disk, and neither `export-ignore` nor a filter of the
repository's `.gitattributes` has a say in what is read.
"""

import asyncio
import os
import shutil
import signal
import subprocess  # noqa: TID251 - git speaks its own protocols
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from pratique.core.commit import CommitSource
from pratique.errors import PratiqueError, Reference, RegistryError
from pratique.net import git
from pratique.net.commit_tree import Entry, tar_of
from pratique.net.repository import objects

FETCH_S = 180.0
_POLL_S = 0.05
_BARE = ("--git-dir=.",)
_SUBMODULE = b"160000"
_PROTOCOLS = {
    "https": ("-c", "protocol.https.allow=always"),
    "ssh": ("-c", "protocol.ssh.allow=always"),
    "http": ("-c", "protocol.http.allow=always"),
}
_FETCH = (
    *("-c", "fetch.fsckObjects=true"),
    *("-c", "fetch.unpackLimit=1"),
    *("-c", "http.followRedirects=false"),
    *("-c", "gc.auto=0"),
)


async def fetch_commit(source: CommitSource, *, most_bytes: int, timeout_s: float = FETCH_S) -> bytes:
    """Give the tree of a commit as a tar with one top folder, the same bytes whenever it is asked for.

    `most_bytes` bounds what is downloaded, and what is unpacked in memory. Raises RegistryError when the commit cannot
    be had, is larger, or holds submodules, whose bytes are in other repositories.
    """
    try:
        return await asyncio.to_thread(_fetch, source, most_bytes, timeout_s)
    except RegistryError:
        raise
    except PratiqueError as error:  # git itself
        raise RegistryError(error.reference, error.message, hint=error.hint) from error


def _fetch(source: CommitSource, most_bytes: int, timeout_s: float) -> bytes:
    if shutil.which("git") is None:
        raise _failed(source, "git is not installed", "install git: it speaks to the repository")
    with TemporaryDirectory(prefix="pratique-commit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        kind = "sha256" if len(source.commit) == 64 else "sha1"
        git.run(folder, ("init", "--quiet", "--bare", f"--object-format={kind}", "--template=", "."))
        _bring(source, folder, most_bytes, timeout_s)
        entries = _entries(source, folder, most_bytes)
        return tar_of(entries, top=source.commit)


def _addresses(source: CommitSource) -> Iterator[str]:
    """Where to ask, in order: an `ssh` address is asked by https first, which needs no key for what is public."""
    if source.address.startswith("ssh://"):
        parts = urlsplit(source.address)
        if parts.port is None:
            yield f"https://{parts.hostname}{parts.path}"
    yield source.address


def _bring(source: CommitSource, folder: Path, most_bytes: int, timeout_s: float) -> None:
    why = ""
    for address in _addresses(source):
        protocol = _PROTOCOLS[address.partition(":")[0]]
        asked = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--end-of-options")
        words = git.command((*protocol, *_FETCH, *_BARE, *asked, address, source.commit))
        ended = _watched(words, folder, most_bytes, timeout_s)
        if ended is None:
            return
        why = ended
    raise _failed(source, why, "does the repository still have it, and may this machine's git read it?")


def _watched(words: tuple[str, ...], folder: Path, most_bytes: int, timeout_s: float) -> str | None:
    """Run git until it ends, takes too long or brings too much; gives why it failed, or None."""
    environment = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", **git.environment()}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oConnectTimeout=20")
    log = folder / "said"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - no shell; the words are checked ones
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        try:
            ends_at = time.monotonic() + timeout_s
            while process.poll() is None:
                if time.monotonic() > ends_at:
                    return f"no answer within {timeout_s:.0f} s"
                if _size_bytes(folder) > most_bytes:
                    return f"it is larger than {most_bytes // 1024**2} MiB (run.max_artifact_mb)"
                time.sleep(_POLL_S)
        finally:
            _end(process)
    return None if process.returncode == 0 else git.said(log.read_bytes()[:4096], process.returncode)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End git with its helpers, which are in its session; Windows ends git alone, and its helpers with their pipe."""
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


def _entries(source: CommitSource, folder: Path, most_bytes: int) -> list[Entry]:
    tree = f"{source.commit}:{source.folder}" if source.folder else source.commit
    listed = git.run(folder, (*_BARE, "ls-tree", "-r", "-l", "-z", "--end-of-options", tree))
    if listed.returncode != 0:
        raise _failed(source, git.said(listed.stderr, listed.returncode), "is there such a folder in it?")
    modes: dict[bytes, tuple[int, str]] = {}
    size_bytes = 0
    for line in filter(None, listed.stdout.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, name, size = about.split()
        if mode == _SUBMODULE:
            shown = path.decode("utf-8", "replace")
            raise _failed(source, f"{shown} is a submodule, which is not fetched", "no part of it is judged")
        size_bytes += int(size)
        modes[path] = (int(mode, 8), name.decode("ascii"))
    if size_bytes > most_bytes:
        raise _failed(
            source, f"its files are larger than {most_bytes // 1024**2} MiB", "raise run.max_artifact_mb"
        )
    wanted = "".join(f"{name}\n" for name in sorted({name for _, name in modes.values()}))
    done = git.run(folder, (*_BARE, "cat-file", "--batch"), given=wanted.encode())
    bytes_of = dict(objects(done.stdout))
    try:
        return [Entry(path, mode, bytes_of[name]) for path, (mode, name) in modes.items()]
    except KeyError:
        raise _failed(source, "git did not bring all of its files", "run again") from None


def _failed(source: CommitSource, why: str, hint: str) -> RegistryError:
    return RegistryError(
        Reference.COMMIT_UNREADABLE, f"commit {source.commit[:12]} of {source.address}: {why}", hint=hint
    )
