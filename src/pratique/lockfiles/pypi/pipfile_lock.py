"""Parses Pipfile.lock of Pipenv, pipfile-spec 6.

Based on Pipenv's documentation ("Pipfile & Pipfile.lock") and locks made with Pipenv 2026.10. Pipfile.lock has no
dependency edges, so every entry counts as a direct dependency. An entry of `default` is needed at run time, an
entry of `develop` by the group `dev`. An entry of any other category is needed by the dependency group with the
name of the category. If several categories contain the same entry, Pratique combines them into one entry. An entry
for another platform may have the version `*`, which pins nothing.

An entry comes from the source that its `index` specifies, else from the first source of the lockfile. Pipenv passes
only the source of the entry to pip (`pipenv/routines/install.py`: `batch_install`). For each file of an entry, Pipenv
accepts each hash of the entry. `no_binary` makes Pipenv install the source distribution. Pipenv copies the name,
version, marker and hashes unchanged to a line of a requirements file. If the name, version, marker or a hash of an
entry contains a line break, the text after the line break is a separate requirement (observed with Pipenv 2026).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.entry import (
    either,
    exact_version,
    filename_of,
    package_ref,
    platform_markers,
    read_hash,
    without_user,
)
from pratique.lockfiles.pypi.graph import Draft, locked
from pratique.lockfiles.pypi.pythons import range_of
from pratique.lockfiles.reading.document import MOST_ENTRIES, invalid, too_many, unknown_version
from pratique.lockfiles.reading.json_entries import JsonEntries, read_entries
from pratique.lockfiles.reading.problem_list import ProblemList

FORMAT = "Pipfile.lock"
SPEC = 6
MOST_HASHES = 10_000
"""Maximum number of files of a release."""

_META = "_meta"
_RUN_TIME = "default"
_GROUPS = {"develop": "dev"}


_MORE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]|(?:\A|[ \xa0])[-#]|\\\Z")


class _Source(msgspec.Struct):
    """One registry listed in `_meta`."""

    url: str
    name: str | None = None


class _Meta(msgspec.Struct, rename="kebab"):
    """The metadata of the lockfile."""

    pipfile_spec: int | None = None
    sources: list[_Source] = []
    requires: Any = None


class _Entry(msgspec.Struct):
    version: str | None = None
    hashes: list[str] = []
    markers: str | None = None
    index: str | None = None
    no_binary: bool = False
    git: str | None = None
    hg: str | None = None
    svn: str | None = None
    bzr: str | None = None
    ref: str | None = None
    subdirectory: str | None = None
    path: str | None = None
    file: str | None = None

    def place(self) -> tuple[SourceKind, str | None]:
        repository = next((one for one in (self.git, self.hg, self.svn, self.bzr) if one is not None), None)
        if repository is not None:
            return SourceKind.GIT, at_commit(repository, self.ref, self.subdirectory)
        if self.path is not None:
            return SourceKind.PATH, self.path
        if self.file is not None:
            remote = "://" in self.file and self.file[:5].lower() != "file:"
            return (SourceKind.URL if remote else SourceKind.PATH), self.file
        return SourceKind.REGISTRY, None


@dataclass(slots=True)
class _Release:
    """An entry, and its fields in each category that contains the entry."""

    package: LockedPackage
    groups: dict[str, None]
    markers: dict[str | None, None]


def parse(data: bytes) -> Lock:
    """Parse a Pipenv lockfile. Raises ParseError if the bytes are not a Pipenv lockfile or its version is unknown."""
    document = read_entries(data, what=FORMAT)
    meta = _meta(document.value)
    problems = document.problems
    registries = _registries(meta, problems)
    releases: dict[object, _Release] = {}
    for category, name, raw, line in _written(document):
        try:
            entry = msgspec.convert(raw, _Entry)
            package, doubts = _package(name, entry, registries, line)
        except ValueError as error:
            problems.add(name, line, str(error))
            continue
        if _says_more(name, raw):
            doubts.append(
                "a value contains a line break, a pip option or a comment, and Pipenv writes it into a requirements file for pip"
            )
        for doubt in doubts:
            problems.add(package.package.name, line, doubt)
        same = (package.package, package.version, package.registry, package.url, package.files)
        release = releases.setdefault(same, _Release(package, {}, {}))
        release.groups[_GROUPS.get(category, category)] = None
        release.markers[entry.markers or None] = None
    drafts = [Draft(_completed(release)) for release in releases.values()]
    return Lock(
        format=f"{FORMAT} v{meta.pipfile_spec}",
        packages=locked(drafts, (), roots=range(len(drafts))),
        problems=problems.listed(),
        requires_python=_requires_python(meta.requires),
        registries=tuple(dict.fromkeys(without_user(source.url) for source in meta.sources)),
    )


def _says_more(name: str, raw: object) -> bool:
    """Return True if a text would end the line that Pipenv writes for an entry, or add an option or a comment to the line."""
    values = raw.values() if isinstance(raw, Mapping) else ()
    texts = (text for value in values for text in (value if isinstance(value, list) else (value,)))
    return any(isinstance(text, str) and _MORE.search(text) is not None for text in (name, *texts))


def _meta(value: Mapping[str, Any]) -> _Meta:
    try:
        meta = msgspec.convert(value.get(_META, {}), _Meta)
    except msgspec.ValidationError as error:
        raise invalid(f"the {_META} of {FORMAT} is not valid: {error}", hint="run `pipenv lock`") from None
    if meta.pipfile_spec != SPEC:
        raise unknown_version(FORMAT, meta.pipfile_spec, known=str(SPEC))
    return meta


def _requires_python(requires: object) -> str | None:
    """Return the Python version of the Pipfile, including the patch release if the Pipfile specifies one."""
    told = requires if isinstance(requires, dict) else {}
    full, version = (range_of(told.get(key)) for key in ("python_full_version", "python_version"))
    if full:
        return f"=={full}"
    return f"=={version}.*" if version and "*" not in version else None


def _registries(meta: _Meta, problems: ProblemList) -> dict[str | None, str]:
    """Return the URL of each source by name; the key None is the first source."""
    found: dict[str | None, str] = {}
    for source in meta.sources:
        address = without_user(source.url)
        found.setdefault(None, address)
        if source.name and found.setdefault(source.name, address) != address:
            problems.add(
                _META, None, f"two sources have the name {source.name[:80]!r}: Pipenv uses the first one"
            )
    return found


def _written(document: JsonEntries) -> Iterator[tuple[str, str, object, int | None]]:
    """Yield category, name, value and line of each entry.

    Top-level values that are not categories are reported as problems.
    """
    count = 0
    for category, held in document.value.items():
        if category == _META:
            continue
        if not isinstance(held, dict):
            document.problems.add(category, None, "the section is not a category of packages")
            continue
        count += len(held)
        if count > MOST_ENTRIES:
            raise too_many(FORMAT, most=MOST_ENTRIES, of="entries")
        for place, raw, line in document.entries((category,), held):
            yield category, str(place[-1]), raw, line


def _package(
    name: str, entry: _Entry, registries: Mapping[str | None, str], line: int | None
) -> tuple[LockedPackage, list[str]]:
    source, address = entry.place()
    doubts: list[str] = []
    registry = None
    if source is SourceKind.REGISTRY:
        registry = registries.get(entry.index)
        if registry is None and entry.index is not None:
            doubts.append(f"the lockfile has no source with the name of the index: {entry.index[:80]!r}")
    files, more_doubts = _files(entry, source, address)
    ref, version = package_ref(name), _version(entry.version)
    package = LockedPackage(
        key="",
        package=ref,
        version=version,
        source=source,
        registry=registry,
        url=address,
        files=files,
        like=f"{ref.name}-{version}.tar.gz" if entry.no_binary and version else None,
        line=line,
    )
    return package, [*doubts, *more_doubts]


def _version(text: str | None) -> str | None:
    """Return the version after `==` or `===`; None for a range, which pins nothing.

    Raises ValueError for an invalid version.
    """
    if text is None or not text.startswith("=="):
        return None
    version = text.lstrip("=").strip()
    return None if version.endswith(".*") else exact_version(version)


def _files(
    entry: _Entry, source: SourceKind, address: str | None
) -> tuple[tuple[LockedFile, ...], list[str]]:
    """Return one file for each hash of a registry package.

    The filename of a file that only a hash identifies is unknown. A dependency with a URL has a single file.
    """
    if len(entry.hashes) > MOST_HASHES:
        raise ValueError(f"the entry has more than {MOST_HASHES} hashes")
    read = [read_hash(text) for text in dict.fromkeys(entry.hashes)]
    digests = tuple(digest for told, _ in read for digest in told)
    doubts = [doubt for _, doubt in read if doubt is not None]
    if source is SourceKind.URL and address is not None:
        return (LockedFile(filename_of(address), digests, address),), doubts
    return tuple(LockedFile(None, (digest,)) for digest in digests), doubts


def _completed(release: _Release) -> LockedPackage:
    told = [marker for marker in release.markers if marker is not None]
    everywhere = None in release.markers or platform_markers(told) != tuple(told)
    groups = frozenset() if _RUN_TIME in release.groups else frozenset(release.groups)
    return replace(release.package, groups=groups, markers=() if everywhere else either(told))
