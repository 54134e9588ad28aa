"""Reads the metadata in `node_modules` in which package managers record where packages came from.

Formats: `.package-lock.json` of npm 7 and later is a version 3 lockfile without the project. `.pnpm/lock.yaml` is the pnpm lockfile
of the installed packages. `.yarn-state.yml` of Yarn's node-modules linker maps locators to folders. `.yarn-integrity` of Yarn 1
maps patterns to URLs. npm before 7 writes `_resolved` and `_integrity` into each package.json.

A hint (the metadata about one package) is used only if it is about the release that the installed files identify. A
hint can add the source URL and the digest of the installed release, which are compared with the installed files. A hint
never excludes a package from the check. If a hint declares a package to be a project folder but that folder is not a
link, the package is reported as not judged.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.reading.json_values import read_any, table
from pratique.errors import ParseError
from pratique.installed.files import Files, joined
from pratique.installed.package_json import PackageJson
from pratique.lockfiles.npm import package_lock
from pratique.lockfiles.npm.address import read_address
from pratique.lockfiles.npm.entry import locked_files, read_integrity
from pratique.lockfiles.npm.pnpm import pnpm_lock
from pratique.lockfiles.reading.yaml_document import read_yaml

T = TypeVar("T")

_MOST_BYTES = 64 * 1024 * 1024
_ELSEWHERE = frozenset({SourceKind.GIT, SourceKind.URL})
_OWN = frozenset({SourceKind.PATH, SourceKind.LINK, SourceKind.WORKSPACE})


@dataclass(frozen=True, slots=True)
class NodeHints:
    """The metadata about packages (hints), indexed by the location of the package, or by its release if locations are unknown."""

    by_place: Mapping[str, LockedPackage] = field(default_factory=dict)
    by_release: Mapping[tuple[str, str | None], tuple[LockedPackage, ...]] = field(default_factory=dict)

    def of(self, place: str, package: LockedPackage) -> LockedPackage | None:
        """Return the metadata about a package; None if there is no metadata about the installed release."""
        told = self.by_place.get(place)
        if told is not None:
            same = told.package == package.package and told.version in {package.version, None}
            return told if same else None
        name = package.package.name
        found = self.by_release.get((name, package.version)) or self.by_release.get((name, None), ())
        # Two entries of one release may differ in their source: then nothing is told.
        return found[0] if len({(hint.source, hint.url, hint.files) for hint in found}) == 1 else None


def read_hints(files: Files, folder: str) -> NodeHints:
    """Read the metadata in one `node_modules` folder. Unreadable files are treated as missing."""
    host = posixpath.dirname(folder)
    by_place: dict[str, LockedPackage] = {}
    by_release: dict[tuple[str, str | None], list[LockedPackage]] = {}
    for package in _told(
        files, joined(folder, ".package-lock.json"), lambda data: package_lock.parse(data).packages
    ):
        by_place[joined(host, package.key)] = package
    for place, package in _told(files, joined(folder, ".yarn-state.yml"), _yarn_state):
        by_place[joined(host, place)] = package
    for package in (
        *_told(files, joined(folder, ".pnpm/lock.yaml"), lambda data: pnpm_lock.parse(data).packages),
        *_told(files, joined(folder, ".yarn-integrity"), _yarn_integrity),
    ):
        by_release.setdefault((package.package.name, package.version), []).append(package)
    return NodeHints(by_place, {key: tuple(found) for key, found in by_release.items()})


def hinted(package: LockedPackage, manifest: PackageJson, hint: LockedPackage | None) -> LockedPackage:
    """Return the entry with the source and digests from a hint, that is, from metadata that the package manager stored."""
    if hint is None and (manifest.resolved or manifest.integrity):
        hint = _of_manifest(package, manifest)
    if hint is None or hint.source is SourceKind.BUNDLED:
        return package
    if hint.source in _ELSEWHERE:
        return replace(package, source=hint.source, url=hint.url)
    if hint.source in _OWN:
        return replace(package, source=SourceKind.URL, url=hint.url or "a folder of the project, copied")
    return replace(package, registry=hint.registry, url=hint.url, files=hint.files)


def _of_manifest(package: LockedPackage, manifest: PackageJson) -> LockedPackage:
    address = read_address(manifest.resolved, name=package.package.name, version=package.version)
    digests, _ = read_integrity(manifest.integrity)
    return replace(
        package,
        source=address.source,
        registry=address.registry,
        url=address.url,
        files=locked_files(digests, address.url),
    )


def _told(files: Files, path: str, parse: Callable[[bytes], Iterable[T]]) -> Iterator[T]:
    try:
        yield from parse(files.read(path, _MOST_BYTES))
    except ParseError:
        return


def _yarn_state(data: bytes) -> Iterator[tuple[str, LockedPackage]]:
    for locator, told in read_yaml(data, what=".yarn-state.yml").value.items():
        name, _, reference = locator[1:].partition("@")
        places = table(told).get("locations")
        package = _referred(locator[:1] + name, reference)
        for place in places if isinstance(places, list) else ():
            if isinstance(place, str):
                yield place, package


def _referred(name: str, reference: str) -> LockedPackage:
    package = PackageRef(Ecosystem.NPM, name)
    protocol, _, version = reference.partition(":")
    if protocol in {"npm", "virtual"}:
        version = reference.rpartition("npm:")[2].partition("::")[0]
        return LockedPackage(key=reference, package=package, version=version)
    is_git = "commit=" in reference or protocol.startswith("git")
    own = protocol in {"workspace", "file", "link", "portal"}
    source = SourceKind.PATH if own else SourceKind.GIT if is_git else SourceKind.URL
    return LockedPackage(key=reference, package=package, version=None, source=source, url=reference)


def _yarn_integrity(data: bytes) -> Iterator[LockedPackage]:
    for pattern, address in table(table(read_any(data)).get("lockfileEntries")).items():
        name = pattern[:1] + pattern[1:].partition("@")[0]
        if not isinstance(address, str) or not name:
            continue
        told = read_address(address.partition("#")[0] or None, name=name, version=None)
        file = (told.url or "").rpartition("/")[2].removesuffix(".tgz")
        stem = f"{name.rpartition('/')[2]}-"
        version = (
            file.removeprefix(stem) if told.source is SourceKind.REGISTRY and file.startswith(stem) else None
        )
        # The registry's address comes without a strong digest, and Yarn 1 has another name for the public one.
        url = None if told.source is SourceKind.REGISTRY else told.url
        package = PackageRef(Ecosystem.NPM, name)
        yield LockedPackage(key=pattern, package=package, version=version, source=told.source, url=url)
