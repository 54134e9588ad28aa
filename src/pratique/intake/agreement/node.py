"""Compares a lockfile of npm, yarn, pnpm or bun with the package.json of the project and of its workspace members."""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from posixpath import dirname, join, normpath

from pratique.core.closure import open_requests
from pratique.core.lock import ROOT, Lock, Need, Problem, SourceKind
from pratique.intake.agreement.comparison import by_name, objection, out_of_range, request_text
from pratique.intake.agreement.node_held import Held, Own
from pratique.intake.agreement.npm_requests import npm_fits
from pratique.intake.agreement.place import Place
from pratique.intake.agreement.requested import asked_otherwise, taken_names, unlisted
from pratique.intake.agreement.workspace import folders_of
from pratique.lockfiles.asked import ProjectManifest, Syntax
from pratique.lockfiles.npm import npmrc, package_json
from pratique.lockfiles.npm.overrides import Overrides

_FOLDERS = frozenset({SourceKind.WORKSPACE, SourceKind.PATH, SourceKind.LINK})
_LEFT_OUT_BY_PNPM = "bower_components"
_PNPM_WORKSPACE = "pnpm-workspace.yaml"
_Reader = Callable[[bytes], ProjectManifest]
MOST_MEMBERS = 20_000
"""The maximum number of manifests to read for one lockfile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTool:
    """Defines how the lockfiles of one Node.js package manager differ from the lockfiles of other package managers."""

    held: Callable[[Lock], Held]
    overrides: tuple[str, ...]
    """The sections of package.json that override dependencies of packages."""
    names_members: bool = True
    """Whether the lockfile lists the members of a workspace."""
    has_workspace_file: bool = False
    """Whether the package manager reads pnpm-workspace.yaml."""
    compares_ranges: bool = True
    """Whether lockfile entries contain the requested ranges. Entries of pnpm contain resolved versions instead."""
    any_prerelease: bool = False
    """Whether the package manager keeps a locked pre-release although the range does not contain pre-releases."""
    installs_peers: bool = False
    """Whether the package manager installs the peer dependencies in package.json."""
    has_npmrc: bool = False
    """Whether .npmrc can disable peer dependencies."""
    has_workspaces: bool = True
    """Whether the package manager supports workspaces."""
    forms: tuple[str, ...] = (package_json.FILENAME,)
    """The possible file names of a manifest. The first existing file is used."""


def node_problems(lock: Lock, place: Place, tool: NodeTool) -> Iterator[Problem]:
    """Yield a problem for each dependency of a manifest or of a lockfile entry that the lockfile does not satisfy.

    If a manifest is unreadable, only the dependencies of lockfile entries are checked.
    """
    reader = partial(package_json.read_package_json, overrides=tool.overrides)
    root = _manifest("", place, reader, tool)
    more = _workspace_overrides(place) if tool.has_workspace_file else None
    # Without all overrides, any release may be locked.
    if root is None or place.broken:
        yield from (one.problem for one in open_requests(lock))
        return
    overrides = Overrides(root.replaced, root.overrides).joined(more or Overrides())
    if tool.names_members:
        members = _named_members(lock)
    else:
        # To yarn 1, a project that is not private has no workspace.
        members = _listed_members(root.members, place, tool) if root.private else iter(())
    manifests = [(Own(), root), *_manifests(members, place, reader, tool)]
    own_names: set[str] = set()
    if not tool.names_members:
        # To yarn 1 a folder without a name or a version is no member.
        manifests[1:] = [one for one in manifests[1:] if one[1].name and one[1].version]
        own_names = {manifest.name for _, manifest in manifests if manifest.name}
    leaves_peers = tool.has_npmrc and place.read(npmrc.FILENAME, npmrc.leaves_peers) is True
    passed_over = {Need.OPTIONAL_PEER, Need.PEER} if leaves_peers else {Need.OPTIONAL_PEER}
    replaced = overrides.names | own_names
    fits = npm_fits(prereleases=tool.any_prerelease) if tool.compares_ranges else None
    told = set()
    for one in open_requests(lock, fits=fits, replaced=replaced, passed_over=passed_over):
        # Folders of the project without an entry answer to their name.
        if one.request.answers or one.request.name not in own_names:
            told.add((one.request.asker, one.request.name))
            yield one.problem
    if tool.names_members:
        patterns = _workspace_members(place) if tool.has_workspace_file else root.members
        yield from _unnamed_members(patterns if tool.has_workspaces else (), lock, place, tool)
    else:
        yield from taken_names(lock, [(own.folder, manifest) for own, manifest in manifests[1:]])
    yield from out_of_range(lock, overrides.plain, Syntax.NPM)
    held = tool.held(lock)
    for own, manifest in manifests:
        but_for = overrides.names | own_names | {name for asker, name in told if asker == own.key}
        path = _path(own.folder, place, tool)
        missed = list(_missed(own, manifest, held, path, but_for=but_for))
        yield from missed
        named = {one.what for one in missed}
        yield from unlisted(lock, own.folder, manifest, place, but_for=named)
        yield from asked_otherwise(lock, own, manifest, path, but_for={*named, *but_for})
        if tool.installs_peers and not leaves_peers and own.key == ROOT:
            yield from _missed_peers(manifest, held, place, but_for=but_for)


def _workspace_overrides(place: Place) -> Overrides | None:
    from pratique.lockfiles.npm.pnpm import workspace as pnpm_workspace  # noqa: PLC0415 - YAML, which npm and yarn do without

    return place.read(pnpm_workspace.FILENAME, pnpm_workspace.read_pnpm_workspace)


def _workspace_members(place: Place) -> tuple[str, ...]:
    from pratique.lockfiles.npm.pnpm import workspace as pnpm_workspace  # noqa: PLC0415 - YAML, which npm and yarn do without

    if place.read(npmrc.FILENAME, npmrc.shares_lock) is False:
        return ()
    return place.read(pnpm_workspace.FILENAME, pnpm_workspace.read_members) or ()


def _unnamed_members(
    patterns: tuple[str, ...], lock: Lock, place: Place, tool: NodeTool
) -> Iterator[Problem]:
    if not patterns:
        return
    # An entry of pnpm for a folder has its path as key. In package-lock.json, the link to the folder counts.
    told = (
        entry.url or (entry.key if tool.has_workspace_file else None)
        for entry in lock.packages
        if entry.source in _FOLDERS
    )
    named = {normpath(path) for path in told if path}
    where = _PNPM_WORKSPACE if tool.has_workspace_file else package_json.FILENAME
    for own in _listed_members(patterns, place, tool):
        left_out = tool.has_workspace_file and _LEFT_OUT_BY_PNPM in own.folder.split("/")
        if own.folder not in named and not left_out:
            why = f"{place.path_of(where)} lists this workspace member, but the lock has no entry for it"
            yield Problem(own.folder, None, why)


def _missed_peers(
    manifest: ProjectManifest, held: Held, place: Place, *, but_for: Container[str | None]
) -> Iterator[Problem]:
    path = place.path_of(package_json.FILENAME)
    for asked in manifest.peers:
        if asked.name not in but_for and not held(Own(), asked):
            why = f"{path} requests the peer dependency {request_text(asked)}, but the lock has no matching entry"
            yield Problem(asked.name, None, why)


def _missed(
    own: Own, manifest: ProjectManifest, held: Held, path: str | None, *, but_for: Iterable[str | None]
) -> Iterator[Problem]:
    for name, asked in by_name(manifest.asked).items():
        if name in but_for:
            continue
        why = objection(asked, [entry for one in asked for entry in held(own, one)])
        if why is not None:
            yield Problem(name, None, f"{path} requests {request_text(asked[0])}, but {why}")


def _manifests(
    members: Iterable[Own], place: Place, reader: _Reader, tool: NodeTool
) -> Iterator[tuple[Own, ProjectManifest]]:
    for own in members:
        manifest = _manifest(own.folder, place, reader, tool)
        if manifest is not None:
            yield own, manifest


def _manifest(folder: str, place: Place, reader: _Reader, tool: NodeTool) -> ProjectManifest | None:
    for name in tool.forms:
        found = place.manifest(join(folder, name), partial(_read_as, name, reader))
        if found is not None or place.broken:
            return found
    return None


def _read_as(name: str, reader: _Reader, data: bytes) -> ProjectManifest:
    return reader(package_json.as_json(name, data))


def _path(folder: str, place: Place, tool: NodeTool) -> str | None:
    paths = (place.path_of(join(folder, name)) for name in tool.forms)
    return next((path for path in paths if path and place.beside.read(path) is not None), None)


def _named_members(lock: Lock) -> Iterator[Own]:
    members = (entry for entry in lock.packages if entry.source is SourceKind.WORKSPACE)
    for _, entry in zip(range(MOST_MEMBERS), members, strict=False):
        folder = normpath(entry.url or entry.key)
        if folder != ".":
            yield Own(folder, entry.key, entry.package.name)


def _listed_members(patterns: tuple[str, ...], place: Place, tool: NodeTool) -> Iterator[Own]:
    if not patterns:
        return
    here = dirname(place.path)
    inside = f"{here}/" if here else ""
    paths = (path for name in tool.forms for path in place.beside.named(name))
    folders = dict.fromkeys(dirname(path) for path in paths if path.startswith(inside))
    below = (folder[len(inside) :] for folder in folders if folder != here)
    for _, folder in zip(range(MOST_MEMBERS), folders_of(patterns, below), strict=False):
        yield Own(folder, ROOT)
