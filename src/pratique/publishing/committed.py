"""Compares the files of a release with the commit that is checked out, and with the project's folder."""

import hashlib
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.core.release import ArtifactKind
from pratique.core.tree import File
from pratique.publishing.outgoing import IgnoreLine, Outgoing, WorkTree, suffix_of, top_of
from pratique.publishing.package_json import rewritten_by_clients
from pratique.publishing.packed_names import (
    SourcePaths,
    installed_path,
    is_written,
    may_be_rewritten,
)
from pratique.publishing.version_files import differs_in_version_only, states_a_version_only

_MOST_OTHERS = 10
_SHA256_HEX = 64
_LFS = b"version https://git-lfs.github.com/spec/v1\n"
_CODE = frozenset(
    {
        *(
            ".js",
            ".mjs",
            ".cjs",
            ".jsx",
            ".ts",
            ".mts",
            ".cts",
            ".tsx",
            ".py",
            ".pyi",
            ".pth",
            ".rb",
            ".rake",
            ".sh",
        ),
        *(
            ".bash",
            ".ps1",
            ".bat",
            ".cmd",
            ".node",
            ".so",
            ".pyd",
            ".dll",
            ".dylib",
            ".exe",
            ".wasm",
            ".jar",
            ".pyc",
        ),
        *(
            ".gemspec",
            ".gyp",
            ".gypi",
            ".pl",
            ".php",
            ".lua",
            ".c",
            ".cc",
            ".cpp",
            ".h",
            ".rs",
            ".go",
            ".vue",
            ".svelte",
        ),
    }
)


class State(Enum):
    """Where the bytes of an outgoing file come from."""

    COMMITTED = auto()
    """The commit contains these bytes, at this path or, for a wheel, at any path."""
    ORDINARY = auto()
    """No commit contains these bytes, and the last release had files like this: build output, or metadata of the tool."""
    DIFFERS = auto()
    """The commit has other bytes, and the project's folder has these: an uncommitted change."""
    NOT_IN_COMMIT = auto()
    """The project's folder has the file, no commit has it, and git does not ignore it."""
    IGNORED = auto()
    """Git ignores the file, and the last release had no files like it."""
    CHANGED = auto()
    """The archive has other bytes than the project's folder."""
    NOWHERE = auto()
    """Neither the commit nor the project's folder nor the last release has the file."""
    FIRST = auto()
    """No commit has the file, and there is no last release to compare with."""


