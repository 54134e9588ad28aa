"""bun.lock of bun, lockfileVersion 0, 1 and 2; the binary bun.lockb is not supported.

Facts: locks written with bun 1.1.39 (version 0), 1.2 and 1.3 (1) and 1.4 (2). The file is JSON with trailing commas. The key of an
entry is the path of names to its location (`a/b`: `b` inside `a`). The value begins with `name@` and its source; for a registry,
the archive's URL (empty: the default registry), the package's own fields and its integrity follow. `workspaces` contains the
requests of the project ("") and its workspace members. Only version 2 lists install scripts. bun writes `none` for an unknown
platform.

The bundled flag counts only if the lock has neither URL nor digest: bun 1.4 fetches entries that have them, whatever the flag is.
Patches (`patchedDependencies`) are project files: the entry itself is judged as in the registry.
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
"""The first version that lists install scripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A valid entry; `location` is its path as npm would write it."""

    package: LockedPackage
    location: str
    wants: PackagesEntry
    own: bool
    """A workspace member, installed with its dev dependencies."""


Members = Mapping[str, PackagesEntry]
"""The folders of the project by path, including the project itself ("")."""


def parse(data: bytes) -> Lock:
    """Parse a lock of bun.

    Raises ParseError if the bytes are not such a lock or have an unknown version.
    """
    text = read_text(data, what=FORMAT)
    check_values(text, what=FORMAT)
    document = read_json(to_json(text, what=FORMAT).encode(), what=FORMAT)
    version = document.value.get("lockfileVersion")
    if type(version) is not int or version not in {0, 1, 2}:
        raise unknown_version(FORMAT, version, known="0, 1 and 2")
    section = document.value.get("packages", {})
    if not isinstance(section, dict):
        raise invalid("`packages` of bun.lock is not an object", hint="let `bun install` write it again")
    problems = [
        Problem(key[:300], line, "duplicate key in one object: readers differ on which value counts")
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
        raise invalid("bun.lock has no `workspaces` object", hint="let `bun install` write it again")
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
    """Return one checked entry and its doubts; raise ValueError for an invalid one."""
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
        raise ValueError("its name is not one that npm allows")
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
    """Return the names of a path such as `a/@scope/b`."""
    parts = iter(key.split("/"))
    return [f"{part}/{next(parts, '')}" if part.startswith("@") else part for part in parts]


def _parts(raw: object) -> tuple[str, str, list[Any]]:
    """Return the name, the source, and the rest of a value."""
    if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
        raise ValueError("it is no list that begins with a name")
    name, place = split_spec(raw[0])
    if not place:
        raise ValueError(f"it does not say where it comes from: {raw[0][:120]!r}")
    return name, place, raw[1:]


def _source(name: str, place: str, rest: list[Any]) -> tuple[Address, str | None]:
    """Return the source, and the version if the source contains one. Raises ValueError for an unknown kind."""
    for protocol, kind in _OWN.items():
        if place.startswith(protocol):
            return Address(source=kind, url=place.removeprefix(protocol)), None
    if is_version(place) and rest and isinstance(rest[0], str):
        return read_address(rest[0] or None, name=name, version=place), place
    if place.startswith(_PATHS) or (place.endswith(_TARBALLS) and not is_address(place)):
        return Address(source=SourceKind.PATH, url=place), None
    if ":" not in place:
        raise ValueError("it is no release of a registry, and its source is of no known kind")
    address = read_address(place, name=name, version=None)
    if address.source is SourceKind.REGISTRY:
        # Asked for by its address, so the lock has no version.
        return replace(address, source=SourceKind.URL, registry=None), None
    return address, None


def _digests(rest: list[Any], source: SourceKind) -> tuple[tuple[Digest, ...], str | None]:
    """Return the integrity digests, which are the last text of a value; for a git repository, that text identifies its state."""
    told = rest[-1] if len(rest) > 1 and isinstance(rest[-1], str) else None
    return ((), None) if source is SourceKind.GIT else read_integrity(told)


def _requests(drafts: Mapping[str, _Draft], members: Members) -> Iterator[LockRequest]:
    """Yield the requests of the project, its members and the entries, by the keys of the lock."""
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
    """Return the entries with their dependents."""
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
    """Return the entry that contains a bundled entry which no package requests by name."""
    above = drafts.get(location.rpartition("/node_modules/")[0])
    is_bundled = draft.package.source is SourceKind.BUNDLED
    return (above.package.key,) if is_bundled and above is not None else ()
