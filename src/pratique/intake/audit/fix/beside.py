"""Reads the manifests beside a lockfile. Each manifest is read only once for all findings."""

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
"""The kinds of source of a lockfile entry that is a folder of the project."""


class Files:
    """Reads the manifests of a project. Files that are missing, broken or outside the project count as empty.

    Parsers are imported when they are first needed, because most projects have only one kind of manifest.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._found: dict[str, Manifest] = {}

    def text(self, path: str) -> str:
        """Return the text of a file; "" if the file is missing."""
        return (self._bytes(path) or b"").decode("utf-8", "replace")

    def exists(self, path: str) -> bool:
        """Return True if the file exists."""
        return self._bytes(path) is not None

    def package_json(self, folder: str) -> Manifest:
        """Return the parsed package.json of a folder."""
        from pratique.intake.audit.fix.node_manifest import read_package_json  # noqa: PLC0415 - see the class

        path = _inside(folder, "package.json")
        return self._manifest(path, lambda data: read_package_json(data, path))

    def pnpm_workspace(self, folder: str) -> Manifest:
        """Return the parsed pnpm-workspace.yaml of a folder."""
        from pratique.intake.audit.fix.node_manifest import read_workspace_file  # noqa: PLC0415 - see the class

        path, root = _inside(folder, "pnpm-workspace.yaml"), self.package_json(folder)
        return self._manifest(path, lambda data: read_workspace_file(data, path, root))

    def pyproject(self, folder: str) -> Manifest:
        """Return the parsed pyproject.toml of a folder."""
        from pratique.intake.audit.fix.python_manifest import read_pyproject  # noqa: PLC0415 - see the class

        path = _inside(folder, "pyproject.toml")
        return self._manifest(path, lambda data: read_pyproject(data, path))

    def pipfile(self, folder: str) -> Manifest:
        """Return the parsed Pipfile of a folder."""
        from pratique.intake.audit.fix.python_manifest import read_pipfile  # noqa: PLC0415 - see the class

        path = _inside(folder, "Pipfile")
        return self._manifest(path, lambda data: read_pipfile(data, path))

    def gemfile(self, lock: str) -> Manifest:
        """Return the dependencies of a Gemfile, as listed in its lockfile."""
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
    """Return the folder of a workspace entry, relative to the lockfile."""
    return (entry.url or entry.key).removeprefix("file:")


def gemfile_of(lock: str) -> str:
    """Return the path of the Gemfile for a Gemfile.lock."""
    names = {"gems.locked": "gems.rb"}
    folder, name = dirname(lock), lock.rpartition("/")[2]
    return join(folder, names.get(name, name.removesuffix(".lock")))


def _inside(folder: str, name: str) -> str:
    path = normpath(join(folder, name))
    return "" if path.startswith(("../", "/")) or path == ".." else path
