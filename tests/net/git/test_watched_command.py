"""git against a host: what it brings is bounded, and what fails is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.net.git import command as git
from pratique.net.git.watched_command import ask_host
from tests.git import repository
from tests.git_server import git_host


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    served = tmp_path / "served"
    made = repository(served / "calm")
    # Random bytes, so that no packing makes them few.
    (served / "calm" / "a.bin").write_bytes(bytes((n * n * 7919 + n // 3) % 251 for n in range(200_000)))
    made.commit()
    with git_host(served) as (name, _):
        yield f"http://{name}/calm"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bare"
    made.mkdir()
    git.run(made, ("init", "--quiet", "--bare", "--template=", "."))
    return made


FETCH = ("fetch", "--quiet", "--depth=1", "--end-of-options")


def test_what_git_prints_is_given(host: str, folder: Path) -> None:
    told, why = ask_host(folder, host, ("ls-remote", "--heads", host), most_bytes=10**8, timeout_s=60)
    assert (None, True) == (why, told.endswith(b"\trefs/heads/main\n"))


def test_a_failure_is_told_in_git_s_words(host: str, folder: Path) -> None:
    told, why = ask_host(folder, host, ("ls-remote", f"{host}-gone"), most_bytes=10**8, timeout_s=60)
    assert (b"", True) == (told, "not found" in (why or ""))


def test_a_host_that_takes_too_long_is_left(host: str, folder: Path) -> None:
    asked = (*FETCH, host, "refs/heads/main")
    assert "no response within 0 s" == ask_host(folder, host, asked, most_bytes=10**8, timeout_s=0)[1]


def test_the_protocol_of_the_address_alone_is_allowed(host: str, folder: Path) -> None:
    _, why = ask_host(folder, "https://git.example/x", ("ls-remote", host), most_bytes=10**8, timeout_s=60)
    assert "not allowed" in (why or "")
