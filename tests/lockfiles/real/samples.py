"""The locks that the real tools wrote of the two trees beside this file, as the product reads them.

`scripts/real-locks` renews them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.lockfiles import format_for

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH})
"""What is a folder of the project itself."""

NPM_TOOLS = ("npm", "yarn", "pnpm", "bun")

Release = tuple[str, str | None]
"""Name and version."""

PROJECT: Release = ("", None)


@dataclass(frozen=True)
class Sample:
    """One lock: which tool wrote it, and what it says."""

    tool: str
    """As its folder is called, such as `yarn-4`."""
    filename: str
    lock: Lock

    @property
    def id(self) -> str:
        """What it is called in tests and pages, such as `uv pylock.toml`."""
        return f"{self.tool} {self.filename}"

    @property
    def is_npm(self) -> bool:
        """Whether it is of the npm tree; else it is of the Python tree."""
        return self.tool.partition("-")[0] in NPM_TOOLS

    @property
    def strangers(self) -> tuple[LockedPackage, ...]:
        """The entries that are no folders of the project itself."""
        return tuple(entry for entry in self.lock.packages if entry.source not in OWN)

    @property
    def releases(self) -> frozenset[Release]:
        """Name and version of each stranger."""
        return frozenset((entry.package.name, entry.version) for entry in self.strangers)

    def digests(self) -> Mapping[Release, frozenset[Digest]]:
        """The strong digests of each release, in all its entries together."""
        found: dict[Release, frozenset[Digest]] = {}
        for entry in self.strangers:
            release = (entry.package.name, entry.version)
            strong = frozenset(digest for digest in entry.digests if digest.strong)
            found[release] = found.get(release, frozenset()) | strong
        return found

    def requests(self) -> frozenset[tuple[Release, Release]]:
        """Who asks for whom; the project and the members of its workspace are `PROJECT`."""
        names: dict[str, Release] = {ROOT: PROJECT}
        names |= {entry.key: (entry.package.name, entry.version) for entry in self.strangers}
        return frozenset(
            (names.get(parent, PROJECT), names[entry.key])
            for entry in self.strangers
            for parent in entry.parents
        )

    def groups(self) -> Mapping[Release, frozenset[str]]:
        """The groups that need each release; none where some entry is needed at run time."""
        found: dict[Release, frozenset[str]] = {}
        for entry in self.strangers:
            release = (entry.package.name, entry.version)
            known = found.get(release, entry.groups)
            found[release] = known | entry.groups if known and entry.groups else frozenset()
        return found


@cache
def samples() -> Mapping[str, Sample]:
    """Every sample by its id, the npm tree first, each in the order of `tools.txt`."""
    order = list(versions())
    files = [path for path in SAMPLES.glob("*/*") if path.is_file()]
    files.sort(key=lambda path: (order.index(path.parent.name), path.name))
    found = [_read(path) for path in files]
    return MappingProxyType({sample.id: sample for sample in found})


def reference(sample: Sample) -> Sample:
    """The lock that the others of a tree are compared with: the one that tells most."""
    return samples()["npm-10 package-lock.json" if sample.is_npm else "uv uv.lock"]


def versions() -> Mapping[str, str]:
    """The exact version of each tool that wrote the samples."""
    lines = (SAMPLES / "tools.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def is_of(tool: str, pattern: str) -> bool:
    """Whether a tool is one of `pattern`, a regular expression of all its name."""
    return re.fullmatch(pattern, tool) is not None


def _read(path: Path) -> Sample:
    format_ = format_for(path.name)
    assert format_ is not None, f"{path.name} has no format"
    return Sample(path.parent.name, path.name, format_.parse(path.read_bytes()))
