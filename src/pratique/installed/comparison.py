"""Compares an installed copy with the files of its artifact, byte for byte, without running code."""

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from pratique.analysis.running import runs
from pratique.core.evidence import NotAsked
from pratique.core.installed import Difference, DifferenceKind, FileList, InstalledCheck, ShippedFile
from pratique.core.names import Ecosystem
from pratique.core.tree import File
from pratique.ecosystems.npm.load_fields import loading
from pratique.installed.allowances import allowance
from pratique.installed.files import Files, joined, shown
from pratique.installed.inventory import Copy
from pratique.installed.package_json import MOST_BYTES
from pratique.installed.startup import MOST_BYTES as MOST_STARTUP
from pratique.installed.startup import is_startup, running_lines
from pratique.installed.wheel import WHEEL, as_installed

_FIELDS = "package.json, in fields that do not affect which code is loaded"
_LARGE = "too large to read in the artifact"
_BUILT = "the package was built on this machine from the source archive that was judged"
_REBUILT = "the judged artifact is a different build of this release than the installed copy"
_LINE_END = "the line ending of a program's first line"


def compare(files: Files, copy: Copy, artifact: FileList, ecosystem: Ecosystem) -> InstalledCheck | NotAsked:
    """Compare an installed copy with its artifact, or with its installer's record if the copy was built on this machine.

    Another build of the release, such as one from a Linux distribution, is also compared with its installer's record. Raise
    ParseError for an unreadable file.
    """
    if copy.foreign:
        return NotAsked(copy.foreign)
    if copy.proof is None:
        return _compared(files, copy, artifact, ecosystem)
    if _is_of(files, copy, artifact):
        return _compared(files, copy, as_installed(artifact), ecosystem)
    why = _REBUILT if any(path.endswith(WHEEL) for path in artifact.files) else _BUILT
    if copy.record is None:
        return NotAsked(f"{why}, and its installer kept no record of its files")
    check = _compared(files, copy, copy.record, ecosystem)
    started = tuple(_started(files, copy, artifact, {d.path for d in check.differences}))
    return replace(check, differences=tuple(sorted((*check.differences, *started))), instead=why)


def _started(files: Files, copy: Copy, artifact: FileList, told: Collection[str]) -> Iterator[Difference]:
    known = {file.sha256 for file in artifact.files.values()}
    for path in copy.files:
        where = joined(copy.place, path)
        if not is_startup(path) or shown(where) in told:
            continue
        sha256 = files.hashed(where).sha256
        quiet = path.endswith(".pth") and not running_lines(files.read(where, MOST_STARTUP))
        if sha256 not in known and not quiet:
            yield Difference(shown(where), DifferenceKind.ADDED, runs=True, sha256=sha256, inside=path)


def _is_of(files: Files, copy: Copy, artifact: FileList) -> bool:
    proof = artifact.files.get(copy.proof or "")
    proof = None if copy.proof is None else artifact.files.get(copy.proof)
    if copy.proof is None or proof is None or copy.proof not in copy.files:
        return False
    return files.hashed(joined(copy.place, copy.proof)).sha256 == proof.sha256


def _compared(files: Files, copy: Copy, artifact: FileList, ecosystem: Ecosystem) -> InstalledCheck:
    comparing = _Comparing(files, copy, artifact, ecosystem)
    differences = tuple(sorted(comparing.differences()))
    return InstalledCheck(
        places=(shown(copy.place),),
        same=comparing.same,
        differences=differences,
        explained=dict(comparing.explained),
    )


@dataclass(slots=True)
class _Comparing:
    files: Files
    copy: Copy
    artifact: FileList
    ecosystem: Ecosystem
    same: int = 0
    explained: Counter[str] = field(default_factory=Counter)

    def differences(self) -> Iterator[Difference]:
        omitted = frozenset(self.artifact.omitted)
        for path, size_bytes in self.copy.files.items():
            shipped = self.artifact.files.get(path)
            if shipped is not None:
                yield from self._kept(path, size_bytes, shipped)
            elif path in omitted:
                self.explained[_LARGE] += 1
            else:
                yield from self._added(path, size_bytes)
        for path, shipped in self.artifact.files.items():
            if path in self.copy.files:
                continue
            if path in self.copy.around:  # whatever the record says
                yield from self._kept(path, self.copy.around[path], shipped)
            elif why := allowance(self.ecosystem, path, hooked=self.artifact.hooked):
                self.explained[why] += 1
            else:
                yield Difference(self._where(path), DifferenceKind.MISSING, shipped.runs, inside=path)

    def _kept(self, path: str, size_bytes: int | None, shipped: ShippedFile) -> Iterator[Difference]:
        if size_bytes is None:
            yield Difference(self._where(path), DifferenceKind.CHANGED, shipped.runs, inside=path)
            return
        found = self.files.hashed(joined(self.copy.place, path))
        if found.sha256 == shipped.sha256:
            self.same += 1
        elif found.sha256 in shipped.also:
            self.explained[_LINE_END] += 1
        elif why := self._why(path):
            self.explained[why] += 1
        else:
            can_run = shipped.runs or runs(File(path, found.head))
            yield Difference(
                self._where(path), DifferenceKind.CHANGED, can_run, sha256=found.sha256, inside=path
            )

    def _added(self, path: str, size_bytes: int | None) -> Iterator[Difference]:
        if why := self._why(path):
            self.explained[why] += 1
            return
        # A hook may make files of the package; a package inside it is nothing that hooks make.
        sure = not self.artifact.hooked or path.startswith("node_modules/")
        if size_bytes is None:
            # A link may lead to code, whatever its name.
            yield Difference(self._where(path), DifferenceKind.ADDED, runs=True, sure=sure, inside=path)
            return
        found = self.files.hashed(joined(self.copy.place, path))
        can_run = runs(File(path, found.head))
        yield Difference(self._where(path), DifferenceKind.ADDED, can_run, sure, found.sha256, path)

    def _why(self, path: str) -> str | None:
        if path == self.copy.manifest:
            told = loading(self.files.read(joined(self.copy.place, path), MOST_BYTES))
            return _FIELDS if told == self.artifact.loads else None
        return allowance(self.ecosystem, path, hooked=self.artifact.hooked)

    def _where(self, path: str) -> str:
        return shown(posixpath.join(self.copy.place, path))
