"""Finds the workspace that contains the folder of a lockfile.

In a workspace member, package managers use the lockfile of the workspace, not of the member. The use of the workspace's
lockfile was observed with npm 11, yarn 1, pnpm 11, bun 1.4 and uv. yarn 4 uses the nearest folder that has a lockfile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from posixpath import dirname, join

from pratique.core.lock import Lock, Problem
from pratique.errors import ParseError
from pratique.intake.agreement.place import Place
from pratique.intake.agreement.workspace import folders_of

Members = Callable[[bytes], tuple[str, ...]]
"""Returns the glob patterns of a workspace's members from the bytes of its manifest.

Raises ParseError if the patterns are invalid.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Defines where a package manager lists the members of a workspace."""

    manifest: str
    members: Members
    locks: tuple[str, ...]
    """The possible file names of the lockfile in a workspace root."""


def _of_package_json(data: bytes) -> tuple[str, ...]:
    from pratique.lockfiles.npm.package_json import read_package_json  # noqa: PLC0415 - few locks lie in a workspace

    return read_package_json(data).members


def _of_pnpm(data: bytes) -> tuple[str, ...]:
    from pratique.lockfiles.npm.pnpm.workspace import read_members  # noqa: PLC0415 - as above

    return read_members(data)


def _of_uv(data: bytes) -> tuple[str, ...]:
    from pratique.lockfiles.pypi.pyproject import read_uv_members  # noqa: PLC0415 - as above

    return read_uv_members(data)


_NODE = (
    *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock"),
    *("pnpm-lock.yaml", "bun.lock", "bun.lockb"),
)
_OF_NODE = Root(manifest="package.json", members=_of_package_json, locks=_NODE)
_ROOTS = {
    "package-lock": _OF_NODE,
    "bun.lock": _OF_NODE,
    "yarn.lock": _OF_NODE,
    "pnpm-lock": Root(manifest="pnpm-workspace.yaml", members=_of_pnpm, locks=_NODE),
    "uv.lock": Root(manifest="pyproject.toml", members=_of_uv, locks=("uv.lock",)),
}


def passed_over(format_name: str, lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem if a lockfile's folder belongs to a workspace that has no lockfile in its root.

    Package managers ignore a lockfile in the folder of a workspace member.
    """
    root = _ROOTS.get(format_name)
    if root is None or (format_name == "yarn.lock" and not lock.format.endswith(" v1")):
        return
    here = folder = dirname(place.path)
    while folder:
        folder = dirname(folder)
        path = join(folder, root.manifest)
        inside = here.removeprefix(f"{folder}/") if folder else here
        if not any(folders_of(_members(place, path, root), [inside])):
            continue
        if not any(_is_there(place, join(folder, name)) for name in root.locks):
            yield Problem(
                path,
                None,
                f"the workspace includes {here} but has no lock, so the package manager ignores this lock",
            )
        return


def _members(place: Place, path: str, root: Root) -> tuple[str, ...]:
    try:
        data = place.beside.read(path)
        return () if data is None else root.members(data)
    except ParseError:  # the client cannot read it either
        return ()


def _is_there(place: Place, path: str) -> bool:
    try:
        return place.beside.read(path) is not None
    except ParseError:
        return True
