"""Which files could run."""

import pytest

from pratique.core.tree import File
from pratique.history.source.running import runs


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("a.js", b"", True),
        ("calm.pth", b"", True),
        ("package.json", b"", True),
        ("bin/calm", b"#!/bin/sh\n", True),
        ("bin/calm", b"\x7fELF", True),
        ("README.md", b"a()", False),
        ("index.d.ts", b"", False),
        ("data.json", b"{}", False),
        ("calm", b"text", False),
    ],
)
def test_a_file_runs_by_its_name_or_its_first_bytes(path: str, data: bytes, *, expected: bool) -> None:
    assert expected == runs(File(path, data))


def test_a_file_runs_by_its_mode() -> None:
    assert runs(File("calm", b"text", executable=True))