@dataclass(frozen=True)
class Origins:
    """Finds the state of every file of an artifact."""

    outgoing: Outgoing
    work: WorkTree

    @cached_property
    def _paths(self) -> SourcePaths:
        files = (file for file in self.outgoing.tree if not is_written(file.path, self.outgoing.kind))
        return SourcePaths(self.outgoing.kind, files, self.work.committed)

    @cached_property
    def _contents(self) -> frozenset[str]:
        return frozenset(self.work.committed.values())

    @cached_property
    def _built_before(self) -> frozenset[tuple[str, str]]:
        """The first folder and the extension of each file of the last release that the commit does not have."""
        last = self.outgoing.last
        if last is None:
            return frozenset()
        return frozenset(
            (top_of(file.path), suffix_of(file.path))
            for file in last.tree
            if not self._is_committed_path(file.path)
        )

    @cached_property
    def _paths_before(self) -> frozenset[str]:
        last = self.outgoing.last
        return frozenset() if last is None else frozenset(installed_path(file.path) for file in last.tree)

    @cached_property
    def _folders_before(self) -> frozenset[str]:
        last = self.outgoing.last
        return frozenset() if last is None else frozenset(top_of(file.path) for file in last.tree) - {""}

    def _is_committed_path(self, path: str) -> bool:
        return any(candidate in self.work.committed for candidate in self._paths.candidates(path))

    def state_of(self, file: File) -> tuple[State, str]:
        """Return the state of a file, and its path in the project's folder."""
        outgoing = self.outgoing
        candidates = self._paths.candidates(file.path)
        if is_written(file.path, outgoing.kind):
            return State.ORDINARY, file.path
        if self._has_committed(file.data, candidates):
            return State.COMMITTED, candidates[0]
        here = next((path for path in candidates if path in self.work.committed), None)
        if here is not None:
            return self._of_tracked(file, here), here
        found = next(
            ((path, data) for path in candidates if (data := self.work.read(path)) is not None), None
        )
        if found is None:
            return self._of_unknown(file), file.path
        path, data = found
        if outgoing.built and not _same(data, file.data) and not self._is_rewritten(file, data):
            return State.CHANGED, path
        return self._of_untracked(file, path), path

    def _has_committed(self, data: bytes, candidates: tuple[str, ...]) -> bool:
        wanted = self._contents if self.outgoing.is_wheel else None
        for form in (data, data.replace(b"\r\n", b"\n")):
            name = git_id(form, self.work.head)
            if wanted is not None and name in wanted:
                return True
            if any(self.work.committed.get(path) == name for path in candidates):
                return True
        return False

    def _of_tracked(self, file: File, path: str) -> State:
        before = self.work.read_committed(path)
        if before is not None and (_is_pointer_to(before, file.data) or self._is_rewritten(file, before)):
            return State.COMMITTED
        here = self.work.read(path)
        if here is not None and _same(here, file.data):
            return State.DIFFERS
        if (
            here is not None
            and before is not None
            and not self.outgoing.built
            and self._is_rewritten(file, here)
        ):
            return State.DIFFERS
        return State.CHANGED if self.outgoing.built else State.DIFFERS

    def _is_rewritten(self, file: File, source: bytes) -> bool:
        """Return True if a packing tool made a file from a source in the ways that such tools do."""
        outgoing = self.outgoing
        if may_be_rewritten(file.path, outgoing.kind) or states_a_version_only(file.path, file.data, source):
            return True
        if file.path == "package.json" and outgoing.kind is ArtifactKind.NPM_TARBALL:
            return rewritten_by_clients(source, file.data)
        return differs_in_version_only(source, file.data, outgoing.version)

    def _of_untracked(self, file: File, path: str) -> State:
        last, line = self.outgoing.last, self.work.ignored.get(path)
        if line is None:
            known = installed_path(file.path) in self._paths_before
            return State.ORDINARY if known else State.NOT_IN_COMMIT
        if last is None:
            return State.FIRST
        if installed_path(file.path) in self._paths_before or states_a_version_only(file.path, file.data):
            return State.ORDINARY
        top = top_of(file.path)
        if names_folder(line, path) and top in self._folders_before:
            return State.ORDINARY
        built = (top, suffix_of(file.path)) in self._built_before
        return State.ORDINARY if built else State.IGNORED

    def _of_unknown(self, file: File) -> State:
        last = self.outgoing.last
        if installed_path(file.path) in self._paths_before:
            return State.ORDINARY
        if states_a_version_only(file.path, file.data):
            return State.ORDINARY
        if last is None:
            return State.FIRST
        suffix = suffix_of(file.path)
        built = (top_of(file.path), suffix) in self._built_before
        if built and (suffix not in _CODE or suffix in {".so", ".pyd", ".dylib", ".dll", ".node"}):
            return State.ORDINARY
        return State.NOWHERE


def git_id(data: bytes, like: str) -> str:
    """Return the git object id of a file (git-hash-object(1)), in the hash of the repository."""
    algorithm = "sha256" if len(like) == _SHA256_HEX else "sha1"
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def names_folder(line: IgnoreLine, path: str) -> bool:
    """Return True if the line of an ignore file excludes a folder above the path, and not only the file itself."""
    last = line.pattern.rstrip("/").rpartition("/")[2]
    return last in posixpath.dirname(path).split("/")


def _same(one: bytes, other: bytes) -> bool:
    return one == other or one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _is_pointer_to(pointer: bytes, data: bytes) -> bool:
    """Return True if the commit has a pointer of Git LFS to these bytes."""
    return pointer.startswith(_LFS) and hashlib.sha256(data).hexdigest().encode() in pointer


