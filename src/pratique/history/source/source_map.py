"""Reads source maps of built files (source map format, revision 3; ECMA-426)."""

import base64
import binascii
import json
import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from pratique.core.tree import File, Tree

_TAIL_BYTES = 8 * 1024
_MOST_MAP_BYTES = 32 * 1024 * 1024
_MOST_SOURCES = 20_000
_URL = re.compile(rb"(?://|/\*)[#@]\s*sourceMappingURL=([^\s*'\"]{1,4096})")
_INLINE = re.compile(
    rb"(?://|/\*)[#@]\s*sourceMappingURL=data:application/json;(?:charset[=:][\w-]{1,20};)?base64,"
)
_SCHEME = re.compile(r"[a-z][a-z+.-]{1,30}:///?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The files that a source map lists, with the text of each file if the map contains the text.

    The paths and the text are unverified.
    """

    sources: tuple[str, ...]
    """Paths relative to the root of the package, as far as the root is known. A leading `../` means a folder outside the
    package.
    """
    texts: tuple[str | None, ...]


def map_of(file: File, artifact: Tree) -> SourceMap | None:
    """Return the source map that a shipped file references or that is next to the file; None if there is no readable map."""
    named = _URL.findall(file.data[-_TAIL_BYTES:])
    folder = file.path.rpartition("/")[0]
    if named and not named[-1].startswith(b"data:"):
        path = posixpath.normpath(posixpath.join(folder, unquote(named[-1].decode("utf-8", "replace"))))
        beside = artifact.get(path)
        return parse_map(beside.data, beside.path) if beside is not None else None
    inline = None
    for inline in _INLINE.finditer(file.data):  # noqa: B007 - the last one counts
        continue
    if inline is not None:
        return parse_map(_decoded(file.data[inline.end() :]), file.path)
    beside = artifact.get(f"{file.path}.map")
    return parse_map(beside.data, beside.path) if beside is not None else None


def _decoded(data: bytes) -> bytes:
    packed = data.split(None, 1)[0][: _MOST_MAP_BYTES * 4 // 3] if data else b""
    try:
        return base64.b64decode(packed.rstrip(b"*/"))
    except (binascii.Error, ValueError):
        return b""


def parse_map(data: bytes, path: str) -> SourceMap | None:
    """Parse a source map at `path` in the package; return None if the map is invalid."""
    if len(data) > _MOST_MAP_BYTES:
        return None
    try:
        found = json.loads(data.removeprefix(b")]}'\n"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("sources"), list):
        return None
    root = found.get("sourceRoot") if isinstance(found.get("sourceRoot"), str) else ""
    told = found["sources"][:_MOST_SOURCES]
    texts = found.get("sourcesContent")
    texts = texts if isinstance(texts, list) else []
    kept = [
        (
            _resolved(name, str(root), path),
            texts[at] if at < len(texts) and isinstance(texts[at], str) else None,
        )
        for at, name in enumerate(told)
        if isinstance(name, str) and len(name) <= 4096
    ]
    return SourceMap(tuple(name for name, _ in kept), tuple(text for _, text in kept))


def _resolved(name: str, root: str, path: str) -> str:
    """Return a path from a source map relative to the package, without the URL schemes and queries that bundlers add."""
    told = unquote(name).partition("?")[0].replace("\\", "/")
    scheme = _SCHEME.match(told)
    if scheme is not None:
        rest = told[scheme.end() :]
        # webpack://NAMESPACE/./src/a.js: the path begins after the namespace.
        return posixpath.normpath(rest.partition("/./")[2] or rest)
    folder = path.rpartition("/")[0]
    return posixpath.normpath(posixpath.join(folder, root.replace("\\", "/").lstrip("/"), told.lstrip("/")))
