"""Reads the lockfiles of a project from commits."""

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
    """Reads the lockfiles of commits. A lockfile with the same bytes in several commits is parsed only once."""

    repository: Repository
    exclude: Sequence[str]
    known: dict[tuple[str, str], Lock] = field(default_factory=dict)
    """The parsed lockfiles by format name and blob id. Lockfiles that include other files are not cached."""
    inventories: Collection[str] = ()
    """The paths of the inventories to read.

    Other inventories are skipped, because they may list packages that are not installed.
    """

    def locks(self, commit: str) -> tuple[dict[str, Lock], tuple[LockRead, ...]]:
        """Return the parsed lockfiles of a commit by path, and the unreadable lockfiles. Raise ParseError."""
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
        """Return every regular file of a commit by path. Raise ParseError."""
        return {blob.path: blob for blob in self.repository.files(commit)}

    def bytes_of(self, files: Mapping[str, Blob], path: str) -> bytes:
        """Read a file of a commit.

        Raise ParseError if the file is not in `files`, is too large, or is missing in this clone of the repository.
        """
        blob = files.get(path)
        if blob is None:
            raise _unreadable(f"the commit does not contain {path}", "the file may have been added later")
        if blob.size_bytes > _MOST_BYTES:
            raise _unreadable(
                f"{path} is larger than 64 MiB in the commit", "check that the file is a lockfile"
            )
        return self.repository.read([blob])[path]

    def _lockfiles(self, files: Mapping[str, Blob]) -> Iterator[tuple[locate.Found, Blob]]:
        for path, blob in sorted(files.items()):
            item = locate.lockfile_at(path, self.exclude)
            if item is not None and (item.format.installs or path in self.inventories):
                yield item, blob


def _names(files: Mapping[str, Blob], folder: str) -> list[str] | None:
    """Return the file names in a folder of a commit, or None if the folder does not exist."""
    start = "" if folder == "." else f"{folder}/"
    found = [path[len(start) :] for path in files if path.startswith(start)]
    return [name for name in found if "/" not in name] if found else None


def _unreadable(message: str, hint: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, message, hint=hint)
