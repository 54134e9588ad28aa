"""Parses poetry.lock of Poetry, lock-version 1.0, 1.1, 2.0 and 2.1.

Based on Poetry's own writer (`poetry/packages/locker.py`) and locks made with Poetry 1.1, 1.8 and 2.5. Direct dependencies are
listed only in pyproject.toml, so entries without a dependent count as direct dependencies. Lock-version 2.1 lists dependency groups
and 1.x has `category`; 2.0 has neither.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from pratique.core.lock import Lock, LockedFile, LockedPackage, LockRequest, Problem, SourceKind
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.conditions import Conditions
from pratique.lockfiles.pypi.entry import (
    either,
    exact_version,
    label_of,
    of_release,
    package_ref,
    platform_markers,
    read_hash,
    without_user,
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
from pratique.lockfiles.pypi.pythons import Pythons, range_of
from pratique.lockfiles.reading.document import first_problems, invalid, unknown_version
from pratique.lockfiles.reading.toml_document import TomlDocument, read_toml

FORMAT = "poetry.lock"
VERSIONS = ("1.0", "1.1", "2.0", "2.1")
MOST_VERSIONS = 100
"""Maximum number of versions of one package for which files are looked up."""

_EXTRA = re.compile(r"""\bextra *+== *+["']([A-Za-z0-9._-]{1,256}+)["']""")
_ARCHIVES = (".whl", ".tar.gz", ".tar.bz2", ".zip", ".tgz")


class _File(msgspec.Struct):
    file: str
    hash: str | None = None
    url: str | None = None


class _Source(msgspec.Struct):
    """The source of a package; an entry without a source comes from the public index."""

    type: str
    url: str | None = None
    resolved_reference: str | None = None
    subdirectory: str | None = None


class _Constraint(msgspec.Struct):
    """A dependency written as a table, with more fields than a range."""

    version: str = "*"
    markers: str | None = None
    python: str | None = None
    extras: list[str] = []
    optional: bool = False


class _Entry(msgspec.Struct):
    name: str
    version: str
    optional: bool = False
    category: str | None = None
    groups: list[str] | None = None
    markers: str | dict[str, str] | None = None
    files: list[_File] | None = None
    source: _Source | None = None
    dependencies: dict[str, Any] | None = None


class _Metadata(msgspec.Struct, rename="kebab"):
    """The `[metadata]` table."""

    lock_version: str | None = None
    python_versions: Any = None
    files: dict[str, list[_File]] | None = None


_SOURCES = {
    "legacy": SourceKind.REGISTRY,
    "git": SourceKind.GIT,
    "url": SourceKind.URL,
    "file": SourceKind.PATH,
    "directory": SourceKind.PATH,
}


def parse(data: bytes) -> Lock:
    """Parse a Poetry lockfile. Raises ParseError if the bytes are not a Poetry lockfile or its version is unknown."""
    document = read_toml(data, "package", what=FORMAT)
    metadata = _metadata(document.value)
    files = _files_of_releases(document, metadata.files or {})
    extras = _extras(document.value)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for raw, line in document.entries:
        try:
            draft, doubts = _draft(raw, files, extras, line)
        except ValueError as error:
            problems.append(Problem(label_of(raw), line, str(error)))
            continue
        drafts.append(draft)
        problems.extend(Problem(draft.package.package.name, line, doubt) for doubt in doubts)
    followed = follow(drafts, what=FORMAT)
    return Lock(
        format=f"{FORMAT} {metadata.lock_version}",
        packages=locked_alone(drafts, followed),
        problems=first_problems(problems),
        requires_python=range_of(metadata.python_versions),
        requests=_lock_requests(followed, drafts, metadata),
    )


def _lock_requests(
    followed: Sequence[Followed], drafts: Sequence[Draft], metadata: _Metadata
) -> tuple[LockRequest, ...]:
    """Return the dependencies that Poetry follows on some platform, for a Python version that the project allows.

    Dependencies of an extra that no entry enables come last, because pyproject.toml may enable the extra.
    """
    pythons = Pythons.of(metadata.python_versions)
    conditions = Conditions(pythons, markers=every_marker(drafts))
    chosen: dict[int, set[str]] = {}
    for one in followed:
        for child in one.children:
            chosen.setdefault(child, set()).update(one.request.extras)

    def holds(one: Followed, extras: frozenset[str]) -> bool:
        if (one.request.optional and not extras) or not conditions.has_python(one.request.python):
            return False
        return conditions.may_hold((one.request.marker, *drafts[one.parent].package.markers), extras)

    def extras_of(one: Followed) -> frozenset[str]:
        return frozenset(chosen.get(one.parent, ()))

    def counts(one: Followed) -> bool:
        return holds(one, extras_of(one))

    def where(one: Followed, answers: Sequence[LockedPackage]) -> str | None:
        markers = (one.request.marker, *drafts[one.parent].package.markers)
        return conditions.uncovered(markers, (entry.markers for entry in answers), extras_of(one))

    perhaps = (
        (one, extra)
        for one in followed
        if not one.children and one.request.optional
        for extra in map(str, map(canonicalize_name, _EXTRA.findall(one.request.marker or "")))
        if extra not in chosen.get(one.parent, ()) and holds(one, frozenset({extra}))
    )
    return requests_of(followed, drafts, counts, perhaps=perhaps, uncovered=where)


def _metadata(value: Mapping[str, Any]) -> _Metadata:
    try:
        metadata = msgspec.convert(value.get("metadata", {}), _Metadata)
    except msgspec.ValidationError as error:
        raise invalid(f"the [metadata] of {FORMAT} is not valid: {error}", hint="run `poetry lock`") from None
    if metadata.lock_version not in VERSIONS:
        raise unknown_version(FORMAT, metadata.lock_version, known=", ".join(VERSIONS))
    return metadata


def _extras(value: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the extras of the project that contain each package."""
    try:
        told = msgspec.convert(value.get("extras", {}), dict[str, list[str]])
    except msgspec.ValidationError as error:
        raise invalid(f"the [extras] of {FORMAT} are not valid: {error}", hint="run `poetry lock`") from None
    found: dict[str, set[str]] = {}
    for extra, names in told.items():
        for name in names:
            found.setdefault(canonicalize_name(name), set()).add(extra)
    return found


def _draft(
    raw: object,
    files: Mapping[tuple[str, str], list[_File]],
    extras: Mapping[str, set[str]],
    line: int | None,
) -> tuple[Draft, list[str]]:
    entry = msgspec.convert(raw, _Entry)
    package = package_ref(entry.name)
    version = exact_version(entry.version)
    source = SourceKind.REGISTRY
    address = None
    if entry.source is not None:
        if entry.source.type not in _SOURCES:
            raise ValueError(f"the source of the entry has an unknown type: {entry.source.type[:80]!r}")
        source = _SOURCES[entry.source.type]
        address = entry.source.url
        if address and source is SourceKind.GIT:
            address = at_commit(address, entry.source.resolved_reference, entry.source.subdirectory)
    told = entry.files if entry.files is not None else files.get((package.name, entry.version), [])
    of = (package.name, entry.version) if source is SourceKind.REGISTRY else None
    locked_files, doubts = _files(told, of)
    if of is not None and entry.files is None and files and of not in files:
        doubts.append("[metadata.files] does not list the package; the lockfile may be truncated")
    draft = LockedPackage(
        key="",
        package=package,
        version=version,
        source=source,
        registry=without_user(address) if address and source is SourceKind.REGISTRY else None,
        url=address if source is not SourceKind.REGISTRY else None,
        files=locked_files,
        groups=_groups(entry, extras.get(package.name, set())),
        markers=_markers(entry),
        optional=entry.optional,
        line=line,
    )
    return Draft(draft, tuple(_requests(entry.dependencies or {}))), doubts


def _files_of_releases(
    document: TomlDocument, told: Mapping[str, list[_File]]
) -> dict[tuple[str, str], list[_File]]:
    """Return the files by package name and version, for lock-version 1.x.

    Lock-version 1.x lists the files of all versions of a package together.

    Poetry accepts each listed file for each version of the package. A file that matches none of the versions counts for
    all versions.
    """
    versions: dict[str, list[str]] = {}
    for raw, _ in document.entries:
        name, version = (raw.get("name"), raw.get("version")) if isinstance(raw, dict) else (None, None)
        if isinstance(name, str) and isinstance(version, str):
            versions.setdefault(str(canonicalize_name(name)), []).append(version)
    found: dict[tuple[str, str], list[_File]] = {
        (str(canonicalize_name(name)), version): []
        for name in told
        for version in versions.get(str(canonicalize_name(name)), ())
    }
    for name, files in ((str(canonicalize_name(name)), files) for name, files in told.items()):
        known = versions.get(name, [])[:MOST_VERSIONS]
        for file in files:
            fitting = [version for version in known if of_release(file.file, name, version)]
            for version in fitting or known:
                found[name, version].append(file)
    return found


def _files(told: list[_File], of: tuple[str, str] | None) -> tuple[tuple[LockedFile, ...], list[str]]:
    """Return the files of a package.

    A file of a release other than `of` is reported as a doubt, because Poetry accepts the hash of that file for any
    file of the package.
    """
    files: list[LockedFile] = []
    doubts: list[str] = []
    for file in told:
        digests, doubt = read_hash(file.hash) if file.hash else ((), None)
        files.append(LockedFile(file.file, digests, file.url))
        if doubt is not None:
            doubts.append(doubt)
        if of is not None and file.file.endswith(_ARCHIVES) and not of_release(file.file, *of):
            doubts.append(f"a file of the entry belongs to another release: {file.file[:120]!r}")
    return tuple(files), doubts


def _groups(entry: _Entry, extras: set[str]) -> frozenset[str]:
    """Return the groups that need the entry; empty if the entry is needed at run time.

    An optional entry belongs to the extras that contain it. An optional entry belongs to `optional` if another optional entry
    depends on it.
    """
    told = set(entry.groups or ()) | ({entry.category} if entry.category else set())
    if entry.optional:
        return frozenset(extras or {"optional"}) | (told - {"main"})
    return frozenset() if "main" in told else frozenset(told)


def _markers(entry: _Entry) -> tuple[str, ...]:
    """Return the marker of the entry.

    If the marker is a table with one marker for each group, one of the markers in the table must match.
    """
    if isinstance(entry.markers, dict):
        everywhere = set(entry.groups or ()) <= entry.markers.keys()
        told = dict.fromkeys(entry.markers.values()) if everywhere else {}
        return platform_markers(either(told))
    return platform_markers([entry.markers] if entry.markers else [])


def _requests(dependencies: Mapping[str, Any]) -> Iterator[Request]:
    """Yield each dependency: a range, a table, or a list of tables for several platforms."""
    for name, told in dependencies.items():
        for one in told if isinstance(told, list) else [told]:
            constraint = _Constraint(one) if isinstance(one, str) else msgspec.convert(one, _Constraint)
            yield Request(
                name=canonicalize_name(name),
                range=constraint.version,
                marker=constraint.markers,
                python=constraint.python,
                extras=tuple(str(canonicalize_name(extra)) for extra in constraint.extras),
                optional=constraint.optional,
            )
