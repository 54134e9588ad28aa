"""Writes the collector as one executable file, which any Python 3.9 or newer runs without installed packages.

The bytes depend on the source of `pratique.collect` alone, so that two builds can be compared.
"""

import io
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_START = b"#!/usr/bin/env python3\n"
_MAIN = """import sys

if sys.version_info < (3, 9):
    sys.exit("Python 3.9 or newer is required")

from pratique.collect.__main__ import main

sys.exit(main())
"""
_PACKAGE = "pratique/collect"
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644
_RUNNABLE = 0o755


def built() -> bytes:
    """Return the bytes of the executable archive."""
    made = io.BytesIO()
    made.write(_START)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in _members():
            one = zipfile.ZipInfo(name, _DATE)
            one.compress_type = zipfile.ZIP_DEFLATED
            one.create_system = 3
            one.external_attr = _MODE << 16
            archive.writestr(one, data)
    return made.getvalue()


def write(path: Path) -> None:
    """Write the executable archive to `path`. Raise OSError if it cannot be written."""
    path.write_bytes(built())
    path.chmod(_RUNNABLE)


def _members() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", _MAIN.encode()
    # The archive has no other part of pratique, whose own module needs a newer Python.
    yield "pratique/__init__.py", b""
    yield from sorted(_sources(files("pratique.collect"), _PACKAGE))


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _sources(item, f"{path}/{item.name}")
        elif item.name.endswith(".py"):
            # A checkout on Windows has other line ends.
            yield f"{path}/{item.name}", item.read_bytes().replace(b"\r\n", b"\n")
