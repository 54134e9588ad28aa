"""Parses uv.lock of uv, version 1 of any revision.

Based on uv's documentation ("the lockfile") and locks made with uv 0.13. The project is the entry with the source `.`. The
project's name is stored in `Lock.name`, and the project is not an entry of the result. uv lists the dependencies of a package's
extra only if the extra is in use, so all listed dependencies count as dependencies of the package.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from posixpath import join
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from pratique.core.lock import ROOT, Lock, LockedFile, LockedPackage, LockRequest, Problem, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.pypi.entry import (
    either,
    exact_version,
    filename_of,
    label_of,
    of_release,
    package_ref,
    platform_markers,
    read_hash,
    without_user,
)
from pratique.lockfiles.pypi.graph import Draft, Edge, Request, edges, follow, locked, requests_of
from pratique.lockfiles.pypi.groups import groups_of
from pratique.lockfiles.pypi.pythons import markers_of, range_of
from pratique.lockfiles.reading.document import first_problems, invalid, unknown_version
from pratique.lockfiles.reading.toml_document import read_toml

FORMAT = "uv.lock"
VERSION = 1


class _Source(msgspec.Struct):
    """The source of an entry. Exactly one of the fields is set."""

    registry: str | None = None
    git: str | None = None
    url: str | None = None
    path: str | None = None
    directory: str | None = None
    editable: str | None = None
    virtual: str | None = None

    def place(self) -> tuple[SourceKind, str]:
        """Return the kind and the URL of the source. Raises ValueError if no field is set."""
        if self.registry is not None:
            # A folder of files (`--find-links`) is told as a registry without a scheme.
            kind = SourceKind.REGISTRY if "://" in self.registry else SourceKind.PATH
            return kind, without_user(self.registry)
        if self.git is not None:
            return SourceKind.GIT, self.git
        if self.url is not None:
            return SourceKind.URL, self.url
        for folder in (self.path, self.directory, self.editable, self.virtual):
            if folder is not None:
                return SourceKind.PATH, folder
        raise ValueError("the source of the entry has an unknown type")

    def folder(self) -> str | None:
        """Return the folder, which may be the project or a workspace member; None for other sources."""
        if any(told is not None for told in (self.registry, self.git, self.url, self.path)):
            return None
        return next(
            (told for told in (self.directory, self.editable, self.virtual) if told is not None), None
        )


class _Dependency(msgspec.Struct):
    """One dependency. `version` and `source` are set only if several entries have the name of the dependency."""

    name: str
    version: str | None = None
    source: _Source | None = None
    marker: str | None = None


class _File(msgspec.Struct):
    url: str | None = None
    path: str | None = None
    filename: str | None = None
    hash: str | None = None
    size: int | None = None


class _Entry(msgspec.Struct, rename="kebab"):
    name: str
    source: _Source
    version: str | None = None
    resolution_markers: list[str] = []
    dependencies: list[_Dependency] = []
    optional_dependencies: dict[str, list[_Dependency]] = {}
    dev_dependencies: dict[str, list[_Dependency]] = {}
    sdist: _File | None = None
    wheels: list[_File] = []


class _Manifest(msgspec.Struct, rename="kebab"):
    """The `[manifest]` table: the workspace, and the dependencies of a script or a project without a name."""

    members: list[str] = []
    requirements: list[_Dependency] = []
    dependency_groups: dict[str, list[_Dependency]] = {}


def parse(data: bytes) -> Lock:
    """Parse a uv lockfile. Raises ParseError if the bytes are not a uv lockfile or its version is unknown."""
    document = read_toml(data, "package", what=FORMAT)
    version = document.value.get("version")
    # The first releases of uv wrote `[[distribution]]` into files of the same version.
    if type(version) is not int or version != VERSION or "distribution" in document.value:
        raise unknown_version(FORMAT, version, known=str(VERSION))
    manifest = _manifest(document.value)
    members = {str(canonicalize_name(name)) for name in manifest.members}
    # The first draft stands for the project, also when the project is no package.
    drafts = [_project(manifest)]
    own = {0}
    name: str | None = None
    problems: list[Problem] = []
    for raw, line in document.entries:
        try:
            entry = msgspec.convert(raw, _Entry)
            draft, doubts = _draft(entry, members, line)
        except ValueError as error:
            problems.append(Problem(label_of(raw), line, str(error)))
            continue
        problems.extend(Problem(draft.package.package.name, line, doubt) for doubt in doubts)
        if name is None and entry.source.folder() == ".":
            name = entry.name
            drafts[0] = Draft(draft.package, (*drafts[0].requests, *draft.requests))
            continue
        if draft.package.source is SourceKind.WORKSPACE:
            own.add(len(drafts))
        drafts.append(draft)
    followed = follow(drafts, what=FORMAT)
    found = edges(followed)
    missing = (
        members - {str(canonicalize_name(name or ""))} - {draft.package.package.name for draft in drafts}
    )
    return Lock(
        format=f"{FORMAT} v{version}",
        packages=locked(_completed(drafts, found, own), found, roots=own - {0}, project=0),
        name=name,
        problems=first_problems(problems),
        requires_python=range_of(document.value.get("requires-python")),
        environments=markers_of(document.value.get("supported-markers")),
        requests=(
            *(LockRequest(asker=ROOT, name=member, wanted="") for member in sorted(missing)),
            # uv writes the requests that it follows, and no others.
            *requests_of(followed, drafts, lambda _: True, project=0),
        ),
    )


def _manifest(value: Mapping[str, Any]) -> _Manifest:
    try:
        return msgspec.convert(value.get("manifest", {}), _Manifest)
    except msgspec.ValidationError as error:
        raise invalid(f"the [manifest] of {FORMAT} is not valid: {error}", hint="run `uv lock`") from None


def _project(manifest: _Manifest) -> Draft:
    project = LockedPackage(key=ROOT, package=PackageRef(Ecosystem.PYPI, ROOT), version=None)
    requests = (*_requests(manifest.requirements), *_group_requests(manifest.dependency_groups))
    return Draft(project, requests)


def _draft(entry: _Entry, members: set[str], line: int | None) -> tuple[Draft, list[str]]:
    package = package_ref(entry.name)
    version = exact_version(entry.version)
    source, address = entry.source.place()
    if source is SourceKind.REGISTRY and version is None:
        raise ValueError("the entry has no exact version")
    if entry.source.folder() is not None and package.name in members:
        source = SourceKind.WORKSPACE
    files, doubts = _files(entry, package.name)
    draft = LockedPackage(
        key="",
        package=package,
        version=version,
        source=source,
        registry=address if source is SourceKind.REGISTRY else None,
        url=address if source is not SourceKind.REGISTRY else None,
        files=files,
        markers=platform_markers(either(entry.resolution_markers)),
        line=line,
    )
    requests = (
        *_requests(entry.dependencies),
        *_group_requests(entry.optional_dependencies),
        *_group_requests(entry.dev_dependencies),
    )
    return Draft(draft, requests), doubts


def _files(entry: _Entry, name: str) -> tuple[tuple[LockedFile, ...], list[str]]:
    files: list[LockedFile] = []
    doubts: list[str] = []
    for file in [*entry.wheels, *([entry.sdist] if entry.sdist else [])]:
        address = file.url or file.path
        filename = file.filename or (filename_of(address) if address else None)
        digests, doubt = read_hash(file.hash) if file.hash else ((), None)
        if doubt is not None:
            doubts.append(doubt)
        if not digests and filename is None:
            doubts.append("a file of the entry has neither name nor hash")
            continue
        files.append(LockedFile(filename, digests, _place(entry, file), file.size))
        if entry.source.registry and filename and not of_release(filename, name, entry.version):
            doubts.append(f"a file of the entry belongs to another release: {filename[:120]!r}")
    return tuple(files), doubts


def _place(entry: _Entry, file: _File) -> str | None:
    """Return the location of a file. If the index is a folder (`--find-links`), the location is relative to that folder."""
    if file.path is None or entry.source.registry is None or "://" in entry.source.registry:
        return file.url
    return join(entry.source.registry, file.path)


def _requests(dependencies: list[_Dependency], group: str | None = None) -> Iterator[Request]:
    for dependency in dependencies:
        yield Request(
            name=canonicalize_name(dependency.name),
            version=dependency.version,
            source=dependency.source.place()[1] if dependency.source else None,
            marker=dependency.marker or None,
            group=group,
        )


def _group_requests(groups: Mapping[str, list[_Dependency]]) -> Iterator[Request]:
    for group, dependencies in groups.items():
        yield from _requests(dependencies, group)


def _completed(drafts: list[Draft], edges: list[Edge], own: set[int]) -> list[Draft]:
    groups = groups_of(len(drafts), edges, own=own, what=FORMAT)
    asked: dict[int, dict[str | None, None]] = {}
    for edge in edges:
        asked.setdefault(edge.child, {})[edge.request.marker] = None
    completed = []
    for position, draft in enumerate(drafts):
        told = [marker for marker in asked.get(position, {}) if marker]
        # One request without a condition, or a member of the workspace, is wanted everywhere.
        everywhere = position in own or None in asked.get(position, {})
        markers = () if everywhere or platform_markers(told) != tuple(told) else either(told)
        told_markers = tuple(dict.fromkeys((*draft.package.markers, *markers)))
        package = replace(draft.package, groups=groups[position], markers=told_markers)
        completed.append(Draft(package, draft.requests))
    return completed
