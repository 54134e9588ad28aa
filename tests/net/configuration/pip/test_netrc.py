"""Passwords from netrc: for named hosts only, and only from a file that nobody else can read."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Project
from pratique.net.configuration.pip.netrc import load_netrc

TEXT = "machine Index.Example login ada password s3cret\nmachine token.example password only\n"


def netrc(folder: Path, text: str = TEXT, *, mode: int = 0o600, name: str = ".netrc") -> Mapping[str, str]:
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return {"HOME": str(folder)}


def test_each_named_host_has_its_password(tmp_path: Path) -> None:
    found = load_netrc(netrc(tmp_path))

    assert Authorization.basic("ada", "s3cret") == found.hosts["index.example"].value
    assert Authorization.basic("", "only") == found.hosts["token.example"].value
    assert str(tmp_path / ".netrc") == found.hosts["index.example"].origin
    assert "s3cret" not in repr(found)


def test_the_entry_for_any_host_is_used_for_none(tmp_path: Path) -> None:
    assert {} == load_netrc(netrc(tmp_path, "default login ada password s3cret\n")).hosts


def test_a_variable_names_another_file_and_there_may_be_none(tmp_path: Path) -> None:
    netrc(tmp_path, name="elsewhere")

    assert load_netrc({"HOME": str(tmp_path), "NETRC": str(tmp_path / "elsewhere")}).hosts
    assert load_netrc({"HOME": str(tmp_path)}).hosts == {} == load_netrc({"NETRC": "a\x00b"}).hosts


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_or_write_is_not_used(tmp_path: Path, mode: int) -> None:
    found = load_netrc(netrc(tmp_path, mode=mode))

    assert {} == found.hosts
    assert (f"{tmp_path}/.netrc is not used: other users can read or write it (chmod 600)",) == found.problems


def test_a_file_of_the_project_is_not_used(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    netrc(app, name="netrc")

    found = load_netrc(
        {"HOME": str(tmp_path), "NETRC": str(app / "netrc")}, project=Project(folder=app, trusted=True)
    )

    assert {} == found.hosts
    assert 1 == len(found.problems)


@pytest.mark.parametrize(
    "text",
    ["machine", "macdef x s3cret", "nonsense s3cret", "machine x login ada password s3cret extra s3cret\n"],
)
def test_a_file_that_is_not_understood_is_said_by_line_and_not_by_content(tmp_path: Path, text: str) -> None:
    found = load_netrc(netrc(tmp_path, text))

    assert {} == found.hosts
    assert 1 == len(found.problems)
    assert "s3cret" not in found.problems[0]


def test_what_is_no_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / ".netrc").mkdir()

    assert 1 == len(load_netrc({"HOME": str(tmp_path)}).problems)


@pytest.mark.fuzz
@given(data=st.binary(max_size=300))
def test_any_bytes_give_an_answer(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-netrc"
    path.write_bytes(data)
    path.chmod(0o600)

    found = load_netrc({"NETRC": str(path)})

    assert all(isinstance(stated.value, Authorization) for stated in found.hosts.values())
