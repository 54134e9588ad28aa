"""Reads caches from a disk, with limits on names and time. This module never follows links and never writes files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from pratique.collect.disk import Budget, Disk, UnreadableError
from pratique.core.names import Digest
from pratique.errors import ParseError, Reference

MOST_NAMES = 2_000_000
"""The maximum number of files and folders that are listed in one cache."""
MOST_S = 60.0
"""The maximum time for reading one cache, in seconds."""


@dataclass(slots=True)
class CacheDisk:
    """Implements `contents.CacheFiles` for a folder on a disk."""

    root: PurePath
    clock: Callable[[], float]
    """A monotonic clock, in seconds."""
    most_names: int = MOST_NAMES
    most_s: float = MOST_S
    folder: Disk = field(init=False)

    def __post_init__(self) -> None:
        budget = Budget(self.clock, most_names=self.most_names, most_s=self.most_s, what="the cache")
        self.folder = Disk(str(self.root), budget)

    @property
    def spent(self) -> str:
        """Return the limit that was exceeded; "" if no limit was."""
        return self.folder.budget.spent

    def has(self, path: str) -> bool:
        """Return True if a regular file exists at `path`."""
        return self.folder.has(path)

    def digests(self, path: str, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of a regular file of any size."""
        try:
            return Digest.parse_sri(" ".join(self.folder.hashed(path, algorithms)))
        except UnreadableError as error:
            raise ParseError(
                Reference.FILE_UNREADABLE,
                f"{path} cannot be read: {error}"[:400],
                hint="check its permissions",
            ) from error
