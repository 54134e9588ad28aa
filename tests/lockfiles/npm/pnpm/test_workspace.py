"""The `overrides` of pnpm-workspace.yaml."""

import pytest

from pratique.errors import ParseError
from pratique.lockfiles.npm.overrides import Overrides
from pratique.lockfiles.npm.pnpm.workspace import read_members, read_pnpm_workspace


def test_the_overrides_are_read_and_nothing_else() -> None:
    data = b"""packages:
  - packages/*
overrides: # why
  # one
  a: 1.2.7

  '@s/b@^1': ^2
catalog:
  c: ^3
"""
    found = read_pnpm_workspace(data)
    assert {"a": "1.2.7"} == found.plain
    assert {"a", "@s/b"} == found.names & {"a", "@s/b", "c"}


def test_anchors_elsewhere_in_the_file_do_not_matter() -> None:
    data = b"catalog:\n  a: &one ^1\n  b: *one\noverrides:\n  c: '1'"
    assert {"c": "1"} == read_pnpm_workspace(data).plain


@pytest.mark.parametrize(
    "data", [b"", b"packages: []\n", b"overrides:\n", b"overrides: {}\n", b"my.overrides:\n  a: 1\n"]
)
def test_a_file_without_overrides_replaces_nothing(data: bytes) -> None:
    assert Overrides() == read_pnpm_workspace(data)


@pytest.mark.parametrize(
    "data", [b"overrides:\n  a: &one 1\n  b: *one\n", b"overrides: {\n", b"\xff", b"<<<<<<< a\n"]
)
def test_overrides_that_cannot_be_read_are_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_pnpm_workspace(data)


@pytest.mark.parametrize(
    ("data", "members"),
    [
        (b"", ()),
        (b"packages:\n  - a/*\n  # why\n  - '!a/b'\ncatalog:\n  c: 1\n", ("a/*", "!a/b")),
        (b"packages:\n- a/*\n- b\n", ("a/*", "b")),
        (b"'packages': [a]\nsharedWorkspaceLockfile: true\n", ("a",)),
        (b"packages: [a]\nsharedWorkspaceLockfile: false # each has its own\n", ()),
    ],
)
def test_the_folders_of_the_workspace_are_read(data: bytes, members: tuple[str, ...]) -> None:
    assert members == read_members(data)
