"""Reads the project's folder and the commit that is checked out, to compare them with what would be published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pratique.core.assessment import Checked, FamilyState
from pratique.core.release import ArtifactKind
from pratique.core.tree import Tree
from pratique.errors import ParseError, UsageError
from pratique.net.git.repository import Repository
from pratique.publishing.committed import git_id
from pratique.publishing.file_kinds import kind_of
from pratique.publishing.outgoing import IgnoreLine, WorkTree, suffix_of
from pratique.publishing.packed_names import SourcePaths, is_written

_MOST_FILE_BYTES = 64 << 20
_MOST_SOURCES = 20_000
_SOURCES = frozenset(
    {
        *(".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".coffee"),
        *(".py", ".pyx", ".rb", ".c", ".cc", ".cpp", ".h", ".rs", ".go"),
    }
)
_LINKS_AND_FILES = (0o100644, 0o100755)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Reads files of the project's folder that are inside of it."""

    root: Path

    def has(self, path: str) -> bool:
        """Return True if the path is a file, or a link to one, below the folder."""
        try:
            return (self.root / path).is_file()
        except (OSError, ValueError):
            return False

    def read(self, path: str) -> bytes | None:
        place = self.root / path
        try:
            if not place.resolve().is_relative_to(self.root.resolve()) or not place.is_file():
                return None
            if place.stat().st_size > _MOST_FILE_BYTES:
                return None
            return place.read_bytes()
        except (OSError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class _Commit:
    """Reads files of the commit that is checked out."""

    repository: Repository
    head: str

    def read(self, path: str) -> bytes | None:
        try:
            found = [entry.blob for entry in self.repository.entries(self.head, path) if entry.path == path]
            if not found or found[0].size_bytes > _MOST_FILE_BYTES:
                return None
            return self.repository.read(found)[path]
        except ParseError:
            return None


def read_work_tree(
    folder: Path | None, tree: Tree, kind: ArtifactKind
) -> tuple[WorkTree | None, FamilyState]:
    """Return the state of the project's folder, and the coverage of the comparison with it.

    A folder outside of git repositories is not compared. If git fails, the coverage is unknown.
    """
    if folder is None:
        return None, FamilyState(Checked.NOT_ASKED, "the folder of the project is unknown")
    if not _is_in_repository(folder):
        return None, FamilyState(Checked.NOT_ASKED, "the folder is in no git repository")
    try:
        return _read(folder, tree, kind), FamilyState(Checked.KNOWN)
    except (UsageError, ParseError) as error:
        return None, FamilyState(Checked.UNKNOWN, error.message)


def _read(folder: Path, tree: Tree, kind: ArtifactKind) -> WorkTree:
    repository = Repository.around(folder)
    head = _head(repository)
    every = (
        [entry for entry in repository.entries(head, sizes=False) if entry.mode in _LINKS_AND_FILES]
        if head
        else []
    )
    committed = {entry.path: entry.id for entry in every}
    files = _Folder(folder)
    ignored = repository.ignored(_untracked(files, committed, tree, kind))
    commit = _Commit(repository, head)
    return WorkTree(
        head=head,
        committed=committed,
        ignored={path: IgnoreLine(*found) for path, found in ignored.items()},
        read=files.read,
        read_committed=commit.read,
        modified=tuple(_modified(files, committed, head)),
        tags=repository.tags(),
    )


def _untracked(files: _Folder, committed: Mapping[str, str], tree: Tree, kind: ArtifactKind) -> Iterator[str]:
    """Yield the paths in the project's folder of outgoing files that the commit does not have."""
    paths = SourcePaths(kind, iter(tree), committed)
    for file in tree:
        if is_written(file.path, kind) or file.path.startswith(("/", "./", "../")):
            continue
        candidates = paths.candidates(file.path)
        if not any(path in committed for path in candidates):
            yield from (path for path in candidates if files.has(path))


def _head(repository: Repository) -> str:
    try:
        return repository.commit("HEAD")
    except UsageError:
        return ""


def _modified(files: _Folder, committed: dict[str, str], head: str) -> Iterable[str]:
    """Yield the source files whose bytes differ from the commit; tests are skipped."""
    sources = [path for path in sorted(committed) if suffix_of(path) in _SOURCES and kind_of(path) is None]
    for path in sources[:_MOST_SOURCES]:
        data = files.read(path)
        if data is None:
            continue
        forms = (data, data.replace(b"\r\n", b"\n"))
        if all(git_id(form, head) != committed[path] for form in forms):
            yield path


def _is_in_repository(folder: Path) -> bool:
    place = folder.absolute()
    return any((above / ".git").exists() for above in (place, *place.parents))
