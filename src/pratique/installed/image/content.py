"""Joins the layers of an image: what each layer adds, and what a higher layer deletes or replaces.

A deleted file is still in the image, and everybody who has the image can read it (OCI image format specification, "Whiteouts").
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pratique.archive.member import Member, MemberKind
from pratique.errors import ParseError
from pratique.installed.image.blobs import Blobs
from pratique.installed.image.layer import members
from pratique.installed.image.manifest import Image, Layer

T = TypeVar("T")
Recogniser = Callable[[str, bytes], Iterable[T]]
"""Returns what a file with this path and these bytes shows."""

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_MANIFESTS = frozenset({"package.json", "METADATA", "PKG-INFO"})
_MOST_ITEMS = 500_000


@dataclass(slots=True)
class Item(Generic[T]):
    """Something that a file of a layer shows."""

    value: T
    path: str
    layer: int
    """The number of the layer, from 1 for the lowest."""
    gone: int | None = None
    """The number of the layer that deleted or replaced the file; None if the file is in the image's file system."""


@dataclass(slots=True)
class Content(Generic[T]):
    """What the files of an image show."""

    image: Image
    items: list[Item[T]] = field(default_factory=list)
    files: int = 0
    lost: list[tuple[Layer, str]] = field(default_factory=list)
    """The layers that could not be read completely, each with one clause."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """The manifests that could not be read, by path, each with one clause."""


def read_content(blobs: Blobs, image: Image, recognise: Recogniser[T]) -> Content[T]:
    """Read all layers of an image. A layer that cannot be read is in `lost`, and the others count."""
    content: Content[T] = Content(image)
    live: dict[str, list[Item[T]]] = {}
    for number, layer in enumerate(image.layers, 1):
        lost: list[str] = []
        try:
            chunks, size = blobs.chunks(layer.blob), blobs.size_of(layer.blob)
            _apply(content, live, number, members(chunks, size, lost), recognise)
            if len(content.items) >= _MOST_ITEMS:
                lost.append(f"only the first {_MOST_ITEMS:,} packages were read")
        except ParseError as error:
            lost.append(error.message)
        content.lost.extend((layer, why) for why in dict.fromkeys(lost))
    return content


@dataclass(slots=True)
class _Changes:
    """What one layer does to the layers below."""

    watched: frozenset[str]
    """The paths of the items below, and their folders."""
    away: set[str] = field(default_factory=set)
    """Paths that are deleted or replaced, with all that is below them."""
    emptied: set[str] = field(default_factory=set)
    """Folders of which nothing from the layers below remains."""

    def note(self, path: str, *, is_folder: bool) -> bool:
        """Note what a member changes. Return True if it is a file and no whiteout."""
        folder, name = posixpath.split(path)
        if name == _OPAQUE:
            self.emptied.add(folder)
        elif name.startswith(_WHITEOUT):
            self.away.add(posixpath.join(folder, name[len(_WHITEOUT) :]))
        elif not is_folder:
            if path in self.watched:
                self.away.add(path)
            return True
        return False

    def hides(self, path: str) -> bool:
        """Return True if an item of the layers below is no longer there."""
        return path in self.away or any(
            folder in self.away or folder in self.emptied for folder in _folders(path)
        )


def _apply(
    content: Content[T],
    live: dict[str, list[Item[T]]],
    number: int,
    found: Iterator[Member],
    recognise: Recogniser[T],
) -> None:
    """Add the files of one layer, then take away what it deletes from the layers below."""
    changes = _Changes(frozenset(part for path in live for part in (path, *_folders(path))))
    fresh: dict[str, list[Item[T]]] = {}
    for member in found:
        content.files += 1
        path = _plain(member.name)
        if not changes.note(path, is_folder=member.kind is MemberKind.FOLDER):
            continue
        if member.unread and posixpath.basename(path) in _MANIFESTS:
            content.unread.append((path, member.unread))
        if member.data is not None and len(content.items) < _MOST_ITEMS:
            items = [Item(value, path, number) for value in recognise(path, member.data)]
            content.items.extend(items)
            if items:
                fresh[path] = items
    for path in [path for path in live if changes.hides(path)]:
        for item in live.pop(path):
            item.gone = number
    live.update(fresh)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders of a path, the nearest first; the root is "" and the last."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _plain(name: str) -> str:
    path = posixpath.normpath(name).lstrip("/")
    return "" if path == "." else path
