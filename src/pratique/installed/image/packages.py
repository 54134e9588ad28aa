"""Recognises installed packages by the path and the bytes of single files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.pypi.metadata import parse_metadata
from pratique.errors import ParseError
from pratique.installed.gem_specifications import gem_release
from pratique.installed.package_json import read_package_json
from pratique.lockfiles.pypi.entry import exact_version, package_ref

_NODE = re.compile(r"(?:^|/)node_modules/(?:@[^/]{1,214}/)?[^/.@][^/]{0,213}/package\.json\Z")
_PYTHON = re.compile(r"(?:^|/)[^/]{1,300}\.(?:dist-info/METADATA|egg-info/PKG-INFO|egg-info)\Z")
_GEM = re.compile(r"(?:^|/)specifications/(?:default/)?([^/]{1,400}\.gemspec)\Z")


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file that shows an installed release."""

    ref: ReleaseRef
    path: str


def installed(path: str, data: bytes) -> Iterator[PackageFile]:
    """Yield the release whose manifest a file is, if it is one."""
    ref = _node(path, data) or _python(path, data) or _gem(path)
    if ref is not None:
        yield PackageFile(ref, path)


def _node(path: str, data: bytes) -> ReleaseRef | None:
    if not path.endswith("/package.json") or _NODE.search(path) is None:
        return None
    found = read_package_json(data)
    if found is None or found.name is None or found.version is None:
        return None
    return PackageRef(Ecosystem.NPM, found.name).at(found.version)


def _python(path: str, data: bytes) -> ReleaseRef | None:
    if _PYTHON.search(path) is None:
        return None
    try:
        found = parse_metadata(data)
        version = exact_version(found.version or "")
        return None if version is None else package_ref(found.name or "").at(version)
    except (ValueError, ParseError):
        return None


def _gem(path: str) -> ReleaseRef | None:
    match = _GEM.search(path)
    return None if match is None else gem_release(match[1])
