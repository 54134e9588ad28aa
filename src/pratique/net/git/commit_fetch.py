"""Downloads one commit of a remote repository.

git downloads the objects into a temporary folder, with the credentials, proxies and certificates of the user's git
configuration. The files of the commit are read into memory and not written to disk. `export-ignore` and filters in
`.gitattributes` have no effect.
"""

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pratique.core.commit import CommitSource
from pratique.errors import PratiqueError, Reference, RegistryError
from pratique.lockfiles.git_address import https_first
from pratique.net.git import command as git
from pratique.net.git.commit_tree import Entry, tar_of
from pratique.net.git.repository import objects
from pratique.net.git.watched_command import ask_host, start

FETCH_S = 180.0
_BARE = ("--git-dir=.",)
_SUBMODULE = b"160000"


async def fetch_commit(source: CommitSource, *, most_bytes: int, timeout_s: float = FETCH_S) -> bytes:
    """Return the files of a commit as a reproducible tar with one top folder.

    `most_bytes` limits the download and the unpacked size. Raises RegistryError if the commit is unavailable, exceeds
    the limit, or has submodules, which are not downloaded.
    """
    try:
        return await asyncio.to_thread(_fetch, source, most_bytes, timeout_s)
    except RegistryError:
        raise
    except PratiqueError as error:  # git itself
        raise RegistryError(error.reference, error.message, hint=error.hint) from error


def _fetch(source: CommitSource, most_bytes: int, timeout_s: float) -> bytes:
    if shutil.which("git") is None:
        raise _failed(source, "git is not installed", "install git, which is needed to fetch commits")
    with TemporaryDirectory(prefix="pratique-commit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        start(folder, len(source.commit))
        _bring(source, folder, most_bytes, timeout_s)
        entries = _entries(source, folder, most_bytes)
        return tar_of(entries, top=source.commit)


def _bring(source: CommitSource, folder: Path, most_bytes: int, timeout_s: float) -> None:
    said = ""
    asked = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--end-of-options")
    for address in https_first(source.address):
        _, why = ask_host(
            folder, address, (*asked, address, source.commit), most_bytes=most_bytes, timeout_s=timeout_s
        )
        if why is None:
            return
        said = why
    raise _failed(
        source,
        said,
        "check that the commit still exists, and that git on this machine may read the repository",
    )


def _entries(source: CommitSource, folder: Path, most_bytes: int) -> list[Entry]:
    tree = f"{source.commit}:{source.folder}" if source.folder else source.commit
    listed = git.run(folder, (*_BARE, "ls-tree", "-r", "-l", "-z", "--end-of-options", tree))
    if listed.returncode != 0:
        raise _failed(
            source, git.said(listed.stderr, listed.returncode), "check that the commit contains the folder"
        )
    modes: dict[bytes, tuple[int, str]] = {}
    size_bytes = 0
    for line in filter(None, listed.stdout.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, name, size = about.split()
        if mode == _SUBMODULE:
            shown = path.decode("utf-8", "replace")
            raise _failed(
                source, f"{shown} is a submodule, which is not fetched", "the package was not checked"
            )
        size_bytes += int(size)
        modes[path] = (int(mode, 8), name.decode("ascii"))
    if size_bytes > most_bytes:
        raise _failed(
            source,
            f"the files of the commit are larger than {most_bytes // 1024**2} MiB",
            "raise run.max_artifact_mb",
        )
    wanted = "".join(f"{name}\n" for name in sorted({name for _, name in modes.values()}))
    done = git.run(folder, (*_BARE, "cat-file", "--batch"), given=wanted.encode())
    bytes_of = dict(objects(done.stdout))
    try:
        return [Entry(path, mode, bytes_of[name]) for path, (mode, name) in modes.items()]
    except KeyError:
        raise _failed(source, "git did not fetch all files of the commit", "run again") from None


def _failed(source: CommitSource, why: str, hint: str) -> RegistryError:
    return RegistryError(
        Reference.COMMIT_UNREADABLE, f"commit {source.commit[:12]} of {source.address}: {why}", hint=hint
    )
