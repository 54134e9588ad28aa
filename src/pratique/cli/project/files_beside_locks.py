"""Reads the manifests in the folders of lockfiles (see `pratique.intake.agreement.Beside`)."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from pratique.cli.project import locate
from pratique.errors import ParseError, Reference
from pratique.intake.agreement import MANIFESTS

if TYPE_CHECKING:
    from pratique.net.git.repository import Blob, Repository

MOST_BYTES = 8 * 1024 * 1024
"""The maximum size of a file that is read, in bytes. The parsers of manifests have lower limits."""

_MOST_FOLDERS = 200_000
_MOST_AT_ONCE = 5_000
_SMALL_BYTES = 64 * 1024
_UNSEEN = locate.INSTALLED | locate.CACHES


@dataclass(frozen=True)
class OnDisk:
    """Reads the files below a folder on disk."""

    root: Path

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file (see `Beside`). Follow links inside the project, as clients do."""
        # `os.path` says no where `Path` raises: for paths that are too long, which anybody can make.
        if not os.path.lexists(self.root / path):
            return None
        return locate.from_disk(self.root)(path)

    def named(self, filename: str) -> Iterable[str]:
        """Return the paths of files by name (see `Beside`).

        The folders are searched once, with the rules of `locate.find`.
        """
        return (path for path in self._manifests if path.rpartition("/")[2] == filename)

    @cached_property
    def _manifests(self) -> tuple[str, ...]:
        found: list[str] = []
        for number, (folder, names, files) in enumerate(os.walk(self.root)):
            if number >= _MOST_FOLDERS:
                break
            names[:] = sorted(set(names) - _UNSEEN)
            here = Path(folder).relative_to(self.root)
            found.extend((here / name).as_posix() for name in files if name in MANIFESTS)
        return tuple(sorted(found))


@dataclass(frozen=True)
class AtCommit:
    """Reads files of a commit by path."""

    repository: "Repository"
    files: Mapping[str, "Blob"]
    _read: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file (see `Beside`).

        The first time that a file name is read, also load all small files with that name in one git call.
        """
        blob = self.files.get(path)
        if blob is None:
            return None
        if path not in self._read:
            if blob.size_bytes > MOST_BYTES:
                message = f"{path} is larger than 8 MiB in the commit"
                raise ParseError(Reference.FILE_UNREADABLE, message, hint="check that the file is a manifest")
            name = path.rpartition("/")[2]
            more = [self.files[other] for other in self.named(name) if other not in self._read]
            small = [other for other in more if other.size_bytes <= _SMALL_BYTES][:_MOST_AT_ONCE]
            self._read.update(self.repository.read([blob, *small]))
        return self._read[path]

    def named(self, filename: str) -> Iterable[str]:
        """Return the paths of files by name (see `Beside`)."""
        for path in self.files:
            *folders, name = path.split("/")
            if name == filename and _UNSEEN.isdisjoint(folders):
                yield path


def behind_links(repository: "Repository", commit: str, files: Mapping[str, "Blob"]) -> Mapping[str, "Blob"]:
    """Return the target files of links with a manifest's name, by the path of the link. Raise ParseError."""
    links = [blob for blob in repository.links(commit) if blob.path.rpartition("/")[2] in MANIFESTS]
    targets = repository.read(links) if links else {}
    ways = {path: normpath(join(dirname(path), os.fsdecode(data))) for path, data in targets.items()}
    return {path: replace(files[way], path=path) for path, way in ways.items() if way in files}
