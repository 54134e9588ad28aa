"""Parses the `packages` section of package-lock.json, versions 2 and 3.

Sources: docs of npm 7 to 11, "package-lock.json", and npm's Arborist. The keys of `packages` are paths relative to the
project. The key "" is the project itself: the name of the project is stored in `Lock.name`, and the project is not an
entry of the lock. An entry has a `name` only if the package name differs from the folder's name.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import normpath

import msgspec

from pratique.core.lock import ROOT, LockedPackage, LockRequest, Need, Problem, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.npm.address import Address, read_address
from pratique.lockfiles.npm.entry import (
    folder_name,
    installed_name,
    is_name,
    is_version,
    location_doubt,
    locked_files,
    read_deprecation,
    read_integrity,
)
from pratique.lockfiles.npm.section import PackagesEntry, Section
from pratique.lockfiles.npm.tree import NpmTree, parents_of
from pratique.lockfiles.reading.document import invalid
from pratique.lockfiles.reading.json_document import JsonDocument

_GLOB = re.compile(r"[*?\[]")
_MOST_PATTERNS = 50
_MOST_PATTERN_CHARS = 300
_SHRINKWRAPPED = frozenset({Need.RUN, Need.OPTIONAL})
"""The kinds of dependencies that npm resolves with the package's own npm-shrinkwrap.json."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A valid entry of `packages`. `installed` is None for a folder of the project."""

    entry: PackagesEntry
    installed: str | None
    name: str
    version: str | None
    address: Address
    digests: tuple[Digest, ...]
    line: int | None

    @property
    def own(self) -> bool:
        """Return True if the entry is a folder inside or beside the project, which npm does not download."""
        return self.installed is None and self.address.url is None and not self.digests


def read_packages(document: JsonDocument) -> tuple[str | None, Section]:
    """Return the project name and the entries; an invalid entry is reported as a problem.

    Raises ParseError if `packages` is not an object, or the number of dependencies exceeds the limit.
    """
    problems: list[Problem] = []
    root, drafts = _read_entries(document, problems)
    links = {
        location: normpath(draft.address.url.removeprefix("file:"))
        for location, draft in drafts.items()
        if draft.entry.link and draft.address.url
    }
    wants = {ROOT: root.wants(own=True)}
    wants.update((location, draft.entry.wants(own=draft.own)) for location, draft in drafts.items())
    refused = [location for location in document.value["packages"] if location not in drafts]
    asked = tuple(NpmTree((*drafts, *refused)).requests(wants, document.package_lines))
    sources = _sources(drafts, root)
    parents = _parents(parents_of(asked), drafts, links, sources)
    problems.extend(
        Problem(
            location, drafts[location].line, "the entry links to a folder that has no entry in the lockfile"
        )
        for location, target in links.items()
        if target not in drafts
    )
    packages = tuple(
        _package(
            location,
            draft,
            target=drafts.get(links.get(location, "")),
            source=sources[location],
            dependencies={name: wanted for name, (wanted, _) in wants[location].items()},
            parents=parents.get(location, ()),
        )
        for location, draft in drafts.items()
    )
    return root.name, Section(packages, tuple(problems), tuple(_followed(asked, drafts)))


def _read_entries(document: JsonDocument, problems: list[Problem]) -> tuple[PackagesEntry, dict[str, _Draft]]:
    section = document.value.get("packages")
    if not isinstance(section, dict):
        raise invalid(
            "package-lock.json has no `packages` object", hint="regenerate the lockfile with `npm install`"
        )
    root, drafts = PackagesEntry(), {}
    for location, raw in section.items():
        line = document.package_lines.get(location)
        try:
            entry = msgspec.convert(raw, PackagesEntry)
            if location == ROOT:
                root = entry
                continue
            draft, doubts = _draft(location, entry, line)
        except ValueError as error:
            problems.append(Problem(location[-300:] or "the project", line, str(error)))
            continue
        drafts[location] = draft
        problems.extend(Problem(location, line, doubt) for doubt in doubts)
    return root, drafts


def _draft(location: str, entry: PackagesEntry, line: int | None) -> tuple[_Draft, list[str]]:
    if (doubt := location_doubt(location)) is not None:
        raise ValueError(doubt)
    installed = installed_name(location)
    name = entry.name or installed or folder_name(location)
    version = entry.version if is_version(entry.version or "") else None
    resolved = entry.resolved if isinstance(entry.resolved, str) else None
    if entry.link:
        if not resolved:
            raise ValueError("the link has no target")
        address = Address(source=SourceKind.LINK, url=resolved)
    else:
        address = read_address(resolved, name=name, version=version)
    digests, bad_digest = read_integrity(entry.integrity)
    draft = _Draft(
        entry=entry,
        installed=installed,
        name=name,
        version=version,
        address=address,
        digests=digests,
        line=line,
    )
    # A folder of the project may be called anything, what npm fetches or links may not.
    if not draft.own and not (is_name(name) and is_name(installed or name)):
        raise ValueError("npm does not allow the package name")
    if version is None and address.source is SourceKind.REGISTRY and not draft.own:
        raise ValueError("the entry has no exact version")
    return draft, [doubt for doubt in (address.doubt, bad_digest) if doubt]


