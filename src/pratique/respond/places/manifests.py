"""Lists the version ranges that a manifest requests, for folders without a lockfile."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement

from pratique.core.lock import Lock, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.pypi.poetry_constraints import satisfies as satisfies_poetry
from pratique.lockfiles.asked import ProjectManifest, Syntax
from pratique.lockfiles.npm.package_json import read_package_json
from pratique.lockfiles.pypi.pipfile import read_pipfile
from pratique.lockfiles.pypi.pyproject import read_for_poetry, read_for_uv
from pratique.lockfiles.rubygems.gemfile import read_gemfile

_EVERY = frozenset({"", "*", "x", "latest", ">=0"})
_VERSION = re.compile(r"(?<![\w.])\d[\w.+-]{0,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """A version range that a manifest requests."""

    package: PackageRef
    range: str
    """The range as written; "" allows every version."""
    line: int | None = None
    poetry: bool = False
    """Whether the range has Poetry's own syntax."""

    @property
    def any_version(self) -> bool:
        """Return True if the range includes every version."""
        return self.range.strip() in _EVERY

    @property
    def versions(self) -> tuple[str, ...]:
        """Return the versions that the range names, such as its lowest one."""
        return tuple(_VERSION.findall(self.range))

    def allows(self, version: str) -> bool:
        """Return True if the range includes a version. A pre-release must be included explicitly."""
        if not self.range:
            return not ECOSYSTEMS[self.package.ecosystem].is_prerelease(version)
        if self.poetry:
            return satisfies_poetry(version, self.range) is True
        return ECOSYSTEMS[self.package.ecosystem].satisfies(version, self.range)


def _package_json(data: bytes) -> Iterator[Request]:
    yield from _of(read_package_json(data), Ecosystem.NPM)


def _pyproject(data: bytes) -> Iterator[Request]:
    yield from _of(read_for_uv(data), Ecosystem.PYPI)
    yield from _of(read_for_poetry(data, reads_project=False), Ecosystem.PYPI)


def _pipfile(data: bytes) -> Iterator[Request]:
    yield from _of(read_pipfile(data), Ecosystem.PYPI)


def _gemfile(data: bytes) -> Iterator[Request]:
    for gem in read_gemfile(data).asked:
        if not gem.from_elsewhere:
            yield Request(ECOSYSTEMS[Ecosystem.RUBYGEMS].normalise(gem.name), gem.requirement)


_READERS: Mapping[str, tuple[Ecosystem, Callable[[bytes], Iterator[Request]]]] = {
    "package.json": (Ecosystem.NPM, _package_json),
    "pyproject.toml": (Ecosystem.PYPI, _pyproject),
    "Pipfile": (Ecosystem.PYPI, _pipfile),
    "Gemfile": (Ecosystem.RUBYGEMS, _gemfile),
    "gems.rb": (Ecosystem.RUBYGEMS, _gemfile),
}
MANIFESTS: Mapping[str, Ecosystem] = {name: ecosystem for name, (ecosystem, _) in _READERS.items()}
"""The ecosystem of each manifest, by file name."""


def requests(name: str, data: bytes) -> Iterator[Request]:
    """Yield the ranges that the manifest with this file name requests from a registry. Raises ParseError."""
    yield from _READERS[name][1](data)


def open_requests(lock: Lock, data: bytes) -> Iterator[Request]:
    """Yield the ranges of a requirements file that pins no version for them."""
    lines = data.decode("utf-8", "replace").splitlines()
    for package in lock.packages:
        if package.version is None and package.line is not None and package.source is SourceKind.REGISTRY:
            yield Request(package.package, _range(lines[package.line - 1 : package.line]), package.line)


def _range(lines: list[str]) -> str:
    """Return the range in a line of a requirements file; "" if the line has none or cannot be parsed."""
    try:
        return str(
            Requirement(lines[0].partition(" #")[0].partition(" --")[0].strip().rstrip("\\")).specifier
        )
    except (IndexError, InvalidRequirement):
        return ""


def _of(manifest: ProjectManifest, ecosystem: Ecosystem) -> Iterator[Request]:
    module = ECOSYSTEMS[ecosystem]
    for asked in (*manifest.asked, *manifest.peers):
        if asked.source is SourceKind.REGISTRY:
            poetry = asked.syntax is Syntax.POETRY
            yield Request(module.normalise(asked.package or asked.name), asked.versions or "", poetry=poetry)
