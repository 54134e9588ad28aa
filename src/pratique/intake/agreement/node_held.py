"""Finds the entry in a lockfile of npm, yarn, pnpm or bun that satisfies a dependency of a project folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.lockfiles.asked import Asked
from pratique.lockfiles.npm.spec import split_spec
from pratique.lockfiles.npm.tree import NpmTree


@dataclass(frozen=True, slots=True)
class Own:
    """The folder of a project or of one of its workspace members."""

    folder: str = ""
    """The path of the folder, relative to the lockfile."""
    key: str = ROOT
    """The key of the folder's entry in the lockfile."""
    name: str | None = None
    """The name of the workspace member in the lockfile."""


Held = Callable[[Own, Asked], Sequence[LockedPackage]]

MOST_OF_A_NAME = 1_000
"""The maximum number of entries to examine for one package name. No real project has that many entries."""


def held_by_folders(lock: Lock) -> Held:
    """Return a function that finds entries of a package-lock.json by the module resolution of Node.js in `node_modules` folders."""
    entries = {entry.key: entry for entry in lock.packages}
    tree = NpmTree(entries)

    def held(own: Own, asked: Asked) -> Sequence[LockedPackage]:
        location = tree.resolve(own.key, asked.name)
        return () if location is None else (entries[location],)

    return held


def held_by_names(lock: Lock) -> Held:
    """Return a function that finds entries of a bun.lock, first below the workspace member, then at the top level."""
    entries = {entry.key: entry for entry in lock.packages}

    def held(own: Own, asked: Asked) -> Sequence[LockedPackage]:
        ways = [f"{own.name}/{asked.name}"] if own.name and own.key != ROOT else []
        return next(((entries[way],) for way in (*ways, asked.name) if way in entries), ())

    return held


def held_by_requests(lock: Lock) -> Held:
    """Return a function that finds entries of a yarn.lock by the exact text of a request.

    If no entry has the exact text of a request, yarn resolves the request again. A request for a URL, repository or
    folder has several spellings, so any entry with the package name satisfies a request of this kind. A workspace
    member satisfies any request. An entry without a range satisfies a request with a range, because early versions of
    yarn 1 wrote such entries. In lockfiles of yarn 2 and later, a registry release never satisfies a request for a URL
    or a repository.
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
    """Return a function that finds entries of a pnpm-lock.yaml only by the dependency list of the project folder.

    If the lockfile has no list for the project itself, the lists of the project's workspace members are used instead.
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
    return "".join(request.split())
