"""Compares each file of an artifact with the source, and assigns one state to each file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.source import FileState, SourceFile
from pratique.core.tree import File, Tree
from pratique.history.source.equality import (
    Difference,
    compare_package_json,
    lines_only_here,
    same_but_line_ends,
    same_but_version,
    setup_cfg_but_egg_info,
)
from pratique.history.source.generated import Origins
from pratique.history.source.layout import Layout
from pratique.history.source.packing import packed
from pratique.history.source.running import runs

_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_MOST_POINTER_BYTES = 1024
_MOST_TOLD = 6


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The input of a comparison: the shipped files, the source files, and the location of the package in the source."""

    artifact: Tree
    source: Tree
    """The files of the repository, with paths relative to its root. Files that were not read are in `omitted`."""
    layout: Layout
    ecosystem: Ecosystem
    kind: ArtifactKind | None = None
    version: str = ""


def compare(sides: Sides) -> tuple[SourceFile, ...]:
    """Compare every shipped file with the source, in the order of the artifact.

    Files of the artifact that were not read come last.
    """
    comparer = _Comparer(sides)
    found = [comparer.state_of(file) for file in sides.artifact]
    found += [
        SourceFile(
            path=omission.path, state=FileState.UNREAD, size_bytes=omission.size_bytes or 0, why=omission.why
        )
        for omission in sides.artifact.omitted
    ]
    return tuple(found)


@dataclass
class _Comparer:
    sides: Sides
    origins: Origins = field(init=False)
    by_digest: dict[str, str] = field(init=False)
    unread: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        sides = self.sides
        self.origins = Origins(sides.artifact, sides.source, sides.layout.roots)
        self.by_digest = {file.sha256: file.path for file in reversed(sides.source.files)}
        self.unread = {omission.path: omission.why for omission in sides.source.omitted}

    def state_of(self, file: File) -> SourceFile:
        places = list(self.sides.layout.places(file.path))
        counterparts = [found for place in places if (found := self.sides.source.get(place)) is not None]
        for other in (*counterparts, *self._at_root(file)):
            if other.data == file.data or _stands_for(other.data, file):
                return _file(file, FileState.SAME, source_path=other.path)
        for other in counterparts:
            if same_but_line_ends(file.data, other.data):
                return _file(file, FileState.LINE_ENDS, source_path=other.path)
        if counterparts and (rewritten := self._rewritten(file, counterparts[0])) is not None:
            return rewritten
        return self._without_equal(file, places, counterparts)

    def _at_root(self, file: File) -> Iterator[File]:
        found = self.sides.source.get(file.path)
        if found is not None:
            yield found

    def _without_equal(self, file: File, places: list[str], counterparts: list[File]) -> SourceFile:
        """Return the state of a file without an equal counterpart: changed, from another location, or generated."""
        elsewhere = self.by_digest.get(file.sha256)
        if elsewhere is not None:
            return _file(file, FileState.ELSEWHERE, source_path=elsewhere)
        why = packed(file, self.sides.kind)
        if why and (file.path.endswith(".py") or not runs(file)):
            return _file(file, FileState.PACKED, why=why)
        if counterparts:
            return self._differs(file, counterparts[0])
        unread = next((place for place in places if place in self.unread), None)
        if unread is not None:
            return _file(file, FileState.UNREAD, source_path=unread, why=self.unread[unread])
        made = self.origins.recognise(file)
        if made is not None:
            return _file(file, FileState.GENERATED, why=made.why, traced=made.traced, origins=made.origins)
        return _file(file, FileState.MISSING, line=1 if b"\0" not in file.data[:1024] else None)

    def _rewritten(self, file: File, other: File) -> SourceFile | None:
        """Return the state of a file that a packing or release tool made from its counterpart; None for any other file."""
        name = file.path.rpartition("/")[2]
        if name == "package.json" and self.sides.ecosystem is Ecosystem.NPM:
            return _package_json(file, other)
        if name == "setup.cfg" and setup_cfg_but_egg_info(file.data, other.data):
            return _file(file, FileState.REWRITTEN, source_path=other.path, why="setuptools added [egg_info]")
        if same_but_version(file.data, other.data, self.sides.version):
            return _file(file, FileState.REWRITTEN, source_path=other.path, why="the version was filled in")
        return None

    def _differs(self, file: File, other: File) -> SourceFile:
        made = self.origins.recognise(file)
        line, lines = lines_only_here(file.data, other.data)
        return _file(
            file,
            FileState.DIFFERS,
            source_path=other.path,
            # A built file that the source holds as well is often older there: it is told, and stays a difference.
            why=f"the source also has the file; {made.why}" if made is not None else "",
            line=line,
            lines=lines,
        )


def _package_json(file: File, other: File) -> SourceFile | None:
    difference = compare_package_json(file.data, other.data)
    if difference is None:
        return None
    told = (*difference.only_here, *difference.changed)
    if not told:
        why = f"rewritten: {_listed(difference.rewritten)}" if difference.rewritten else "rewritten"
        return _file(file, FileState.REWRITTEN, source_path=other.path, why=why)
    if file.path != "package.json":
        return None  # of a package inside: it declares nothing to an installer
    return _file(
        file,
        FileState.DIFFERS,
        source_path=other.path,
        why=_said(difference),
        only_here=difference.only_here,
        line=_line_of(file, told[0]),
        lines=len(told),
    )


def _said(difference: Difference) -> str:
    parts = []
    if difference.only_here:
        parts.append(f"the source does not declare {_listed(difference.only_here)}")
    if difference.changed:
        parts.append(f"a range differs from the source: {_listed(difference.changed)}")
    return "; ".join(parts)


def _file(  # noqa: PLR0913 - the fields of one value
    file: File,
    state: FileState,
    *,
    source_path: str | None = None,
    why: str = "",
    traced: bool = False,
    origins: tuple[str, ...] = (),
    line: int | None = None,
    lines: int = 0,
    only_here: tuple[str, ...] = (),
) -> SourceFile:
    return SourceFile(
        path=file.path,
        state=state,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        runs=runs(file),
        source_path=source_path,
        why=why,
        traced=traced,
        origins=origins,
        line=line,
        lines=lines,
        only_here=only_here,
    )


def _stands_for(data: bytes, file: File) -> bool:
    """Return True if a file of the source is a git LFS pointer to the bytes of the shipped file."""
    if len(data) > _MOST_POINTER_BYTES or not data.startswith(_POINTER):
        return False
    lines = data.decode("ascii", "replace").splitlines()
    return f"oid sha256:{file.sha256}" in lines and f"size {file.size_bytes}" in lines


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(name[:80] for name in names[:_MOST_TOLD])
    return f"{shown} and {len(names) - _MOST_TOLD} more" if len(names) > _MOST_TOLD else shown


def _line_of(file: File, declared: str) -> int | None:
    """Return the number of the first line in a manifest that contains the value of an entry such as `scripts.postinstall`."""
    word = f'"{declared.partition(".")[2] or declared}"'.encode()
    at = file.data.find(word)
    return file.data.count(b"\n", 0, at) + 1 if at >= 0 else None
