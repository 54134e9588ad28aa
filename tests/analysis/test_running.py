"""Whether a file can run."""

import pytest

from pratique.analysis.running import runs
from pratique.core.tree import File


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.js", b""),
        ("a/package.json", b"{}"),
        ("a-1.dist-info/entry_points.txt", b"[pytest11]\n"),
        ("a.pth", b"x\n"),
        ("tool", b"#!/bin/sh\n"),
        ("picture.png", b"\x7fELF"),
        ("a.pyc", b""),
    ],
)
def test_code_and_what_decides_which_code_is_loaded_can_run(path: str, data: bytes) -> None:
    assert runs(File(path, data))


@pytest.mark.parametrize(
    ("path", "data"),
    [("README.md", b"x"), ("a.json", b"{}"), ("a-1.dist-info/METADATA", b"Name: a\n"), ("x", b"")],
)
def test_data_cannot(path: str, data: bytes) -> None:
    assert not runs(File(path, data))
