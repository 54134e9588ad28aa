"""The lockfiles of a project as commits hold them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pratique.cli.project import locate
from pratique.core.lock import Lock
from pratique.core.reading import LockRead
from pratique.errors import ParseError, Reference
from pratique.net.git.repository import Blob, Repository

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Commits:
    """Reads the locks of commits; the same bytes are parsed once, whichever commits hold them."""

    repository: Repository
    exclude: Sequence[str]
    known: dict[tuple[str, str], Lock] = field(default_factory=dict)
    """Locks by the name of their format and the id of their bytes; none that includes other files."""
    inventories: Collection[str] = ()
    """Paths of the inventories to read: others tell of what nobody installs."""

    def locks(self, commit: str) -> tuple[dict[str, Lock], tuple[LockRead, ...]]:
        """Return the locks of a commit by path, and the unreadable ones. Raises ParseError."""
        files = self.files(commit)
        found: dict[str, Lock] = {}
        unread: list[LockRead] = []
        for item, blob in self._lockfiles(files):
            key = (item.format.name, blob.id)
            if key in self.known:
                found[blob.path] = self.known[key]
                continue
            try:
                lock = locate.read(
                    item, lambda path: self.bytes_of(files, path), lambda folder: _names(files, folder)
                )
            except ParseError as error:
                unread.append(locate.unread(blob.path, error))
                continue
            found[blob.path] = lock
            if lock.alone:
                self.known[key] = lock
        return found, tuple(unread)

    def files(self, commit: str) -> Mapping[str, Blob]:
        """Return every regular file of a commit by path. Raises ParseError."""
        return {blob.path: blob for blob in self.repository.files(commit)}

    def bytes_of(self, files: Mapping[str, Blob], path: str) -> bytes:
        """Read one of `files`. Raises ParseError when it is none of them, is too large, or is not in this clone."""
        blob = files.get(path)
        if blob is None:
            raise _unreadable(f"{path} is not in that commit", "was it added later?")
        if blob.size_bytes > _MOST_BYTES:
            raise _unreadable(f"{path} of that commit is larger than 64 MiB", "is it really a lockfile?")
        return self.repository.read([blob])[path]

    def _lockfiles(self, files: Mapping[str, Blob]) -> Iterator[tuple[locate.Found, Blob]]:
        for path, blob in sorted(files.items()):
            item = locate.lockfile_at(path, self.exclude)
            if item is not None and (item.format.installs or path in self.inventories):
                yield item, blob


def _names(files: Mapping[str, Blob], folder: str) -> list[str] | None:
    """Return the file names in a folder of a commit; None if there was no such folder."""
    start = "" if folder == "." else f"{folder}/"
    found = [path[len(start) :] for path in files if path.startswith(start)]
    return [name for name in found if "/" not in name] if found else None


def _unreadable(message: str, hint: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, message, hint=hint)
