"""Byte code that Python runs and nobody reads: where no source is shipped, or instead of the source that lies beside it.

Source: PEP 552 and `importlib._bootstrap_external` of Python 3.13. Byte code in `__pycache__` that names the moment and the size of its source
is passed over once this is installed, since that gets another moment; byte code that goes by a hash is not.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.subject import Contents, NativeKind
from pratique.core.finding import Unread
from pratique.core.tree import File, Tree

_CACHE = "__pycache__"
_CACHED = re.compile(r"([^.]+)\.(?:cpython|pypy)-?3\d{1,3}(?:\.opt-\w{1,20})?\.pyc\Z")
_SOURCES = (".py", ".pyw")
_FIRST, _LAST = 3000, 4500
"""Magic numbers of CPython 3."""
_HEADER = 16
"""Bytes of magic number, flags, and moment with size or hash; some less before there were flags."""
_WITH_FLAGS = 3390
"""From this magic number on (Python 3.7) flags follow it."""


def unread_byte_code(contents: Contents, known: frozenset[str]) -> Iterator[Unread]:
    """Name the byte code of a Python artifact that is run as it is; `known` are the digests of the baseline."""
    for path, kind in contents.natives.items():
        file = contents.tree.get(path)
        if kind is not NativeKind.BYTECODE or file is None or not path.endswith(".pyc"):
            continue
        found = _runs(contents.tree, file)
        if found is not None:
            why, place = found
            reached = contents.context(place) is not Context.AUXILIARY
            yield Unread(path, why, sha256=file.sha256, in_baseline=file.sha256 in known, reached=reached)


def _runs(tree: Tree, file: File) -> tuple[str, str] | None:
    """Why byte code is run unread, and the path of the module that it is; None where it is not run, or by no Python 3."""
    magic = int.from_bytes(file.data[:2], "little")
    if len(file.data) < _HEADER or file.data[2:4] != b"\r\n" or not _FIRST <= magic <= _LAST:
        return None
    folder, name = posixpath.split(file.path)
    if posixpath.basename(folder) != _CACHE:
        stem = posixpath.join(folder, name.removesuffix(".pyc"))
        if any(stem + suffix in tree.by_path for suffix in _SOURCES):
            return None
        return "byte code without its source", file.path
    cached = _CACHED.match(name)
    source = f"{posixpath.join(posixpath.dirname(folder), cached[1])}.py" if cached is not None else ""
    if source not in tree.by_path or magic < _WITH_FLAGS or not file.data[4] & 1:
        return None
    return "byte code that is run instead of its source", source
