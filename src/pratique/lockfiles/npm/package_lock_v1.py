"""Parses the `dependencies` section of package-lock.json: all entries in version 1, and a copy for old clients in version 2.

Source: docs of npm 6, "package-lock.json". The `dependencies` section does not list the dependencies of the project
itself. Top-level entries that no other entry depends on therefore count as direct dependencies. The `dependencies`
section lists neither install hooks nor platforms.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from pratique.core.lock import ROOT, LockedPackage, Need, Problem, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.npm.address import is_address, read_address
from pratique.lockfiles.npm.entry import (
    installed_name,
    is_name,
    is_version,
    location_doubt,
    locked_files,
    read_integrity,
)
from pratique.lockfiles.npm.section import DependenciesEntry, Section
from pratique.lockfiles.npm.tree import NpmTree, parents_of
from pratique.lockfiles.reading.json_document import JsonDocument

_TARBALLS = (".tgz", ".tar.gz", ".tar")


def read_dependencies(document: JsonDocument) -> Section:
    """Parse the nested `dependencies`; an invalid entry is reported as a problem.

    Raises ParseError if the number of dependencies exceeds the limit.
    """
    drafts: dict[str, LockedPackage] = {}
    problems: list[Problem] = []
    refused: list[str] = []
    for location, raw in _flattened(document.value.get("dependencies")):
        line = document.dependency_lines.get(location)
        try:
            draft, doubts = _draft(location, msgspec.convert(raw, DependenciesEntry), line)
        except ValueError as error:
            problems.append(Problem(location[-300:], line, str(error)))
            refused.append(location)
            continue
        drafts[location] = draft
        problems.extend(Problem(location, line, doubt) for doubt in doubts)
    wants = {
        location: {name: (wanted, Need.RUN) for name, wanted in draft.dependencies.items()}
        for location, draft in drafts.items()
    }
    asked = NpmTree((*drafts, *refused)).requests(wants, document.dependency_lines)
    # An entry that makes no sense is a problem of its own.
    requests = tuple(one for one in asked if not one.answers or one.answers[0] in drafts)
    parents = parents_of(requests)
    packages = tuple(
        replace(draft, parents=parents.get(location) or _default_parents(draft, drafts))
        for location, draft in drafts.items()
    )
    return Section(packages, tuple(problems), requests)


def _flattened(section: object) -> Iterator[tuple[str, object]]:
    """Yield each entry with the path where npm installs it, parents first, in the order of the file."""
    waiting: list[tuple[str, object]] = []
    _push(waiting, "", section)
    while waiting:
        location, raw = waiting.pop()
        yield location, raw
        # Below an invalid path nothing is valid, and paths must not grow without end.
        if isinstance(raw, dict) and location_doubt(location) is None:
            _push(waiting, f"{location}/", raw.get("dependencies"))


def _push(waiting: list[tuple[str, object]], prefix: str, section: object) -> None:
    if isinstance(section, dict):
        entries: dict[str, Any] = section
        waiting.extend((f"{prefix}node_modules/{name}", raw) for name, raw in reversed(entries.items()))


def _draft(location: str, entry: DependenciesEntry, line: int | None) -> tuple[LockedPackage, list[str]]:
    if (doubt := location_doubt(location)) is not None:
        raise ValueError(doubt)
    installed = installed_name(location)
    if installed is None or not is_name(installed):
        raise ValueError("npm does not allow the package name")
    name, version, address_text = _told(installed, entry)
    address = read_address(address_text, name=name, version=version)
    source = address.source
    if source is SourceKind.PATH and not (address.url or "").endswith(_TARBALLS):
        source = SourceKind.LINK
    digests, bad_digest = read_integrity(entry.integrity)
    bundled = entry.bundled is True
    if bundled and location.count("node_modules/") > 1 and address.url is None and not digests:
        source = SourceKind.BUNDLED
    draft = LockedPackage(
        key=location,
        package=PackageRef(Ecosystem.NPM, name),
        version=version,
        source=source,
        alias=installed if installed != name else None,
        registry=address.registry,
        url=address.url,
        files=locked_files(digests, address.url),
        groups=entry.groups(),
        optional=entry.optional is True,
        bundled=bundled,
        dependencies=entry.requires if isinstance(entry.requires, dict) else {},
        line=line,
    )
    return draft, [doubt for doubt in (address.doubt, bad_digest) if doubt]


def _told(installed: str, entry: DependenciesEntry) -> tuple[str, str | None, str | None]:
    """Return the real name, the version and the URL of an entry. The `version` field may contain an alias, a version or a URL."""
    resolved = entry.resolved if isinstance(entry.resolved, str) else None
    told = entry.version
    if told is not None and is_address(told):
        return installed, None, told
    name = installed
    if told is not None and told.startswith("npm:"):
        name, _, told = told.removeprefix("npm:").rpartition("@")
    if not is_name(name):
        raise ValueError("npm does not allow the package name of the alias")
    if told is None or not is_version(told):
        raise ValueError("the entry has no exact version")
    return name, told, resolved


def _default_parents(draft: LockedPackage, drafts: Mapping[str, LockedPackage]) -> tuple[str, ...]:
    above, _, _ = draft.key.rpartition("/node_modules/")
    return (above if above in drafts else ROOT,)