def _sources(drafts: Mapping[str, _Draft], root: PackagesEntry) -> dict[str, SourceKind]:
    """Return the source of each entry.

    An entry counts as bundled only if a package above it declares bundled dependencies and the lockfile has neither a URL nor a
    digest for the entry. npm downloads every other entry from the registry, even if `inBundle` is set.
    """
    bundlers = {
        location
        for location, draft in drafts.items()
        if draft.entry.bundle_dependencies and draft.installed is not None
    }
    members, patterns = _workspaces(root)
    sources = {}
    for location, draft in drafts.items():
        source = draft.address.source
        if draft.own and source is SourceKind.REGISTRY:
            is_member = location in members or any(fnmatchcase(location, pattern) for pattern in patterns)
            source = SourceKind.WORKSPACE if is_member else SourceKind.PATH
        elif draft.entry.in_bundle and draft.address.url is None and not draft.digests:
            source = SourceKind.BUNDLED if _nearest(location, bundlers) else source
        sources[location] = source
    return sources


def _nearest(location: str, among: Container[str]) -> str:
    above = location
    while above:
        above = above.rpartition("/node_modules/")[0]
        if above in among:
            return above
    return ""


def _workspaces(root: PackagesEntry) -> tuple[set[str], list[str]]:
    """Return the `workspaces` of the project as plain paths and as patterns.

    `workspaces` is a list or an object with `packages`.
    """
    told = root.workspaces
    if isinstance(told, dict):
        told = told.get("packages")
    listed = [
        item.removeprefix("./").rstrip("/")
        for item in (told if isinstance(told, list) else [])
        if isinstance(item, str) and len(item) < _MOST_PATTERN_CHARS
    ]
    patterns = [item for item in listed if _GLOB.search(item)]
    return set(listed), patterns[:_MOST_PATTERNS]


def _parents(
    asked: Mapping[str, tuple[str, ...]],
    drafts: Mapping[str, _Draft],
    links: Mapping[str, str],
    sources: Mapping[str, SourceKind],
) -> dict[str, tuple[str, ...]]:
    parents = {location: dict.fromkeys(above) for location, above in asked.items()}
    for location, target in links.items():
        if target in drafts:
            parents.setdefault(target, {})[location] = None
            if sources[target] is SourceKind.WORKSPACE:
                parents.setdefault(location, {})[ROOT] = None
    for location, source in sources.items():
        if location in parents:
            continue
        if source is SourceKind.WORKSPACE:
            parents[location] = {ROOT: None}
        elif source is SourceKind.BUNDLED:
            parents[location] = {_nearest(location, drafts): None}
    return {location: tuple(above) for location, above in parents.items()}


def _followed(asked: Iterable[LockRequest], drafts: Mapping[str, _Draft]) -> Iterator[LockRequest]:
    """Yield the dependencies that npm follows (observed with npm 10 to 12).

    npm takes bundled packages from the artifact that contains them. npm does not install dependencies of unneeded
    entries or of folders beside the project. The field `acceptDependencies` allows a version outside the declared
    range. Below a package with its own npm-shrinkwrap.json, only nested entries can satisfy a dependency, because npm
    10 and 11 install all other dependencies from that npm-shrinkwrap.json. Dependencies that resolve to an invalid
    entry are omitted, because the invalid entry is reported as a separate problem.
    """
    for request in asked:
        draft = drafts.get(request.asker)
        if request.answers and request.answers[0] not in drafts:
            continue
        if draft is None:
            yield request
            continue
        entry = draft.entry
        if entry.extraneous or (not draft.own and entry.bundles(request.name)) or _is_beside(request.asker):
            continue
        if entry.accept_dependencies and request.name in entry.accept_dependencies:
            yield request._replace(wanted="")
        elif entry.has_shrinkwrap and request.need in _SHRINKWRAPPED:
            inside = f"{request.asker}/node_modules/"
            yield request._replace(answers=tuple(key for key in request.answers if key.startswith(inside)))
        else:
            yield request


def _is_beside(location: str) -> bool:
    return location.startswith("../")


def _package(
    location: str,
    draft: _Draft,
    *,
    target: _Draft | None,
    source: SourceKind,
    dependencies: Mapping[str, str],
    parents: tuple[str, ...],
) -> LockedPackage:
    entry = draft.entry
    shown = target or draft
    return LockedPackage(
        key=location,
        package=PackageRef(Ecosystem.NPM, shown.name),
        version=shown.version,
        source=source,
        alias=draft.installed if draft.installed not in {None, shown.name} else None,
        registry=draft.address.registry,
        url=draft.address.url,
        files=locked_files(draft.digests, draft.address.url),
        groups=entry.groups(),
        markers=entry.platforms(),
        optional=entry.optional is True,
        bundled=entry.in_bundle is True,
        has_install_hook=entry.has_install_script is True,
        has_shrinkwrap=entry.has_shrinkwrap is True,
        dependencies={} if target else dependencies,
        parents=parents,
        line=draft.line,
        deprecated=read_deprecation(entry.deprecated),
    )
