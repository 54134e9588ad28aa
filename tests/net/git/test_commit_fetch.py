"""Commits, brought from a real server by the real git."""

import asyncio
import io
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.core.commit import CommitSource
from pratique.errors import Reference, RegistryError
from pratique.net.git.commit_fetch import fetch_commit
from tests.git import repository
from tests.git_server import git_host

MOST = 1024**2


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    with git_host(tmp_path) as (name, _):
        yield name


def fetched(host: str, commit: str, *, folder: str = "", most_bytes: int = MOST) -> bytes:
    source = CommitSource(address=f"http://{host}/tool", commit=commit, folder=folder)
    return asyncio.run(fetch_commit(source, most_bytes=most_bytes))


def names(tar: bytes) -> dict[str, bytes | str]:
    """What a tar holds: bytes of files, targets of links."""
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        found: dict[str, bytes | str] = {}
        for member in opened:
            stream = opened.extractfile(member) if member.isreg() else None
            found[member.name] = stream.read() if stream else member.linkname
        return found


def refused(host: str, commit: str, *, folder: str = "", most_bytes: int = MOST) -> RegistryError:
    with pytest.raises(RegistryError) as told:
        fetched(host, commit, folder=folder, most_bytes=most_bytes)
    assert Reference.COMMIT_UNREADABLE is told.value.reference
    return told.value


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_a_commit_is_read_as_it_is_whatever_its_attributes_say(
    host: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    tool = tmp_path / "tool"
    git = repository(tool, *options)
    (tool / ".gitattributes").write_text("hidden.js export-ignore\n*.js filter=evil text eol=crlf\n")
    (tool / "hidden.js").write_bytes(b"1\n")
    (tool / "link").symlink_to("/etc/hostname")
    (tool / "run.sh").write_bytes(b"")
    (tool / "run.sh").chmod(0o755)
    old = git.commit()
    (tool / "hidden.js").write_bytes(b"2\n")
    git.commit()
    tar = fetched(host, old)
    found = names(tar)
    assert {".gitattributes", "hidden.js", "link", "run.sh"} == {
        name.removeprefix(f"{old}/") for name in found
    }
    assert (b"1\n", "/etc/hostname") == (found[f"{old}/hidden.js"], found[f"{old}/link"])
    assert tar == fetched(host, old)


def test_a_folder_of_a_repository_is_a_package_by_itself(host: str, tmp_path: Path) -> None:
    git = repository(tmp_path / "tool")
    (tmp_path / "tool/packages/inner").mkdir(parents=True)
    (tmp_path / "tool/packages/inner/setup.py").write_bytes(b"")
    (tmp_path / "tool/other").write_bytes(b"")
    commit = git.commit()
    assert {f"{commit}/setup.py": b""} == names(fetched(host, commit, folder="packages/inner"))
    assert "folder" in refused(host, commit, folder="packages/none").hint


def test_what_is_not_there_is_told(host: str, tmp_path: Path) -> None:
    repository(tmp_path / "tool").commit()
    error = refused(host, "a" * 40)
    assert f"commit aaaaaaaaaaaa of http://{host}/tool" in error.message


def test_submodules_are_told_since_their_bytes_are_elsewhere(host: str, tmp_path: Path) -> None:
    git = repository(tmp_path / "tool")
    inner = repository(tmp_path / "tool/deps")
    inner.commit()
    commit = git.commit()
    assert "deps is a submodule" in refused(host, commit).message


def test_a_commit_that_is_too_large_is_refused(host: str, tmp_path: Path) -> None:
    git = repository(tmp_path / "tool")
    (tmp_path / "tool/zeros").write_bytes(bytes(3 * MOST))
    commit = git.commit()
    assert "the files of the commit are larger than 1 MiB" in refused(host, commit).message
    assert "larger than 0 MiB" in refused(host, commit, most_bytes=64).message


def test_a_host_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = CommitSource(address=f"http://127.0.0.1:{silent.getsockname()[1]}/x", commit="c" * 40)
        with pytest.raises(RegistryError, match="no response within 1 s"):
            asyncio.run(fetch_commit(source, most_bytes=MOST, timeout_s=1))
