"""Determines the sources of packages in an SBOM, and whether the hashes in the SBOM are reliable.

If a digest is wrongly attributed to a registry file, an unchanged file looks modified and is blocked. If a digest is
ignored, Pratique only loses a comparison. A digest therefore counts only if the SBOM attaches the digest to the URL
of a file of the package's release. Only three kinds of files count as files of a release: an npm tarball on the
registry's path, a wheel or source distribution named after the release, and a gem file. A digest on the URL of a
project page on a Python index also counts, because tools attach requirement hashes to project pages. Each requirement
hash belongs to some file of the release.

A URL of a repository, a path, or an archive that is not named after the release becomes the package's source instead of
the registry. All other URLs, such as project pages, are ignored.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from pratique.core.lock import LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem
from pratique.lockfiles.npm.address import MOST_ADDRESS_CHARS, read_address
from pratique.lockfiles.pypi.entry import filename_of, of_release

_GIT_PREFIXES = ("git+", "git:", "git@", "ssh:", "hg+", "svn+", "bzr+")
_WEB_PREFIXES = ("https:", "http:")
_ARCHIVES = (".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar", ".zip", ".whl", ".egg", ".gem")
_DISPUTED = re.compile(r"[\\\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A URL, and the digests that the SBOM lists for it."""

    url: str
    digests: tuple[Digest, ...] = ()


def placed(package: LockedPackage, distributions: Iterable[Distribution]) -> LockedPackage:
    """Return the entry, completed with the sources, files and URLs in `distributions`.

    Files of the release take precedence over other URLs. An entry with a known source other than a registry stays unchanged.
    """
    if package.source is not SourceKind.REGISTRY:
        return package
    files: list[LockedFile] = []
    elsewhere: LockedPackage | None = None
    for told in distributions:
        lowered = told.url[:16].lower()
        if len(told.url) > MOST_ADDRESS_CHARS or _DISPUTED.search(told.url):
            continue
        if lowered.startswith(_GIT_PREFIXES):
            elsewhere = elsewhere or replace(package, source=SourceKind.GIT, url=told.url)
        elif lowered.startswith("file:"):
            elsewhere = elsewhere or replace(package, source=SourceKind.PATH, url=told.url)
        elif lowered.startswith(_WEB_PREFIXES):
            found = _files(package, told)
            files.extend(found)
            if not found and _path(told.url).lower().endswith(_ARCHIVES):
                file = LockedFile(filename_of(told.url), told.digests, told.url)
                elsewhere = elsewhere or replace(package, source=SourceKind.URL, url=told.url, files=(file,))
    if files:
        return _of_registry(package, tuple(dict.fromkeys((*package.files, *files))))
    return package if elsewhere is None else replace(elsewhere, registry=None)


def _of_registry(package: LockedPackage, files: tuple[LockedFile, ...]) -> LockedPackage:
    url = files[0].url
    if package.package.ecosystem is not Ecosystem.NPM or url is None:
        return replace(package, files=files)
    address = read_address(url, name=package.package.name, version=package.version)
    return replace(package, files=files, url=url, registry=package.registry or address.registry)


def _files(package: LockedPackage, told: Distribution) -> list[LockedFile]:
    """Return the files of the release at a URL; empty for all other URLs."""
    filename = filename_of(told.url) or ""
    name, version = package.package.name, package.version
    match package.package.ecosystem:
        case Ecosystem.NPM:
            address = read_address(told.url, name=name, version=version)
            own = address.source is SourceKind.REGISTRY and address.doubt is None
            return [LockedFile(None, told.digests, told.url)] if own else []
        case Ecosystem.PYPI:
            if filename.lower().endswith(_ARCHIVES):
                own = of_release(filename, name, version)
                return [LockedFile(filename, told.digests, told.url)] if own else []
            page = _path(told.url).rstrip("/").rpartition("/")[2]
            on_index = canonicalize_name(page) == name
            return [LockedFile(None, (digest,)) for digest in told.digests] if on_index else []
        case Ecosystem.RUBYGEMS:
            stem = filename.removesuffix(".gem")
            release = f"{name}-{version}"
            own = stem != filename and (stem == release or stem.startswith(f"{release}-"))
            return [LockedFile(filename, told.digests, told.url)] if own else []


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""
