"""Parses the entries of `packages` in pnpm-lock.yaml: their sources and dependencies.

Sources: `pkgSnapshotToResolution`, `nameVerFromPkgSnapshot` and `packageIsInstallable` of pnpm 7 to 11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from pratique.core.lock import LockedFile, SourceKind
from pratique.lockfiles.npm.address import Address, is_address, read_address
from pratique.lockfiles.npm.entry import (
    folder_name,
    is_name,
    is_version,
    locked_files,
    read_integrity,
)
from pratique.lockfiles.npm.pnpm.importer import Need, Want
from pratique.lockfiles.npm.pnpm.path import PathStyle, PnpmPath, is_exact, read_path
from pratique.lockfiles.npm.section import PackageFields

_MOST_VARIANTS = 200
_PREFIXED = re.compile(r"([A-Za-z0-9._-]{1,100}):(\d[0-9A-Za-z.+-]{0,250})")


class Resolution(msgspec.Struct, rename="camel"):
    """The source of an artifact, as written in the lockfile; unneeded fields are ignored."""

    type: str | None = None
    integrity: str | None = None
    tarball: str | None = None
    git_hosted: bool | None = None
    repo: str | None = None
    commit: str | None = None
    directory: str | None = None
    url: str | None = None
    variants: list["Variant"] | None = None


class Variant(msgspec.Struct):
    """The download of a runtime (Node.js itself) for one platform."""

    resolution: Resolution


class PnpmEntry(PackageFields, rename="camel"):
    """One package entry as written.

    For lockfileVersion 9.0, the fields of the entry in `packages` and `snapshots` are merged.
    """

    resolution: Resolution = msgspec.field(default_factory=Resolution)
    requires_build: bool | None = None

    def wants(self) -> Iterator[Want]:
        """Yield the dependencies; the field `dependencies` also contains the resolved peer dependencies."""
        peers = self.peer_dependencies or {}
        optional = self.optional_dependencies or {}
        for name, reference in (self.dependencies or {}).items():
            if name not in optional:
                yield Want(name, reference, Need.PEER if name in peers else Need.RUN)
        for name, reference in optional.items():
            yield Want(name, reference, Need.OPTIONAL)

    def markers(self) -> tuple[str, ...]:
        """Return the platform conditions of an optional entry.

        Entries that are not optional have no platform conditions, because pnpm installs them on every platform and only prints a
        warning.
        """
        return self.platforms() if self.optional else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpmDraft:
    """A valid entry of pnpm-lock.yaml."""

    entry: PnpmEntry
    name: str
    version: str | None
    address: Address
    files: tuple[LockedFile, ...]
    has_install_hook: bool | None
    """Whether the package has an install hook; None for lockfileVersion 9.0, which does not list install hooks."""


def read_entry(key: str, raw: object, style: PathStyle) -> tuple[PnpmDraft, tuple[str, ...]]:
    """Return one parsed entry and the reasons to doubt the entry. Raises ValueError if the entry is invalid."""
    path = read_path(key, style)
    entry = msgspec.convert(raw, PnpmEntry)
    name = path.name or entry.name
    version = path.version or (entry.version if is_version(entry.version or "") else None)
    address = _address(entry.resolution, path, name=name or "", version=version)
    if address.source is SourceKind.PATH and not name:
        name = folder_name((address.url or "").removeprefix("file:").rstrip("/"))
    if not name or not is_name(name):
        raise ValueError(
            "npm does not allow the package name" if name else "the lockfile entry has no package name"
        )
    if version is None and address.source is SourceKind.REGISTRY:
        raise ValueError("the entry has no exact version")
    files, bad_digest = _files(entry.resolution, address)
    draft = PnpmDraft(
        entry=entry,
        name=name,
        version=version,
        address=address,
        files=files,
        has_install_hook=None if style is PathStyle.AT else entry.requires_build is True,
    )
    doubts = (address.doubt, bad_digest, _difference(path, entry))
    return draft, tuple(doubt for doubt in doubts if doubt)


def _difference(path: PnpmPath, entry: PnpmEntry) -> str | None:
    """Return a reason to doubt an entry if its path and its fields refer to different releases.

    Old and new versions of pnpm differ in whether they use the path or the fields.
    """
    if path.version is None:
        return None
    told = (entry.name or path.name, entry.version or path.version)
    if told == (path.name, path.version):
        return None
    return f"the path and the fields of the entry belong to different releases: {'@'.join(map(str, told))[:120]!r}"


def _address(resolution: Resolution, path: PnpmPath, *, name: str, version: str | None) -> Address:
    match resolution.type:
        case "git":
            commit = f"#{resolution.commit}" if resolution.commit else ""
            return Address(source=SourceKind.GIT, url=f"{resolution.repo or ''}{commit}" or None)
        case "directory":
            return Address(source=SourceKind.PATH, url=f"file:{resolution.directory or '.'}")
        case "binary" | "variations":
            return Address(source=SourceKind.URL, url=resolution.url)
        case str(kind):
            doubt = f"the `resolution` of the entry has an unknown type: {kind[:80]!r}"
            return Address(source=SourceKind.URL, url=resolution.url or resolution.tarball, doubt=doubt)
        case _:
            place = path.place if path.version is None else None
            return _tarball(resolution, place, name=name, version=version)


def _tarball(resolution: Resolution, place: str | None, *, name: str, version: str | None) -> Address:
    tarball = resolution.tarball
    if resolution.git_hosted:
        return Address(source=SourceKind.GIT, url=tarball)
    if tarball is None:
        return _untold(place)
    if is_address(tarball):
        return read_address(tarball, name=name, version=version)
    # Relative to the registry.
    doubt = (
        None
        if tarball.lstrip("/").startswith(f"{name}/-/")
        else f"the tarball of the entry is {tarball[:120]!r}"
    )
    return Address(source=SourceKind.REGISTRY if doubt is None else SourceKind.URL, url=None, doubt=doubt)


def _untold(place: str | None) -> Address:
    """Return the source of an entry without a URL: the registry, unless the entry's path refers to another source."""
    if place is None:
        return Address(source=SourceKind.REGISTRY, url=None)
    if is_address(place):
        address = read_address(place, name="", version=None)
        return Address(source=address.source, url=place, doubt=address.doubt)
    prefixed = _PREFIXED.fullmatch(place)
    if prefixed is not None and is_exact(prefixed[2]):
        doubt = f"the entry comes from a registry that only the settings of pnpm define: {prefixed[1]!r}"
    else:
        doubt = "the lockfile does not specify the source of the entry"
    return Address(source=SourceKind.URL, url=None, doubt=doubt)


def _files(resolution: Resolution, address: Address) -> tuple[tuple[LockedFile, ...], str | None]:
    """Return the files that the lockfile accepts for an entry: one file, or one file for each platform."""
    digests, doubt = read_integrity(resolution.integrity)
    files = list(locked_files(digests, address.url))
    for variant in (resolution.variants or [])[:_MOST_VARIANTS]:
        digests, more_doubt = read_integrity(variant.resolution.integrity)
        files.extend(locked_files(digests, variant.resolution.url))
        doubt = doubt or more_doubt
    return tuple(files), doubt
