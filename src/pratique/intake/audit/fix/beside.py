"""The manifests beside a lock, each read once for all findings."""

from collections.abc import Callable
from functools import partial
from posixpath import dirname, join, normpath

from pratique.core.lock import LockedPackage, SourceKind
from pratique.errors import ParseError
from pratique.intake.audit.fix.request import Manifest

Read = Callable[[str], bytes | None]
_EMPTY = Manifest()
_MOST_PATH_CHARS = 4_096
OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH})
"""Entries that are folders of the project."""


class Files:
    """The files of the project. One that is not there, is broken or leads out of the project tells nothing.

    A reader is imported with the first file that needs it: most projects have manifests of one kind.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._found: dict[str, Manifest] = {}

    def text(self, path: str) -> str:
        """The text of a file; "" when there is none."""
        return (self._bytes(path) or b"").decode("utf-8", "replace")

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._bytes(path) is not None

    def package_json(self, folder: str) -> Manifest:
        """That of a folder."""
        from pratique.intake.audit.fix.node_manifest import read_package_json  # noqa: PLC0415 - see the class

        path = _inside(folder, "package.json")
        return self._manifest(path, lambda data: read_package_json(data, path))

    def pnpm_workspace(self, folder: str) -> Manifest:
        """pnpm-workspace.yaml of a folder."""
        from pratique.intake.audit.fix.node_manifest import read_workspace_file  # noqa: PLC0415 - see the class

        path, root = _inside(folder, "pnpm-workspace.yaml"), self.package_json(folder)
        return self._manifest(path, lambda data: read_workspace_file(data, path, root))

    def pyproject(self, folder: str) -> Manifest:
        """That of a folder."""
        from pratique.intake.audit.fix.python_manifest import read_pyproject  # noqa: PLC0415 - see the class

        path = _inside(folder, "pyproject.toml")
        return self._manifest(path, lambda data: read_pyproject(data, path))

    def pipfile(self, folder: str) -> Manifest:
        """That of a folder."""
        from pratique.intake.audit.fix.python_manifest import read_pipfile  # noqa: PLC0415 - see the class

        path = _inside(folder, "Pipfile")
        return self._manifest(path, lambda data: read_pipfile(data, path))

    def gemfile(self, lock: str) -> Manifest:
        """What the Gemfile of a lock asks for, as the lock has it."""
        from pratique.intake.audit.fix.gem_manifest import read_wishes  # noqa: PLC0415 - see the class

        return self._manifest(lock, partial(read_wishes, file=gemfile_of(lock)))

    def _manifest(self, path: str, reader: Callable[[bytes], Manifest]) -> Manifest:
        if path not in self._found:
            data = self._bytes(path)
            try:
                self._found[path] = _EMPTY if data is None else reader(data)
            except ParseError:
                self._found[path] = _EMPTY
        return self._found[path]

    def _bytes(self, path: str) -> bytes | None:
        if not path or len(path) > _MOST_PATH_CHARS or "\0" in path:
            return None
        try:
            return self._read(path)
        except ParseError:
            return None


def folder_of(entry: LockedPackage) -> str:
    """The folder of the project that an entry is, from the folder of the lock."""
    return (entry.url or entry.key).removeprefix("file:")


def gemfile_of(lock: str) -> str:
    """The Gemfile that a lock is made from."""
    names = {"gems.locked": "gems.rb"}
    folder, name = dirname(lock), lock.rpartition("/")[2]
    return join(folder, names.get(name, name.removesuffix(".lock")))


def _inside(folder: str, name: str) -> str:
    """The path of a file in a folder; "" when that leads out of the project."""
    path = normpath(join(folder, name))
    return "" if path.startswith(("../", "/")) or path == ".." else path
