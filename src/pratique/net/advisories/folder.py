"""A folder of advisories, such as the work tree of a clone: every regular file below it, in order of path."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.refusal import refused
from pratique.net.advisories.file import OneFile
from pratique.net.advisories.files import DEFAULT_READ_LIMITS, ReadLimits, Wants, unreadable

_NOT_ENTERED = frozenset({".git", ".hg", ".svn"})
_LINK = "a link, which is not followed"


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """See `AdvisoryFiles`. The name of the folder stands before every path, as in a zip of the repository."""

    folder: Path
    limits: ReadLimits = field(default=DEFAULT_READ_LIMITS)

    @property
    def label(self) -> str:
        """See `AdvisoryFiles`."""
        return str(self.folder)

    def count(self) -> int | None:
        """Not known before the walk is over."""
        return None

    def heads(self) -> Iterator[Entry]:
        """See `AdvisoryFiles`."""
        for path, link in self._walk():
            if not link:
                yield from OneFile(self.folder / path, self._named(path)).heads()

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """See `AdvisoryFiles`."""
        left = self.limits.total_bytes
        # Sources tell their files by the folders they are in, and somebody may have named the innermost one.
        around = self.folder.resolve().parent.name
        for path, link in self._walk():
            name = self._named(path)
            if not (wants(name) or wants(f"{around}/{name}")):
                continue
            if link:
                yield Skip(name, _LINK)
                continue
            limits = replace(self.limits, total_bytes=left)
            for item in OneFile(self.folder / path, name, limits).entries(wants, most_bytes=most_bytes):
                left -= len(item.data) if isinstance(item, Entry) else 0
                yield item

    def sha256(self) -> str | None:
        """None: a folder has no bytes of its own."""
        return None

    def _named(self, path: str) -> str:
        return f"{self.folder.resolve().name}/{path}"

    def _walk(self) -> Iterator[tuple[str, bool]]:
        """The path of each file below the folder, with `/`, and whether it is a link."""
        left = self.limits.members
        for item in self._below("", 0):
            left -= 1
            if left < 0:
                raise refused(self.label, f"it holds more than {self.limits.members:,} files")
            yield item

    def _below(self, path: str, depth: int) -> Iterator[tuple[str, bool]]:
        if depth > self.limits.depth:
            raise refused(self.label, f"its folders are more than {self.limits.depth} deep")
        try:
            with os.scandir(self.folder / path) as found:
                items = sorted(found, key=lambda item: item.name)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is no path"
            raise unreadable(self.folder / path, why) from error
        for item in items:
            below = f"{path}{item.name}"
            if item.is_symlink() or getattr(item, "is_junction", bool)():
                yield below, True
            elif item.is_dir(follow_symlinks=False):
                if item.name not in _NOT_ENTERED:
                    yield from self._below(f"{below}/", depth + 1)
            elif item.is_file(follow_symlinks=False):
                yield below, False
