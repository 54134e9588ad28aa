"""Parses the entries of a yarn.lock of yarn 2, 3 and 4 ("berry"), `__metadata` version 4 to 10.

Based on lockfiles written with yarn 2.4 (version 4), 3.0 (4), 3.1 (5), 3.2 to 3.8 (6), 4.0 to 4.13 (8), 4.14 (9) and 4.15 to 4.18
(10). The project is the entry `name@workspace:.`. The name of the project is stored in `Lock.name`, and the project is not an entry
of the result. yarn lists all dependencies of the project and its workspace members together, so dev dependencies cannot be
distinguished. The lockfile lists neither install scripts nor bundled packages.

`checksum` is a digest of yarn's own zip of a package, not of the registry's archive, so this module returns no digest. A patched
package is returned as the original package with the patches that are project files; other patches are part of yarn.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import msgspec

from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Need, Problem, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.npm.address import Address
from pratique.lockfiles.npm.entry import is_name, is_version
from pratique.lockfiles.npm.graph import Edge, Needs, edges_of, parents_of
from pratique.lockfiles.npm.yarn.locator import Locator, patches_of, read_conditions, unpatched
from pratique.lockfiles.npm.yarn.pattern import Answers, Pattern, Request
from pratique.lockfiles.reading.document import (
    MOST_EDGES,
    MOST_ENTRIES,
    first_problems,
    too_many,
    unknown_version,
)
from pratique.lockfiles.reading.json_document import MOST_LOCATION_CHARS
from pratique.lockfiles.reading.yaml_document import read_yaml

KNOWN_VERSIONS = ("4", "5", "6", "7", "8", "9", "10")
_WHAT = "yarn.lock"
_METADATA = "__metadata"
_NAMELESS = "root-workspace-"
"""The name that yarn gives to an unnamed project, followed by a hash."""
_MOST_HEADER_CHARS = 64 * 1024
_NO_VERSION = "0.0.0-use.local"
"""The version that yarn writes for project folders, even if their manifests have another version."""
_OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH})


class _Meta(msgspec.Struct):
    optional: bool | None = None


class _Entry(msgspec.Struct, rename="camel"):
    resolution: str
    version: str | None = None
    dependencies: dict[str, str] | None = None
    peer_dependencies: dict[str, str] | None = None
    dependencies_meta: dict[str, _Meta] | None = None
    conditions: str | None = None
    checksum: str | None = None

    def wants(self) -> dict[str, str]:
        """Return package names with ranges, without the `npm:` prefix that yarn 4 adds to all ranges except aliases."""
        told = {**(self.peer_dependencies or {}), **(self.dependencies or {})}
        return {name: _bare(Pattern(name, wanted)) for name, wanted in told.items()}

    def requests(self, key: str, line: int | None) -> Iterator[Request]:
        meta = self.dependencies_meta or {}
        here = quote(self.resolution, safe="!'()*")
        for name, wanted in (self.dependencies or {}).items():
            told = meta.get(name)
            need = Need.OPTIONAL if told is not None and told.optional else Need.RUN
            pattern = Pattern(name, wanted)
            # A path counts from the entry that asks.
            bound = f"{pattern.canonical}::locator={here}"
            yield Request(
                parent=key,
                name=name,
                spellings=(pattern.canonical, bound),
                need=need,
                wanted=_bare(pattern),
                line=line,
            )
        for name, wanted in (self.peer_dependencies or {}).items():
            yield Request(parent=key, name=name, spellings=(), need=Need.OPTIONAL_PEER, wanted=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    entry: _Entry
    patterns: tuple[Pattern, ...]
    locator: Locator
    """The source of the unpatched package."""
    source: str
    """The source of the unpatched package, as text in the lockfile."""
    address: Address
    markers: tuple[str, ...]
    line: int | None

    @property
    def is_project(self) -> bool:
        return self.address.source is SourceKind.WORKSPACE and self.address.url == "."


def read_berry(data: bytes) -> Lock:
    """Parse a lockfile of yarn 2 or later; an invalid entry is reported as a problem.

    Raises ParseError if the bytes are not a yarn lockfile, its version is unknown, or the number of entries or dependencies exceeds
    the limit.
    """
    document = read_yaml(data, what=_WHAT)
    version = _version(document.value)
    problems = [
        Problem(key[:300], line, "duplicate key in a YAML mapping: yarn uses the last value")
        for key, line in document.repeated
    ]
    if len(document.value) > MOST_ENTRIES:
        raise too_many(_WHAT, most=MOST_ENTRIES, of="entries")
    drafts: dict[str, _Draft] = {}
    for header, raw in document.value.items():
        if header == _METADATA:
            continue
        line = document.lines.get((header,))
        try:
            draft, doubts = _draft(header, raw, line, drafts)
        except ValueError as error:
            problems.append(Problem(header[:300], line, str(error)))
            continue
        drafts[draft.entry.resolution] = draft
        problems.extend(Problem(header[:300], line, doubt) for doubt in doubts)
    packages, requests = _packages(drafts, problems)
    return Lock(
        format=f"{_WHAT} v{version}",
        packages=packages,
        name=_project_name(drafts),
        problems=first_problems(problems),
        requests=requests,
    )


def _version(value: Mapping[str, Any]) -> str:
    metadata = value.get(_METADATA)
    version = metadata.get("version") if isinstance(metadata, dict) else None
    if version not in KNOWN_VERSIONS:
        raise unknown_version(_WHAT, version, known=f"{KNOWN_VERSIONS[0]} to {KNOWN_VERSIONS[-1]}")
    return str(version)


def _draft(header: str, raw: object, line: int | None, taken: Container[str]) -> tuple[_Draft, list[str]]:
    entry = msgspec.convert(raw, _Entry)
    if len(entry.resolution) > MOST_LOCATION_CHARS or len(header) > _MOST_HEADER_CHARS:
        raise ValueError("the patterns or the resolution of the entry are too long")
    if entry.resolution in taken:
        raise ValueError("another entry has the same resolution")
    patterns = tuple(Pattern.read(text.strip(" ")) for text in header.split(","))
    source = unpatched(entry.resolution)
    locator = Locator.read(source)
    address = locator.address(entry.version)
    # A folder of the project may be called anything, what yarn fetches may not.
    names = (locator.name, *(pattern.name for pattern in patterns))
    if address.source not in _OWN and not all(map(is_name, names)):
        raise ValueError("npm does not allow the package name")
    doubts = [address.doubt] if address.doubt else []
    doubts.extend(_mismatches(entry, patterns, locator, address.source))
    markers: tuple[str, ...] = ()
    if entry.conditions is not None:
        try:
            markers = read_conditions(entry.conditions)
        except ValueError as error:
            doubts.append(str(error))
    draft = _Draft(
        entry=entry,
        patterns=patterns,
        locator=locator,
        source=source,
        address=address,
        markers=markers,
        line=line,
    )
    return draft, doubts


def _mismatches(
    entry: _Entry, patterns: tuple[Pattern, ...], locator: Locator, source: SourceKind
) -> Iterator[str]:
    """Yield contradictions between a lockfile entry and its source."""
    of_registry = [pattern for pattern in patterns if pattern.is_of_registry]
    if source in {SourceKind.PATH, SourceKind.LINK} and of_registry:
        yield "the dependency is a registry package, but its resolution is a path"
    if locator.version is None:
        return
    if entry.version != locator.version:
        yield f"the version of the entry differs from its resolution: {str(entry.version)[:80]!r}"
    for pattern in of_registry:
        wanted = pattern.target if pattern.is_alias else pattern.name
        if wanted != locator.name:
            yield f"the dependency is declared as {str(wanted)[:120]!r}, but its resolution is another package"


def _project_name(drafts: Mapping[str, _Draft]) -> str | None:
    name = next((draft.locator.name for draft in drafts.values() if draft.is_project), _NAMELESS)
    return None if name.startswith(_NAMELESS) else name


def _packages(
    drafts: Mapping[str, _Draft], problems: list[Problem]
) -> tuple[tuple[LockedPackage, ...], tuple[LockRequest, ...]]:
    # What stands for each entry in the result: the package under a patch, when the lock has it, and the project.
    stands = {
        resolution: ROOT if draft.is_project else draft.source if draft.source in drafts else resolution
        for resolution, draft in drafts.items()
    }
    answers = Answers(what=_WHAT)
    asked: list[Request] = []
    for resolution, draft in drafts.items():
        twice = [pattern for pattern in draft.patterns if not answers.add(pattern, resolution)]
        problems.extend(
            Problem(pattern.name[:300], draft.line, "duplicate pattern: yarn uses the last entry")
            for pattern in twice
        )
        asked.extend(draft.entry.requests(resolution, draft.line))
        if len(asked) > MOST_EDGES:
            raise too_many(_WHAT, most=MOST_EDGES, of="dependencies")
    sources = {draft.source for resolution, draft in drafts.items() if draft.source != resolution}
    requests = tuple(
        request._replace(
            asker=stands[request.asker], answers=tuple(stands[answer] for answer in request.answers)
        )
        for request in answers.requests(asked, claimed=sources)
    )
    edges = list(edges_of(requests))
    edges.extend(
        Edge(ROOT, resolution)
        for resolution, draft in drafts.items()
        if draft.address.source is SourceKind.WORKSPACE and not draft.is_project
    )
    parents, needs = parents_of(edges), Needs.of(edges)
    answered: dict[str, list[tuple[str, str]]] = {}
    patches: dict[str, list[tuple[str, ...]]] = {}
    for resolution, draft in drafts.items():
        if chain := patches_of(resolution):
            patches.setdefault(stands[resolution], []).append(chain)
        answered.setdefault(stands[resolution], []).extend(("", p.canonical) for p in draft.patterns)
    packages = tuple(
        replace(
            _package(resolution, draft),
            parents=parents.get(resolution, ()),
            answers=tuple(answered[resolution]),
            patches=tuple(patches.get(resolution, ())),
            groups=needs.groups.get(resolution, frozenset()),
            optional=resolution in needs.optional,
        )
        for resolution, draft in drafts.items()
        if stands[resolution] == resolution
    )
    return packages, requests


def _package(key: str, draft: _Draft) -> LockedPackage:
    name, told = draft.locator.name, draft.entry.version or ""
    names = [pattern.name for pattern in draft.patterns]
    is_told = is_version(told) and told != _NO_VERSION
    return LockedPackage(
        key=key,
        package=PackageRef(Ecosystem.NPM, name),
        version=draft.locator.version or (told if is_told else None),
        source=draft.address.source,
        alias=None if name in names else names[0],
        registry=draft.address.registry,
        url=draft.address.url,
        markers=draft.markers,
        dependencies=draft.entry.wants(),
        own_checksum=bool(draft.entry.checksum),
        line=draft.line,
    )


def _bare(pattern: Pattern) -> str:
    return pattern.range if pattern.is_alias else pattern.range.removeprefix("npm:")