def files_of_no_commit(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding for each state of files that stops a release."""
    work = outgoing.work
    if work is None:
        return
    origins = Origins(outgoing, work)
    found: dict[State, list[tuple[File, str]]] = {}
    for file in outgoing.files:
        state, path = origins.state_of(file)
        if state in _WORDS:
            found.setdefault(state, []).append((file, path))
    for state, files in found.items():
        yield _finding(outgoing, work, state, files)


def _finding(
    outgoing: Outgoing, work: WorkTree, state: State, files: list[tuple[File, str]]
) -> PublishFinding:
    rule, level, words, next_step = _WORDS[state]
    # What a machine runs comes first.
    ordered = sorted(files, key=lambda one: (suffix_of(one[0].path) not in _CODE, one[0].path))
    (first, path), *rest = ordered
    line = work.ignored.get(path)
    message = words(len(files), outgoing)
    if state is State.IGNORED and line is not None:
        message += f"; {line.source}:{line.line} excludes it from git{_npm_reason(outgoing, work)}"
    return PublishFinding(
        rule=rule,
        level=level,
        location=Location(first.path),
        message=message,
        next_step=next_step,
        others=tuple(Location(file.path) for file, _ in rest[:_MOST_OTHERS]),
    )


def _npm_reason(outgoing: Outgoing, work: WorkTree) -> str:
    if outgoing.kind is ArtifactKind.NPM_TARBALL and work.read(".npmignore") is not None:
        return ", but npm reads .npmignore instead of .gitignore"
    return ""


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _last(outgoing: Outgoing) -> str:
    return outgoing.last.name if outgoing.last is not None else "a release"


_Words = Callable[[int, Outgoing], str]
_WORDS: dict[State, tuple[str, Level, _Words, str]] = {
    State.DIFFERS: (
        "differs-from-commit",
        Level.STOP,
        lambda n, _: f"{_count(n, 'file differs', 'files differ')} from the commit that is checked out",
        "commit the change, or restore the file with `git restore`, then pack again",
    ),
    State.NOT_IN_COMMIT: (
        "uncommitted-file",
        Level.STOP,
        lambda n, _: f"no commit has {_count(n, 'file', 'files')} of the package",
        "commit the file, or exclude it from the package",
    ),
    State.IGNORED: (
        "ignored-file-gained",
        Level.STOP,
        lambda n, out: (
            f"git ignores {_count(n, 'file', 'files')} of the package, and {_last(out)} had no such file"
        ),
        "exclude the file from the package; if it belongs there, accept the finding with `--accept`",
    ),
    State.CHANGED: (
        "archive-differs-from-folder",
        Level.STOP,
        lambda n, _: (
            f"{_count(n, 'file', 'files')} of the archive {'has' if n == 1 else 'have'} "
            "other bytes than in the project's folder: the archive is old, or it was changed after the build"
        ),
        "delete the archive and build it again from a clean checkout",
    ),
    State.NOWHERE: (
        "file-without-source",
        Level.STOP,
        lambda n, out: (
            f"the archive contains {_count(n, 'file', 'files')} that neither the project's folder nor "
            f"{_last(out)} has"
        ),
        "delete the archive and build it again from a clean checkout",
    ),
    State.FIRST: (
        "build-output-of-first-release",
        Level.NOTE,
        lambda n, _: (
            f"no commit has {_count(n, 'file', 'files')} of the package, and there is no last release to "
            "compare with"
        ),
        "check that the files are outputs of your build",
    ),
}


def changed_sources(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding if build outputs are published, and sources in the folder differ from the commit."""
    work = outgoing.work
    if work is None or not work.modified:
        return
    shipped = {file.path for file in outgoing.tree}
    paths = [path for path in work.modified if path not in shipped]
    if not paths or not _has_outputs(outgoing, work):
        return
    first, *rest = paths
    yield PublishFinding(
        rule="changed-source-tree",
        level=Level.STOP,
        location=Location(first),
        message=f"the package contains build outputs, and {_count(len(paths), 'source file differs', 'source files differ')} "
        "from the commit, so no commit has the code that is published",
        next_step="commit the changes, or restore the files with `git restore`, then build again",
        others=tuple(Location(path) for path in rest[:_MOST_OTHERS]),
    )


def _has_outputs(outgoing: Outgoing, work: WorkTree) -> bool:
    if outgoing.is_wheel:
        return False
    return any(path in outgoing.tree.by_path and suffix_of(path) in _CODE for path in work.ignored)
