"""Finds the lock entries of npm, yarn, pnpm or bun that a folder of the project uses for a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.lockfiles.asked import Asked
from pratique.lockfiles.npm.spec import split_spec
from pratique.lockfiles.npm.tree import NpmTree


@dataclass(frozen=True, slots=True)
class Own:
    """A folder of the project: the project itself, or a member of its workspace."""

    folder: str = ""
    """The path relative to the folder of the lock."""
    key: str = ROOT
    """The key of its entry in the lock."""
    name: str | None = None
    """The name in the lock."""


Held = Callable[[Own, Asked], Sequence[LockedPackage]]

MOST_OF_A_NAME = 1_000
"""Maximum number of entries of one name to examine; no real project has as many."""


def held_by_folders(lock: Lock) -> Held:
    """Search package-lock.json as Node.js searches `node_modules` folders."""
    entries = {entry.key: entry for entry in lock.packages}
    tree = NpmTree(entries)

    def held(own: Own, asked: Asked) -> Sequence[LockedPackage]:
        location = tree.resolve(own.key, asked.name)
        return () if location is None else (entries[location],)

    return held


def held_by_names(lock: Lock) -> Held:
    """Search bun.lock under the name of the member, then at the top level."""
    entries = {entry.key: entry for entry in lock.packages}

    def held(own: Own, asked: Asked) -> Sequence[LockedPackage]:
        ways = [f"{own.name}/{asked.name}"] if own.name and own.key != ROOT else []
        return next(((entries[way],) for way in (*ways, asked.name) if way in entries), ())

    return held


def held_by_requests(lock: Lock) -> Held:
    """Search yarn.lock for the entry of exactly this request, since yarn resolves any other request again.

    A request for a source other than a registry has several spellings, so any entry of that name satisfies it. A
    workspace member also satisfies any request, and so does an entry without a range, which early versions of yarn 1
    wrote for a request with a range. A registry release, which yarn 2 and later mark as such, never satisfies a request
    for a URL or a repository.
    """
    from pratique.lockfiles.npm.yarn.pattern import Pattern  # noqa: PLC0415 - yarn's alone

    marks_releases = not lock.format.endswith(" v1")
    exact: dict[str, LockedPackage] = {}
    named: dict[str, dict[str, LockedPackage]] = {}
    for entry in lock.packages:
        for _, request in entry.answers:
            exact[_bare(request)] = entry
            others = named.setdefault(split_spec(request)[0], {})
            if len(others) < MOST_OF_A_NAME:
                others[entry.key] = entry

    def held(_: Own, asked: Asked) -> Sequence[LockedPackage]:
        requests = (Pattern(asked.name, asked.text), Pattern(asked.name, ""))
        found = [exact[key] for request in requests if (key := _bare(request.canonical)) in exact]
        if found:
            return found[:1]
        others = named.get(asked.name, {}).values()
        if marks_releases and asked.source in {SourceKind.URL, SourceKind.GIT}:
            return tuple(entry for entry in others if entry.source is not SourceKind.REGISTRY)
        if asked.source is SourceKind.REGISTRY:
            return tuple(entry for entry in others if entry.source is SourceKind.WORKSPACE)
        return tuple(others)

    return held


def held_by_importers(lock: Lock) -> Held:
    """Search the list of exactly this folder in pnpm-lock.yaml.

    A lock without a list for the project itself covers only its workspace members: then the requests of the members
    count.
    """
    answers = {answer: entry for entry in lock.packages for answer in entry.answers}
    folders = {folder for folder, _ in answers}
    of_members = (
        {name: entry for (_, name), entry in answers.items()} if folders and ROOT not in folders else {}
    )

    def held(own: Own, asked: Asked) -> Sequence[LockedPackage]:
        found = answers.get((own.folder, asked.name))
        if found is None and own.key == ROOT:
            found = of_members.get(asked.name)
        return () if found is None else (found,)

    return held


def _bare(request: str) -> str:
    """Return a request without the white space in its range, which some tools remove."""
    return "".join(request.split())
