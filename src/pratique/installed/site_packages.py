"""Reads a `site-packages` folder as a lockfile: each distribution with its dependents and files.

A file belongs to the distributions whose records list it. An unlisted file in a distribution's folder counts as part of that
distribution and is compared with its artifact. Unlisted files at the top level are reported separately.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pratique.analysis.running import runs
from pratique.core.installed import FileList, ShippedFile
from pratique.core.lock import Lock, SourceKind
from pratique.core.names import Ecosystem
from pratique.core.tree import File
from pratique.errors import ParseError
from pratique.installed.distribution import DIST_INFO, EGG_INFO, Distribution, read_distribution
from pratique.installed.files import Files, joined, shown
from pratique.installed.inventory import Copy, InstalledTree
from pratique.installed.site_loose import Unanswered, is_code
from pratique.installed.site_walk import SiteWalk
from pratique.lockfiles.pypi.graph import Draft, Request, edges_of, locked
from pratique.lockfiles.reading.problem_list import ProblemList

FORMAT = "site-packages"
_OF_DISTRIBUTION = "dist-packages"
"""The folder for Python packages that Debian and its derivatives build (Debian Python Policy, 1.3). pip does not use it."""
_DISTRIBUTED = "the Linux distribution built the package and has no record of its files"
_NO_FOLDERS = ("__pycache__", "bin")
"""Top-level folders that several distributions share. `bin` comes from pip's option `--target`."""


def read(files: Files, path: str) -> InstalledTree:
    """Read the `site-packages` folder at `path`. Unreadable parts of the folder are listed as problems.

    Raise ParseError if the number of dependencies between distributions exceeds the limit.
    """
    problems = ProblemList()
    walk = SiteWalk()
    walk.run(files, path, problems)
    return _Reading(files, path, problems, walk).tree()


@dataclass(slots=True)
class _Reading:
    files: Files
    path: str
    problems: ProblemList
    walk: SiteWalk
    found: list[Distribution] = field(default_factory=list)
    files_of: list[dict[str, int | None]] = field(default_factory=list)
    """The files of each distribution, in the order of `found`."""
    strays: dict[str, str] = field(default_factory=dict)
    """Top-level names that no distribution owns, each with one of its code files."""

    def tree(self) -> InstalledTree:
        self._read()
        self._share_out()
        drafts = [_draft(found) for found in self.found]
        packages = locked(drafts, edges_of(drafts, what=self.path))
        copies = {
            entry.key: self._copy(found, files)
            for entry, found, files in zip(packages, self.found, self.files_of, strict=True)
        }
        return InstalledTree(
            path=self.path,
            ecosystem=Ecosystem.PYPI,
            lock=Lock(format=FORMAT, packages=packages, problems=self.problems.listed(), inventory=True),
            copies=copies,
            loose=tuple(self._unanswered().find()),
        )

    def _read(self) -> None:
        single = [path for path in self.walk.sizes if "/" not in path and path.endswith(EGG_INFO)]
        for info in (*self.walk.folders, *single):
            # pip renames what it could not remove to a name with a tilde, which Python never imports.
            if not info.endswith((DIST_INFO, EGG_INFO)) or info.startswith("~"):
                continue
            try:
                self.found.append(read_distribution(self.files, self.path, info))
            except ParseError as error:
                self.problems.add(shown(joined(self.path, info)), None, error.message)

    def _share_out(self) -> None:
        self.files_of = [{} for _ in self.found]
        owners: dict[str, list[int]] = {}
        for position, found in enumerate(self.found):
            for path in found.record or ():
                if path in self.walk.sizes:
                    owners.setdefault(path, []).append(position)
        folders: dict[str, int] = {}
        for path, positions in owners.items():
            for folder in _folders(path):
                folders.setdefault(folder, positions[0])
        folders |= {found.info: position for position, found in enumerate(self.found)}
        for path, size in self.walk.sizes.items():
            belongs = owners.get(path) or _nearest(path, folders)
            for position in belongs:
                self.files_of[position][path] = size
            if not belongs and is_code(path) and not _is_kept(path):
                self.strays.setdefault(path.partition("/")[0], path)

    def _copy(self, found: Distribution, files: Mapping[str, int | None]) -> Copy:
        record = None
        if found.record is not None:
            told = {path: sha256 for path, sha256 in found.record.items() if sha256 is not None}
            record = FileList(files={path: _recorded(path, sha256) for path, sha256 in told.items()})
        return Copy(
            place=self.path,
            files=files,
            around=self.walk.sizes,
            foreign=_DISTRIBUTED if record is None and self.path.endswith(_OF_DISTRIBUTION) else "",
            proof=f"{found.info}/WHEEL",
            record=record,
        )

    def _unanswered(self) -> Unanswered:
        pairs = list(zip(self.found, self.files_of, strict=True))
        return Unanswered(
            files=self.files,
            site=self.path,
            sizes=self.walk.sizes,
            owned=frozenset(path for _, files in pairs for path in files),
            answered=frozenset(
                path
                for found, files in pairs
                if found.package.source is SourceKind.REGISTRY
                for path in files
            ),
            editable=frozenset(path for found, files in pairs if found.editable for path in files),
            strays=self.strays,
        )


def _draft(found: Distribution) -> Draft:
    requests = tuple(Request(name=name, range=wanted) for name, wanted in found.requires.items())
    return Draft(found.package, requests)


def _folders(path: str) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        if folder not in _NO_FOLDERS:
            yield folder
        folder = folder.rpartition("/")[0]


def _nearest(path: str, folders: Mapping[str, int]) -> list[int]:
    return next(([folders[folder]] for folder in _folders(path) if folder in folders), [])


def _is_kept(path: str) -> bool:
    return "__pycache__/" in path


def _recorded(path: str, sha256: str) -> ShippedFile:
    return ShippedFile(sha256, 0, runs(File(path, b"")))
