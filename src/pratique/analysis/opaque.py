"""Files that install or import reaches and that nothing here can read: programs that hooks start, byte code of V8, encrypted code."""

import posixpath
from collections.abc import Collection, Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability
from pratique.analysis.kinds import APPLE_DOUBLE
from pratique.analysis.native_code import named_in
from pratique.analysis.subject import Contents, NativeKind
from pratique.core.finding import Unread
from pratique.core.tree import File, Tree

INERT_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".svg", ".bmp", ".tif", ".tiff", ".avif"),
    *(".ttf", ".otf", ".woff", ".woff2", ".eot", ".mp3", ".mp4", ".ogg", ".wav", ".webm", ".pdf"),
    *(".map", ".md", ".rst", ".txt", ".css", ".less", ".scss", ".html", ".csv", ".tsv", ".d.ts"),
)
"""Files that no interpreter of these ecosystems runs: when one is not read, nothing is missed."""
_MOST_CHARACTER_BYTES = 4
_HEAD_BYTES = 4_096
_EARLY = frozenset((Context.INSTALL, Context.IMPORT))


def opaque_files(tree: Tree, known: Collection[str]) -> tuple[str, ...]:
    """Return the files that are no text and no picture or the like, beside those that are `known` to be code or compiled."""
    return tuple(
        file.path
        for file in tree
        if file.path not in known and not file.path.lower().endswith(INERT_SUFFIXES) and not is_text(file)
    )


def is_text(file: File) -> bool:
    """Return True for text, and for what macOS packs beside a file, which no interpreter runs."""
    head = file.data[:_HEAD_BYTES]
    if head.startswith(APPLE_DOUBLE):
        return True
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut by the end of what is looked at.
        return len(head) == _HEAD_BYTES and error.start > _HEAD_BYTES - _MOST_CHARACTER_BYTES
    return b"\0" not in head


def unread_opaque(contents: Contents, known: frozenset[str]) -> Iterator[Unread]:
    """Name what runs early and cannot be read; `known` are the digests of the baseline.

    Compiled code that code loads is told by `native_code` alone; what a hook starts is unread.
    """
    found = {
        path: "no text, and code asks for it at install or import"
        for path, when in contents.contexts.items()
        if when in _EARLY and path not in contents.facts and path not in contents.natives
    }
    found |= dict.fromkeys(_started(contents), "compiled code that an install hook starts")
    for path, why in found.items():
        file = contents.tree.get(path)
        digest = file.sha256 if file is not None else None
        yield Unread(path, why, sha256=digest, in_baseline=digest in known)


def _started(contents: Contents) -> Iterator[str]:
    """Yield the compiled programs that hooks start, by themselves or by the code that they run."""
    binaries = [path for path, kind in contents.natives.items() if kind is NativeKind.BINARY]
    if not binaries:
        return
    yield from (path for path in binaries if path in contents.hooks)
    names = {posixpath.basename(path): path for path in sorted(binaries, reverse=True)}
    for _, when, use in contents.uses():
        if when is Context.INSTALL and use.capability is Capability.PROCESS:
            yield from named_in(use, names)
