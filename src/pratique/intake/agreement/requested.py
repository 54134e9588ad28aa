"""Finds dependencies of a project or workspace member that its package manager resolves again despite the lockfile.

Observed behaviour: bun 1.4 and pnpm 11 resolve a tag again if the lockfile was made for a range. bun 1.4 resolves a dependency of
package.json again if `workspaces` in bun.lock does not list its name; a different range or group has no effect. The client yarn
1.22 links a workspace member instead of installing an entry, even with `--frozen-lockfile`, if the version of the member is in the
requested range.
"""

from collections.abc import Container, Iterator, Mapping, Sequence

from pratique.core.lock import Lock, LockedPackage, Problem, SourceKind
from pratique.intake.agreement.comparison import request_text, shown
from pratique.intake.agreement.node_held import Own
from pratique.intake.agreement.place import Place
from pratique.lockfiles.asked import ProjectManifest

_OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH, SourceKind.BUNDLED})


def unlisted(
    lock: Lock, folder: str, manifest: ProjectManifest, place: Place, *, but_for: Container[str | None]
) -> Iterator[Problem]:
    """Yield a problem for each dependency in a package.json that the lockfile does not list for the folder of that package.json."""
    if lock.asked_by_folder is None:
        return
    listed = lock.asked_by_folder.get(folder, frozenset())
    path = place.path_of(f"{folder}/package.json" if folder else "package.json")
    for asked in dict.fromkeys((*manifest.asked, *manifest.peers)):
        if asked.name not in listed and asked.name not in but_for:
            where = f"`workspaces` of {place.path}"
            why = f"{path} requests {request_text(asked)}, but {where} does not list it: the client resolves it again"
            yield Problem(asked.name, None, why)


def asked_otherwise(
    lock: Lock, own: Own, manifest: ProjectManifest, path: str | None, *, but_for: Container[str | None]
) -> Iterator[Problem]:
    """Yield a problem for each request that is not a range, such as a tag, and that differs from the lockfile.

    Only lockfiles of bun and pnpm are compared: these clients resolve a changed request again. In contrast, npm keeps
    the locked entry, and yarn finds entries by the text of the request.
    """
    if lock.asked_by_folder is None and not lock.texts:
        return
    from pratique.ecosystems.npm import ranges as npm_ranges  # noqa: PLC0415 - few requests have no range

    asked = {
        one.name: one.text
        for one in manifest.asked
        if one.name not in but_for
        and (one.source is None or (one.versions is not None and not npm_ranges.valid_range(one.versions)))
    }
    if not asked:
        return
    held = {(one.asker, one.name): one.wanted for one in lock.requests if one.asker == own.key}
    for name, text in asked.items():
        told = lock.texts.get((own.folder, name)) if lock.texts else held.get((own.key, name))
        if told is not None and told != text:
            yield Problem(
                name, None, f"{path} requests {shown(text)}, but the lock was made for {shown(told)}"
            )


def taken_names(lock: Lock, members: Sequence[tuple[str, ProjectManifest]]) -> Iterator[Problem]:
    """Yield a problem for each lockfile entry that yarn 1 replaces with a link to one of the workspace members."""
    versions: Mapping[str, tuple[str, str]] = {
        manifest.name: (manifest.version, folder)
        for folder, manifest in members
        if manifest.name and manifest.version
    }
    for entry in lock.packages if versions else ():
        if entry.source in _OWN:
            continue
        found = next((told for told in _members_of(entry, versions) if told is not None), None)
        if found is not None:
            why = f"yarn links {found}, a workspace member with this name, instead of installing the entry"
            yield Problem(str(entry.ref or entry.package), entry.line, why)


def _members_of(entry: LockedPackage, versions: Mapping[str, tuple[str, str]]) -> Iterator[str | None]:
    from pratique.ecosystems.npm import ranges as npm_ranges  # noqa: PLC0415 - most projects have no member of an entry's name
    from pratique.lockfiles.npm.yarn.pattern import Pattern  # noqa: PLC0415 - yarn's alone

    for _, request in entry.answers:
        pattern = Pattern.read(request)
        version, folder = versions.get(pattern.name, ("", ""))
        wanted = pattern.range.removeprefix("npm:")
        if version and not pattern.is_alias and pattern.is_of_registry:
            yield folder if npm_ranges.satisfies(version, wanted) else None
