"""The contents of an artifact in memory, limited in size."""

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_BUNDLED = re.compile(r"((?:node_modules/(?:@[^/]+/)?[^/@][^/]*/)+)package\.json\Z")
_SITE = re.compile(
    r"[^/]+\.data/(?:purelib/|platlib/|data/lib(?:64)?/(?:python[\w.]{1,10}/)?(?:site|dist)-packages/)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class File:
    """One regular file: `path` is relative to the package root, with forward slashes."""

    path: str
    data: bytes
    executable: bool = False

    @cached_property
    def sha256(self) -> str:
        """Return the sha256 of the data in lower-case hex."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size_bytes(self) -> int:
        """Return the length of the data."""
        return len(self.data)

    def __repr__(self) -> str:
        return f"File({self.path!r}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True)
class Omission:
    """An archive member that was not read, with the reason."""

    path: str
    why: str
    size_bytes: int | None = None
    head: bytes = field(default=b"", compare=False, repr=False)
    """The first bytes of a member that was skipped only because of its size.

    The first bytes of a member are sufficient to recognise a compiled program.
    """


class AnomalyKind(StrEnum):
    """Ways in which two programs can read an archive differently, or in which an archive refers to paths outside itself."""

    ABSOLUTE_PATH = "absolute-path"
    PARENT_PATH = "parent-path"
    LINK_ESCAPE = "link-escape"
    """A symbolic or hard link that points outside the package."""
    LINK = "link"
    """A link that stays inside the package. npm drops such links; pip keeps them for sdists."""
    DEVICE = "device"
    DUPLICATE_NAME = "duplicate-name"
    CASE_CLASH = "case-clash"
    CONTROL_CHARACTER = "control-character"
    TRAILING_DATA = "trailing-data"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    LIMIT = "limit"
    """The archive exceeded a limit on size, ratio, count, depth or name length. The rest of the archive was not read."""
    OUTSIDE_ROOT = "outside-root"
    """A member outside the single top folder that the format expects."""
    HEADER_MISMATCH = "header-mismatch"
    """Two headers of one member contradict each other: the local header and the central directory of a zip archive."""
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One oddity of an archive.

    `path` is the stored name of the member, or "" for the archive itself.
    """

    kind: AnomalyKind
    path: str
    detail: str


@dataclass(frozen=True)
class Tree:
    """The files in memory, the omissions, and the anomalies of the archive."""

    files: tuple[File, ...]
    omitted: tuple[Omission, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, File]:
        """Return the files by path."""
        return {file.path: file for file in self.files}

    @cached_property
    def sorted_paths(self) -> tuple[str, ...]:
        """Return the paths in code point order."""
        return tuple(sorted(file.path for file in self.files))

    @cached_property
    def bundled_manifests(self) -> tuple[File, ...]:
        """Return the package.json of each package below a `node_modules` folder of the artifact, at any depth."""
        return tuple(file for file in self.files if _BUNDLED.match(file.path))

    @cached_property
    def site_folders(self) -> tuple[str, ...]:
        """Return the folders of a wheel that are merged into its root at installation: `<name>.data/purelib` and `platlib`.

        A folder such as `lib/python3.12/site-packages` below `<name>.data/data` is also merged into the root.
        """
        found = (match.group() for file in self.files if (match := _SITE.match(file.path)))
        return tuple(dict.fromkeys(path.rstrip("/") for path in found))

    @property
    def size_bytes(self) -> int:
        """Return the number of unpacked bytes that were read."""
        return sum(file.size_bytes for file in self.files)

    def __iter__(self) -> Iterator[File]:
        return iter(self.files)

    def get(self, path: str) -> File | None:
        """Return the file at `path`, or None if there is none."""
        return self.by_path.get(path)


@dataclass(frozen=True, slots=True)
class TreeDelta:
    """The changes between two trees; files are matched by path first, and then by content."""

    added: tuple[File, ...] = ()
    removed: tuple[File, ...] = ()
    changed: tuple[tuple[File, File], ...] = ()
    """Pairs (before, after) of files with the same path and different bytes."""
    moved: tuple[tuple[File, File], ...] = ()
    """Pairs (before, after) of files with the same bytes and different paths."""
    unchanged: int = 0
    new_digests: frozenset[str] = field(default_factory=frozenset)
    """The SHA-256 of each content that only the later tree contains."""


def compare(before: Tree, after: Tree) -> TreeDelta:
    """Return the changes from `before` to `after`."""
    known = {file.sha256 for file in before}
    old_by_digest: dict[str, deque[File]] = {}
    for file in before:
        if file.path not in after.by_path:
            old_by_digest.setdefault(file.sha256, deque()).append(file)
    added: list[File] = []
    changed: list[tuple[File, File]] = []
    moved: list[tuple[File, File]] = []
    unchanged = 0
    for file in after:
        old = before.get(file.path)
        if old is not None:
            if old.sha256 == file.sha256:
                unchanged += 1
            else:
                changed.append((old, file))
        elif candidates := old_by_digest.get(file.sha256):
            moved.append((candidates.popleft(), file))
        else:
            added.append(file)
    removed = tuple(_in_order(before, old_by_digest))
    fresh = frozenset(file.sha256 for file in after if file.sha256 not in known)
    return TreeDelta(tuple(added), removed, tuple(changed), tuple(moved), unchanged, fresh)


def _in_order(before: Tree, left: dict[str, deque[File]]) -> Iterable[File]:
    gone = {file.path for files in left.values() for file in files}
    return (file for file in before if file.path in gone)
