"""Parses package URLs in SBOMs and returns an entry, or the type of an unsupported ecosystem.

Sources: the purl specification (ECMA-427) and its type definitions of `npm`, `pypi` and `gem`. This module does not use the
packageurl library, because the library converts npm names to lower case, and JSONStream and jsonstream are two packages.

The qualifier `repository_url` is the registry, `vcs_url` is a git source, and `download_url` is the URL of the file. `file_name`
(pypi) and `platform` (gem) identify the file of a release. `checksum` counts only in addition to `download_url` or `file_name`,
because otherwise the file that it belongs to is unknown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from pratique.core.lock import LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.lockfiles.npm.entry import is_name, is_version
from pratique.lockfiles.pypi.distribution import Distribution, placed
from pratique.lockfiles.pypi.entry import exact_version, of_release, package_ref, without_user
from pratique.lockfiles.rubygems.entry import ANY_RUBY, is_gem_name, read_release

MOST_CHARS = 8_192

_TYPE = re.compile(r"[a-z][a-z0-9.+-]{0,63}")
_MOST_CHECKSUMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageUrl:
    """A parsed package URL with decoded parts; `name` starts with the namespace (`@scope/name`)."""

    type: str
    name: str
    version: str | None
    qualifiers: Mapping[str, str]


def read_purl(text: str) -> PackageUrl:
    """Parse a package URL. Raises ValueError if the package URL is invalid."""
    if len(text) > MOST_CHARS:
        raise ValueError("the package URL is too long")
    scheme, _, rest = text.strip().partition(":")
    if scheme.lower() != "pkg":
        raise ValueError(f"the package URL is not valid: {text[:80]!r}")
    rest, _, query = rest.partition("#")[0].partition("?")
    kind, _, path = rest.lstrip("/").partition("/")
    # A scope that is not encoded (`@a/b`) starts with the mark before a version.
    before, mark, version = path.rpartition("@")
    if not mark or not before or before.endswith("/"):
        before, version = path, ""
    name = "/".join(unquote(part) for part in before.strip("/").split("/") if part)
    if not _TYPE.fullmatch(kind.lower()) or not name:
        raise ValueError(f"the package URL is not valid: {text[:80]!r}")
    return PackageUrl(
        type=kind.lower(), name=name, version=unquote(version) or None, qualifiers=_qualifiers(query)
    )


def package_of(purl: PackageUrl) -> LockedPackage | None:
    """Return the entry that a package URL identifies, without its key; None if the ecosystem is not supported.

    Raises ValueError if no registry of the ecosystem could have a package of this name.
    """
    read = _READERS.get(purl.type)
    if read is None:
        return None
    package = read(purl)
    told = purl.qualifiers
    if registry := told.get("repository_url"):
        address = registry if "://" in registry else f"https://{registry}"
        package = replace(package, registry=without_user(address))
    if repository := told.get("vcs_url"):
        return replace(package, source=SourceKind.GIT, registry=None, url=repository)
    digests = tuple(_checksums(told["checksum"])) if "checksum" in told else ()
    if download := told.get("download_url"):
        return placed(package, [Distribution(download, digests)])
    filename = told.get("file_name", "")
    if purl.type == Ecosystem.PYPI and of_release(filename, package.package.name, package.version):
        return replace(package, files=(LockedFile(filename, digests),))
    return package


def _qualifiers(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in query.split("&"):
        key, mark, value = item.partition("=")
        if mark and value:
            found.setdefault(key.lower(), unquote(value))
    return found


def _checksums(text: str) -> list[Digest]:
    """Return the digests in a text such as `sha1:<hex>,sha256:<hex>`; invalid digests are omitted."""
    found: list[Digest] = []
    for item in text.split(",")[:_MOST_CHECKSUMS]:
        try:
            found.append(Digest.parse(item))
        except ParseError:
            continue
    return found


def _npm(purl: PackageUrl) -> LockedPackage:
    if not is_name(purl.name):
        raise ValueError(f"the package name is not valid: {purl.name[:80]!r}")
    if purl.version is not None and not is_version(purl.version):
        raise ValueError(f"the version is not valid: {purl.version[:80]!r}")
    return LockedPackage(key="", package=PackageRef(Ecosystem.NPM, purl.name), version=purl.version)


def _pypi(purl: PackageUrl) -> LockedPackage:
    return LockedPackage(key="", package=package_ref(purl.name), version=exact_version(purl.version))


def _gem(purl: PackageUrl) -> LockedPackage:
    """Return a gem.

    The platform of a gem is a qualifier of the package URL, but tools that copy Gemfile.lock leave the platform in the
    version.
    """
    if not is_gem_name(purl.name):
        raise ValueError(f"the package name is not valid: {purl.name[:80]!r}")
    version, platform = (None, None) if purl.version is None else read_release(purl.version)
    platform = purl.qualifiers.get("platform", platform)
    package = LockedPackage(key="", package=PackageRef(Ecosystem.RUBYGEMS, purl.name), version=version)
    if not platform or platform == ANY_RUBY:
        return package
    file = LockedFile(f"{purl.name}-{version}-{platform[:100]}.gem", ())
    return replace(package, markers=(f"platform={platform[:100]}",), files=(file,) if version else ())


_READERS: Mapping[str, Callable[[PackageUrl], LockedPackage]] = {
    Ecosystem.NPM.value: _npm,
    Ecosystem.PYPI.value: _pypi,
    Ecosystem.RUBYGEMS.value: _gem,
}
