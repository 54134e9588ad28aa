"""Parses pdm.lock of PDM, lock_version 4.0 to 4.5.

Based on PDM's own writer (`pdm/project/lockfile/pdmlock.py`) and locks made with PDM 2.4 and 2.29. PDM accepts a lock
version if the minor number is not higher than the supported one, and ignores the third number. A package with extras
has two entries in pdm.lock: the package itself, and an entry with `extras` for the dependencies of the extras. Pratique
merges the two entries. Direct dependencies are listed only in pyproject.toml, so entries without a dependent count as
direct dependencies. PDM writes dependency groups and markers only with the strategy `inherit_metadata`; in any other
lockfile, every entry counts as needed everywhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from pratique.core.lock import Lock, LockedFile, LockedPackage, LockRequest, SourceKind
from pratique.core.names import PackageRef
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.conditions import Conditions
from pratique.lockfiles.pypi.entry import (
    exact_version,
    filename_of,
    label_of,
    of_release,
    package_ref,
    platform_markers,
    read_hash,
)
from pratique.lockfiles.pypi.graph import (
    Draft,
    Followed,
    Request,
    every_marker,
    follow,
    locked_alone,
    requests_of,
)
from pratique.lockfiles.pypi.pythons import Pythons, either_range
from pratique.lockfiles.reading.document import invalid, unknown_version
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.reading.toml_document import read_toml

FORMAT = "pdm.lock"
VERSIONS = "4.0 to 4.5"

_VERSION = re.compile(r"4\.[0-5](?:\.[0-9]{1,3})?")
# `name[extras] range ; marker` or `name[extras] @ address ; marker`, as PDM writes PEP 508.
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,255}+) *+(?:\[(?P<extras>[^\]]*+)\])?+ *+"
    r"(?:@ *+(?P<address>\S++)(?: ++; *+(?P<addressed>.++))?+|(?P<range>[^;@]*+)(?:; *+(?P<marker>.++))?+)"
)
_RUN_TIME = "default"


class _File(msgspec.Struct):
    hash: str | None = None
    file: str | None = None
    url: str | None = None


class _Entry(msgspec.Struct):
    name: str
    version: str | None = None
    extras: list[str] = []
    groups: list[str] | None = None
    marker: str | None = None
    dependencies: list[str] = []
    files: list[_File] | None = None
    git: str | None = None
    hg: str | None = None
    svn: str | None = None
    bzr: str | None = None
    ref: str | None = None
    revision: str | None = None
    subdirectory: str | None = None
    path: str | None = None
    url: str | None = None

    def place(self) -> tuple[SourceKind, str | None]:
        repository = next((one for one in (self.git, self.hg, self.svn, self.bzr) if one is not None), None)
        if repository is not None:
            commit = self.revision or self.ref
            return SourceKind.GIT, at_commit(repository, commit, self.subdirectory)
        if self.path is not None:
            return SourceKind.PATH, self.path
        if self.url is not None:
            return (SourceKind.PATH if self.url[:5].lower() == "file:" else SourceKind.URL), self.url
        return SourceKind.REGISTRY, None


class _Target(msgspec.Struct):
    """One environment that the lockfile supports (since lock_version 4.5)."""

    requires_python: str | None = None
    platform: str | None = None
    implementation: str | None = None


class _Metadata(msgspec.Struct):
    """The `[metadata]` table. Until lock_version 4.1, `files` contains the files of all entries, by `name version`."""

    lock_version: str | None = None
    files: dict[str, list[_File]] | None = None
    targets: list[_Target] = []
    strategy: list[str] | None = None
    cross_platform: bool = True

    def conditions(self, markers: Sequence[str]) -> Conditions:
        """Return the supported Python versions and platforms.

        Before lock_version 4.5, only pyproject.toml lists the Python versions.
        """
        if not self.targets:
            every = self.cross_platform if self.strategy is None else "cross_platform" in self.strategy
            return Conditions(None, every, markers)
        texts = [target.requires_python for target in self.targets]
        pythons = Pythons.of(" || ".join(filter(None, texts)) if all(texts) else None)
        every = not any(target.platform or target.implementation for target in self.targets)
        return Conditions(pythons, every, markers)


@dataclass(slots=True)
class _Release:
    draft: Draft
    groups: list[str] | None
    twin: bool
    extras: set[frozenset[str]]


_Identity = tuple[PackageRef, str | None, str | None]


def parse(data: bytes) -> Lock:
    """Parse a PDM lockfile. Raises ParseError if the bytes are not a PDM lockfile or its version is unknown."""
    document = read_toml(data, "package", what=FORMAT)
    metadata = _metadata(document.value)
    files = _files_by_release(metadata.files or {})
    releases: list[_Release] = []
    mains: dict[_Identity, _Release] = {}
    problems = ProblemList()
    for raw, line in document.entries:
        try:
            entry = msgspec.convert(raw, _Entry)
            draft, doubts = _draft(entry, files, line)
        except ValueError as error:
            problems.add(label_of(raw), line, str(error))
            continue
        extras = frozenset(str(canonicalize_name(extra)) for extra in entry.extras)
        read = _Release(draft, entry.groups, twin=bool(extras), extras={extras} - {frozenset()})
        package = draft.package
        main = mains.setdefault((package.package, package.version, package.url), read)
        if main is read or not (main.twin or read.twin):
            releases.append(read)
        else:
            doubts.extend(_join(main, read))
        for doubt in doubts:
            problems.add(package.package.name, line, doubt)
    drafts = [replace(one.draft, package=_with_groups(one)) for one in releases]
    followed = follow(drafts, what=FORMAT)
    packages = locked_alone(drafts, followed)
    conditions = metadata.conditions(every_marker(drafts))

    def counts(one: Followed) -> bool:
        return conditions.may_hold((one.request.marker, *packages[one.parent].markers))

    def where(one: Followed, answers: Sequence[LockedPackage]) -> str | None:
        markers = (one.request.marker, *packages[one.parent].markers)
        return conditions.uncovered(markers, (entry.markers for entry in answers), frozenset())

    unmet = ((one, _without_twin(one, releases)) for one in followed)
    return Lock(
        format=f"{FORMAT} {metadata.lock_version}",
        packages=packages,
        problems=problems.listed(),
        requires_python=either_range(target.requires_python for target in metadata.targets),
        requests=(
            *requests_of(followed, drafts, counts, uncovered=where),
            *(
                LockRequest(
                    packages[one.parent].key, name, one.request.range or "", line=packages[one.parent].line
                )
                for one, name in unmet
                if name is not None and counts(one)
            ),
        ),
    )


def _without_twin(one: Followed, releases: Sequence[_Release]) -> str | None:
    extras = frozenset(one.request.extras)
    if not extras or not one.children or any(extras in releases[child].extras for child in one.children):
        return None
    return f"{one.request.name}[{','.join(sorted(extras))}]"


def _metadata(value: Mapping[str, Any]) -> _Metadata:
    try:
        metadata = msgspec.convert(value.get("metadata", {}), _Metadata)
    except msgspec.ValidationError as error:
        raise invalid(f"the [metadata] of {FORMAT} is not valid: {error}", hint="run `pdm lock`") from None
    if metadata.lock_version is None or not _VERSION.fullmatch(metadata.lock_version):
        raise unknown_version(FORMAT, metadata.lock_version, known=VERSIONS)
    return metadata


def _files_by_release(told: Mapping[str, list[_File]]) -> dict[tuple[str, str], list[_File]]:
    """Return the files of `[metadata.files]` by normalised name and version."""
    found: dict[tuple[str, str], list[_File]] = {}
    for release, files in told.items():
        name, _, version = release.rpartition(" ")
        found[str(canonicalize_name(name)), version] = files
    return found


def _draft(
    entry: _Entry, files: Mapping[tuple[str, str], list[_File]], line: int | None
) -> tuple[Draft, list[str]]:
    package = package_ref(entry.name)
    version = exact_version(entry.version)
    source, address = entry.place()
    if source is SourceKind.REGISTRY and version is None:
        raise ValueError("the entry has no exact version")
    told = entry.files if entry.files is not None else files.get((package.name, version or ""), [])
    locked_files, doubts = _files(told, package.name, version if source is SourceKind.REGISTRY else None)
    if entry.files is None and files and source is SourceKind.REGISTRY and not told:
        doubts.append("[metadata.files] lists no files of the package; the lockfile may be truncated")
    requests, more_doubts = _requests(entry.dependencies, package.name)
    draft = LockedPackage(
        key="",
        package=package,
        version=version,
        source=source,
        url=address,
        files=locked_files,
        markers=platform_markers([entry.marker] if entry.marker else []),
        line=line,
    )
    return Draft(draft, requests), [*doubts, *more_doubts]


def _files(told: list[_File], name: str, version: str | None) -> tuple[tuple[LockedFile, ...], list[str]]:
    files: list[LockedFile] = []
    doubts: list[str] = []
    for file in told:
        digests, doubt = read_hash(file.hash) if file.hash else ((), None)
        if doubt is not None:
            doubts.append(doubt)
        filename = filename_of(file.url) if file.url else file.file
        if not digests and not filename:
            doubts.append("a file of the entry has neither name nor hash")
            continue
        files.append(LockedFile(filename or None, digests, file.url))
        if version is not None and filename and not of_release(filename, name, version):
            doubts.append(f"a file of the entry belongs to another release: {filename[:120]!r}")
    return tuple(files), doubts


def _requests(dependencies: Iterable[str], name: str) -> tuple[tuple[Request, ...], list[str]]:
    requests: list[Request] = []
    doubts: dict[str, None] = {}
    for text in dependencies:
        found = _REQUIREMENT.fullmatch(text)
        if found is None:
            doubts[f"a dependency is malformed: {text[:80]!r}"] = None
            continue
        asked = str(canonicalize_name(found["name"]))
        if asked != name:
            requests.append(
                Request(
                    name=asked,
                    range=(found["range"] or "").strip("() ") or None,
                    marker=found["marker"] or found["addressed"],
                    extras=_extras(found["extras"]),
                )
            )
    return tuple(requests), list(doubts)


def _extras(text: str | None) -> tuple[str, ...]:
    told = (str(canonicalize_name(extra.strip())) for extra in (text or "").split(","))
    return tuple(extra for extra in told if extra)


def _join(main: _Release, other: _Release) -> Iterator[str]:
    """Merge two entries of one release, at least one of which has extras; yield contradictions between them."""
    first, second = (other, main) if main.twin and not other.twin else (main, other)
    package = first.draft.package
    more = [file for file in second.draft.package.files if file not in package.files]
    if more and package.files:
        yield "the files differ between the entries with and without extras: all of them are accepted"
    requests = dict.fromkeys((*first.draft.requests, *second.draft.requests))
    main.draft = Draft(replace(package, files=(*package.files, *more)), tuple(requests))
    known = first.groups is not None and second.groups is not None
    main.groups = [*(first.groups or ()), *(second.groups or ())] if known else None
    main.twin = first.twin
    main.extras |= other.extras


def _with_groups(release: _Release) -> LockedPackage:
    """Return the entry with the groups that need it; empty if the entry is needed at run time or the lockfile has no groups."""
    groups = frozenset(release.groups or ())
    return replace(release.draft.package, groups=frozenset() if _RUN_TIME in groups else groups)
