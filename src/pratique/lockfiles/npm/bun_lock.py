"""Parses bun.lock of bun, lockfileVersion 0, 1 and 2. The binary format bun.lockb is not supported.

Based on lockfiles written with bun 1.1.39 (version 0), 1.2 and 1.3 (version 1) and 1.4 (version 2). The file is JSON with trailing
commas. The key of an entry is the path of package names to its location: `a/b` is `b` installed inside `a`. The value of an entry
is a list that begins with `name@source`. For a registry package, the archive's URL (empty for the default registry), the package's
metadata and its integrity digest follow. `workspaces` contains the dependencies of the project ("") and of its workspace members.
Only version 2 lists install scripts. bun writes `none` for an unknown platform.

An entry counts as bundled only if the lockfile contains neither a URL nor a digest for the entry. bun 1.4 downloads an entry with a
URL or a digest, even if the entry is flagged as bundled. Patches (`patchedDependencies`) are project files, so the entry is checked
as the unpatched registry package.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Problem, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.npm.address import Address, is_address, read_address
from pratique.lockfiles.npm.entry import (
    is_name,
    is_version,
    location_doubt,
    locked_files,
    read_integrity,
)
from pratique.lockfiles.npm.graph import Edge, Needs, edges_of, parents_of
from pratique.lockfiles.npm.section import PackagesEntry
from pratique.lockfiles.npm.spec import split_spec
from pratique.lockfiles.npm.tree import NpmTree
from pratique.lockfiles.reading.document import (
    check_values,
    first_problems,
    invalid,
    read_text,
    unknown_version,
)
from pratique.lockfiles.reading.json_document import read_json
from pratique.lockfiles.reading.jsonc import to_json

FORMAT = "bun.lock"

_OWN = {
    "workspace:": SourceKind.WORKSPACE,
    "root:": SourceKind.WORKSPACE,
    "link:": SourceKind.LINK,
    "file:": SourceKind.PATH,
}
_PATHS = ("./", "../", "/", "~/")
_TARBALLS = (".tgz", ".tar.gz", ".tar")
_TELLS_HOOKS = 2
"""The first lockfileVersion that lists install scripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A valid bun.lock entry; `location` is its installation path as npm writes it (`node_modules/a`)."""

    package: LockedPackage
    location: str
    wants: PackagesEntry
    own: bool
    """Whether the entry is a workspace member, which is installed with its dev dependencies."""


Members = Mapping[str, PackagesEntry]
"""The folders of the project by path, including the project itself ("")."""


def parse(data: bytes) -> Lock:
    """Parse a bun.lock file. Raises ParseError if the bytes are not a bun.lock file or its version is unknown."""
    text = read_text(data, what=FORMAT)
    check_values(text, what=FORMAT)
    document = read_json(to_json(text, what=FORMAT).encode(), what=FORMAT)
    version = document.value.get("lockfileVersion")
    if type(version) is not int or version not in {0, 1, 2}:
        raise unknown_version(FORMAT, version, known="0, 1 and 2")
    section = document.value.get("packages", {})
    if not isinstance(section, dict):
        raise invalid(
            "`packages` of bun.lock is not an object", hint="regenerate the lockfile with `bun install`"
        )
    problems = [
        Problem(key[:300], line, "duplicate key in a JSON object: parsers differ on which value they use")
        for key, line in document.repeated
    ]
    members = _members(document.value.get("workspaces"), problems)
    drafts: dict[str, _Draft] = {}
    for key, raw in section.items():
        line = document.package_lines.get(key)
        try:
            draft, doubts = _draft(key, raw, members, line, tells_hooks=version >= _TELLS_HOOKS)
        except ValueError as error:
            problems.append(Problem(key[-300:], line, str(error)))
            continue
        drafts[draft.location] = draft
        problems.extend(Problem(key, line, doubt) for doubt in doubts)
    requests = tuple(_requests(drafts, members))
    return Lock(
        format=f"{FORMAT} v{version}",
        packages=_packages(drafts, requests),
        name=members[ROOT].name if ROOT in members else None,
        problems=first_problems(problems),
        requests=requests,
        asked_by_folder={path: frozenset(member.wants(own=True)) for path, member in members.items()},
    )


def _members(section: object, problems: list[Problem]) -> dict[str, PackagesEntry]:
    if not isinstance(section, dict):
        raise invalid(
            "bun.lock has no `workspaces` object", hint="regenerate the lockfile with `bun install`"
        )
    members: dict[str, PackagesEntry] = {}
    for path, raw in section.items():
        try:
            members[path] = msgspec.convert(raw, PackagesEntry)
        except ValueError as error:
            problems.append(Problem(path[-300:] or "the project", None, str(error)))
    return members


def _draft(
    key: str, raw: object, members: Members, line: int | None, *, tells_hooks: bool
) -> tuple[_Draft, list[str]]:
    names = _names(key)
    location = "node_modules/" + "/node_modules/".join(names)
    if (doubt := location_doubt(location)) is not None:
        raise ValueError(doubt)
    name, place, rest = _parts(raw)
    told = next((item for item in rest if isinstance(item, dict)), {})
    info = msgspec.convert(told, PackagesEntry)
    address, version = _source(name, place, rest)
    wants, own = info, False
    if address.source is SourceKind.WORKSPACE:
        wants, own = members.get(address.url or ROOT, info), True
        version = wants.version if is_version(wants.version or "") else None
    elif address.source not in _OWN.values() and not (is_name(name) and is_name(names[-1])):
        raise ValueError("npm does not allow the package name")
    digests, bad_digest = _digests(rest, address.source)
    bundled = told.get("bundled") is True
    if bundled and len(names) > 1 and address.url is None and not digests:
        address = replace(address, source=SourceKind.BUNDLED)
    knows_no_hook = tells_hooks and address.source is SourceKind.REGISTRY
    package = LockedPackage(
        key=key,
        package=PackageRef(Ecosystem.NPM, name),
        version=version,
        source=address.source,
        alias=names[-1] if names[-1] != name else None,
        registry=address.registry,
        url=address.url,
        files=locked_files(digests, address.url),
        markers=info.platforms(),
        bundled=bundled,
        has_install_hook=True if info.has_install_script else False if knows_no_hook else None,
        dependencies={name: wanted for name, (wanted, _) in wants.wants(own=own).items()},
        line=line,
    )
    draft = _Draft(package=package, location=location, wants=wants, own=own)
    return draft, [doubt for doubt in (address.doubt, bad_digest) if doubt]


def _names(key: str) -> list[str]:
    """Return the package names in a path such as `a/@scope/b`."""
    parts = iter(key.split("/"))
    return [f"{part}/{next(parts, '')}" if part.startswith("@") else part for part in parts]


def _parts(raw: object) -> tuple[str, str, list[Any]]:
    if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
        raise ValueError("the entry is not a list that begins with a package name")
    name, place = split_spec(raw[0])
    if not place:
        raise ValueError(f"the entry does not specify a source: {raw[0][:120]!r}")
    return name, place, raw[1:]


def _source(name: str, place: str, rest: list[Any]) -> tuple[Address, str | None]:
    for protocol, kind in _OWN.items():
        if place.startswith(protocol):
            return Address(source=kind, url=place.removeprefix(protocol)), None
    if is_version(place) and rest and isinstance(rest[0], str):
        return read_address(rest[0] or None, name=name, version=place), place
    if place.startswith(_PATHS) or (place.endswith(_TARBALLS) and not is_address(place)):
        return Address(source=SourceKind.PATH, url=place), None
    if ":" not in place:
        raise ValueError("the entry has no registry version, and its source has an unknown type")
    address = read_address(place, name=name, version=None)
    if address.source is SourceKind.REGISTRY:
        # Asked for by its address, so the lock has no version.
        return replace(address, source=SourceKind.URL, registry=None), None
    return address, None


def _digests(rest: list[Any], source: SourceKind) -> tuple[tuple[Digest, ...], str | None]:
    """Return the integrity digests, which are the last string of an entry.

    For a git repository, the last string of an entry identifies the commit instead.
    """
    told = rest[-1] if len(rest) > 1 and isinstance(rest[-1], str) else None
    return ((), None) if source is SourceKind.GIT else read_integrity(told)


def _requests(drafts: Mapping[str, _Draft], members: Members) -> Iterator[LockRequest]:
    asked = {ROOT: members[ROOT].wants(own=True)} if ROOT in members else {}
    asked.update((location, draft.wants.wants(own=draft.own)) for location, draft in drafts.items())
    askers = {location: draft.package.key for location, draft in drafts.items()}
    placed = {ROOT, *(draft.package.url for draft in drafts.values() if draft.own)}
    for path, entry in members.items():
        # A member without an entry asks from where its entry would be.
        if path not in placed and entry.name and is_name(entry.name):
            asked.setdefault(f"node_modules/{entry.name}", entry.wants(own=True))
    lines = {location: draft.package.line for location, draft in drafts.items()}
    for request in NpmTree(drafts).requests(asked, lines):
        answers = tuple(drafts[location].package.key for location in request.answers)
        yield request._replace(asker=askers.get(request.asker, ROOT), answers=answers)


def _packages(drafts: Mapping[str, _Draft], requests: Iterable[LockRequest]) -> tuple[LockedPackage, ...]:
    edges = [Edge(ROOT, draft.package.key) for draft in drafts.values() if draft.own]
    edges.extend(edges_of(requests))
    parents, needs = parents_of(edges), Needs.of(edges)
    return tuple(
        replace(
            draft.package,
            parents=parents.get(draft.package.key) or _above(location, draft, drafts),
            groups=needs.groups.get(draft.package.key, frozenset()),
            optional=draft.package.key in needs.optional,
        )
        for location, draft in drafts.items()
    )


def _above(location: str, draft: _Draft, drafts: Mapping[str, _Draft]) -> tuple[str, ...]:
    above = drafts.get(location.rpartition("/node_modules/")[0])
    is_bundled = draft.package.source is SourceKind.BUNDLED
    return (above.package.key,) if is_bundled and above is not None else ()
