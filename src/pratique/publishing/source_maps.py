"""Finds source maps that contain source code which the package does not otherwise contain.

A source map (ECMA-426) may embed the original sources in `sourcesContent`, also inside a comment of the generated file.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.core.tree import File, Tree
from pratique.publishing.outgoing import Outgoing, suffix_of
from pratique.publishing.secrets.secret import line_of

RULE = "source-map-with-source"
_MARK = b'"sourcesContent"'
_INLINE = b"sourceMappingURL=data:application/json"
_MOST_BYTES = 64 << 20
_MOST_READ = 50
_SCRIPTS = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".css"})
_MOST_OTHERS = 10


def source_maps_gained(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding if the release contains source maps with sources, and the last release contained none."""
    last = outgoing.last
    if last is not None and any(_has_sources(file, last.tree) for file in _candidates(last.tree)):
        return
    found = [file for file in _candidates(outgoing.tree) if _has_sources(file, outgoing.tree)]
    if not found:
        return
    first, *rest = found
    sources = _sources(first)
    compared = f"{last.name} has none" if last is not None else "there is no last release to compare with"
    yield PublishFinding(
        rule=RULE,
        level=Level.STOP if last is not None else Level.NOTE,
        location=Location(first.path, _line(first)),
        message=f"the source map contains the text of {len(sources)} source files that the package does not contain, "
        f"such as {_named(first)}; {compared}",
        next_step="build without source maps or without `sourcesContent`, or exclude *.map from the package",
        others=tuple(Location(file.path) for file in rest[:_MOST_OTHERS]),
    )


def _candidates(tree: Tree) -> Iterator[File]:
    count = 0
    for file in sorted(tree, key=lambda file: file.path):
        suffix = suffix_of(file.path)
        mark = _MARK if suffix == ".map" else _INLINE if suffix in _SCRIPTS else b""
        if mark and file.size_bytes <= _MOST_BYTES and mark in file.data:
            yield file
            count += 1
        if count >= _MOST_READ:
            return


def _line(file: File) -> int | None:
    at = file.data.find(_INLINE)
    return 1 if suffix_of(file.path) == ".map" else line_of(file.data, at) if at >= 0 else None


def _map_of(file: File) -> dict[str, Any]:
    data = file.data
    if suffix_of(file.path) != ".map":
        _, _, rest = data[data.rfind(_INLINE) :].partition(b"base64,")
        try:
            data = base64.b64decode(rest.split(None, 1)[0].rstrip(b"*/"))
        except (binascii.Error, ValueError, IndexError):
            return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _sources(file: File) -> list[str]:
    content = _map_of(file).get("sourcesContent")
    return (
        [text for text in content if isinstance(text, str) and text.strip()]
        if isinstance(content, list)
        else []
    )


def _named(file: File) -> str:
    names = _map_of(file).get("sources")
    found = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return found[0][-120:] if found else "an unnamed file"


def _has_sources(file: File, tree: Tree) -> bool:
    """Return True if a source map contains a text that is no file of the package."""
    shipped: set[bytes] = {other.data.strip() for other in tree if suffix_of(other.path) in _SCRIPTS}
    return any(text.encode("utf-8", "replace").strip() not in shipped for text in _sources(file))
