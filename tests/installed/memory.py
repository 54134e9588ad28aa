"""A disk in memory: folders are dicts, files are text or bytes, links say where they lead."""

import hashlib
import json
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pratique.errors import ParseError, Reference
from pratique.installed.files import Entry, EntryKind, Hashed, by_name


@dataclass(frozen=True)
class Link:
    """A link, by its text."""

    text: str


PIPE = object()
"""A named pipe."""
CLOSED = object()
"""A folder that may not be looked into."""


@dataclass(frozen=True)
class MemoryFiles:
    """See `pratique.installed.files.Files`."""

    tree: Mapping[str, Any]

    def entries(self, path: str) -> tuple[Entry, ...]:
        found = self._at(path)
        if not isinstance(found, Mapping):
            raise _unreadable(path)
        return by_name(self._entry(path, name, item) for name, item in found.items())

    def read(self, path: str, most_bytes: int) -> bytes:
        found = self._at(path)
        data = found.encode() if isinstance(found, str) else found
        if not isinstance(data, bytes) or len(data) > most_bytes:
            raise _unreadable(path)
        return data

    def hashed(self, path: str) -> Hashed:
        data = self.read(path, 1 << 30)
        return Hashed(hashlib.sha256(data).hexdigest(), data[:1024])

    def _at(self, path: str) -> Any:
        found: Any = self.tree
        for part in path.split("/") if path else ():
            if not isinstance(found, Mapping) or part not in found:
                raise _unreadable(path)
            found = found[part]
        return found

    def _entry(self, folder: str, name: str, item: Any) -> Entry:
        if isinstance(item, Link):
            target = posixpath.normpath(posixpath.join(folder, item.text))
            return Entry(name, EntryKind.LINK, target=None if target.startswith(("..", "/")) else target)
        if isinstance(item, Mapping) or item is CLOSED:
            return Entry(name, EntryKind.FOLDER)
        if item is PIPE:
            return Entry(name, EntryKind.OTHER)
        return Entry(name, EntryKind.FILE, len(item.encode() if isinstance(item, str) else item))


def grown(plan: bytes, names: Sequence[str], contents: Sequence[Any]) -> dict[str, Any]:
    """A tree by a plan: each byte goes into a folder, goes up, or puts something there. Cheap to make at random."""
    top: dict[str, Any] = {}
    above = [top]
    for step in plan:
        action, choice = divmod(step, 64)
        name = names[choice % len(names)]
        inner = above[-1].get(name)
        if action == 0 and len(above) > 1:
            above.pop()
        elif action == 1 and not isinstance(inner, str | bytes | Link):
            above.append(above[-1].setdefault(name, {}))
        elif action > 1 and inner is None:
            above[-1][name if action == 2 else names[-1]] = contents[choice % len(contents)]
    return top


def _unreadable(path: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, f"{path} cannot be read", hint="try another")


def package(name: str, version: str = "1.0.0", /, **fields: object) -> dict[str, Any]:
    """A package with a package.json and an index.js."""
    manifest = {"name": name, "version": version, **fields}
    return {"package.json": json.dumps(manifest), "index.js": f"// {name}\n"}
