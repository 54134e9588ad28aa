"""Compares a lockfile of uv, Poetry, PDM or Pipenv with its pyproject.toml or Pipfile, and with the dependencies of its entries.

The lockfiles of these tools cover every platform, so each dependency without an environment marker must have an entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from posixpath import dirname, join, normpath

from packaging.utils import canonicalize_name

from pratique.core.closure import open_requests
from pratique.core.lock import Lock, LockedPackage, LockRequest, Problem, SourceKind
from pratique.intake.agreement.comparison import by_name, objection, out_of_range, request_text
from pratique.intake.agreement.place import Place
from pratique.lockfiles.asked import ProjectManifest
from pratique.lockfiles.pypi import pipfile, pyproject
from pratique.lockfiles.pypi.conditions import Conditions
from pratique.lockfiles.pypi.pythons import Pythons

MOST_MEMBERS = 2_000
"""The maximum number of manifests to read for one lockfile."""

_READS_PROJECT = "2.1"
"""The version of poetry.lock that Poetry 2 writes.

Poetry 2 is the first version that reads the table `[project]` of pyproject.toml.
"""


def uv_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each dependency in the pyproject.toml of a project or workspace member that uv.lock does not satisfy."""
    members = (normpath(entry.url or "") for entry in lock.packages if entry.source is SourceKind.WORKSPACE)
    folders = [folder for folder in members if folder != "."][:MOST_MEMBERS]
    root = place.manifest(pyproject.FILENAME, pyproject.read_for_uv) or ProjectManifest()
    # uv writes a request with what answers it, overridden or not.
    told = [one.problem for one in open_requests(lock, fits=python_fits, replaced=frozenset())]
    yield from told
    named = {lock.name, *(entry.package.name for entry in lock.packages)}
    if root.name is not None and root.name not in {name and canonicalize_name(name) for name in named}:
        yield Problem(
            root.name,
            None,
            f"{place.path_of(pyproject.FILENAME)} defines this project, but the lock has no entry for it",
        )
    held = _Held.of(lock, replaced=root.replaced | _names(told))
    # Overrides in the root count for the whole workspace.
    yield from out_of_range(lock, root.overrides, root.syntax)
    yield from held.missed_of_project(root, pyproject.FILENAME, place)
    for folder in folders:
        name = join(folder, pyproject.FILENAME)
        member = place.manifest(name, pyproject.read_for_uv)
        if member is not None:
            yield from held.missed_of_project(member, name, place)


def pdm_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each dependency in pyproject.toml that pdm.lock does not satisfy."""
    manifest = place.manifest(pyproject.FILENAME, pyproject.read_for_pdm)
    yield from _missed(lock, place, manifest, None if manifest is None else manifest.replaced)


def poetry_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each dependency in pyproject.toml that poetry.lock does not satisfy."""
    reads_project = lock.format.rpartition(" ")[2] == _READS_PROJECT
    reader = partial(pyproject.read_for_poetry, reads_project=reads_project)
    manifest = place.manifest(pyproject.FILENAME, reader)
    yield from _missed(lock, place, manifest, frozenset())
    if manifest is not None:
        yield from _without_extras(lock, manifest)


def pipenv_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each dependency in a Pipfile that Pipfile.lock does not satisfy.

    The Pipfile hash in the lockfile is not compared. In one real project, 88 of 411 revisions of Pipfile.lock had the
    hash of another Pipfile, although names and ranges were the same.
    """
    manifest = place.manifest(pipfile.FILENAME, pipfile.read_pipfile)
    yield from _missed(lock, place, manifest, frozenset(), name=pipfile.FILENAME)


def python_fits(request: LockRequest, entry: LockedPackage) -> bool:
    """Return True if the version of an entry is in the requested range (PEP 440 or Poetry syntax), or if either is unknown."""
    if entry.source is not SourceKind.REGISTRY or entry.version is None or not request.wanted:
        return True
    from pratique.ecosystems.pypi import poetry_constraints  # noqa: PLC0415 - ranges, which few other verbs read

    return poetry_constraints.satisfies(entry.version, request.wanted) is not False


def _missed(
    lock: Lock,
    place: Place,
    manifest: ProjectManifest | None,
    replaced: frozenset[str] | None,
    *,
    name: str = pyproject.FILENAME,
) -> Iterator[Problem]:
    own = manifest.name if manifest is not None else None
    found = open_requests(lock, fits=python_fits, replaced=replaced)
    # An entry may ask for the project itself, which the lock leaves out.
    told = [one.problem for one in found if one.request.answers or one.request.name != own]
    yield from told
    if manifest is not None:
        held = _Held.of(lock, replaced=manifest.replaced | _names(told))
        yield from held.missed_of_project(manifest, name, place)


def _without_extras(lock: Lock, manifest: ProjectManifest) -> Iterator[Problem]:
    extras: dict[str, set[str]] = {}
    for asked in (one for one in manifest.asked if one.condition is None):
        extras.setdefault(asked.name, set()).update(asked.extras)
    names = {entry.key: entry.package.name for entry in lock.packages}
    for one in open_requests(lock, passed_over=()):
        if one.request.extra in extras.get(names.get(one.request.asker, ""), ()):
            yield one.problem


def _names(told: Sequence[Problem]) -> frozenset[str]:
    return frozenset(problem.what.partition(" ")[0] for problem in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    named: Mapping[str, Sequence[LockedPackage]]
    groups: frozenset[str]
    conditions: Conditions
    """The Python versions that the lockfile supports."""
    but_for: frozenset[str | None]
    """Package names to skip: the project itself and the packages that it overrides."""

    @classmethod
    def of(cls, lock: Lock, *, replaced: frozenset[str]) -> "_Held":
        named: dict[str, list[LockedPackage]] = {}
        for entry in lock.packages:
            named.setdefault(entry.package.name, []).append(entry)
        groups = frozenset(group for entry in lock.packages for group in entry.groups)
        pythons = None if lock.requires_python is None else Pythons.of(lock.requires_python)
        every = not lock.environments and not lock.format.startswith("pdm.lock")
        conditions = Conditions(pythons, every)
        return cls(named=named, groups=groups, conditions=conditions, but_for=replaced | {lock.name})

    def missed_of_project(self, manifest: ProjectManifest, name: str, place: Place) -> Iterator[Problem]:
        yield from self.missed(manifest, place.path_of(name))
        for file, group in manifest.files.items():
            path = join(dirname(name), file)
            listed = place.manifest(path, partial(pyproject.read_listed, group=group))
            if listed is not None:
                asked = tuple(one for one in listed.asked if one.name not in manifest.placed)
                yield from self.missed(replace(listed, name=manifest.name, asked=asked), place.path_of(path))

    def missed(self, manifest: ProjectManifest, path: str | None) -> Iterator[Problem]:
        # A group of which the lock knows nothing may not be locked.
        known = [one for one in manifest.asked if one.group is None or one.group in self.groups]
        certain = by_name(one for one in known if one.condition is None)
        limited = ([one] for one in known if one.condition is not None and self._may_hold(one.condition))
        for asked in (*certain.values(), *limited):
            name = asked[0].name
            if name == manifest.name or name in self.but_for:
                continue
            why = objection(asked, self.named.get(name, ()))
            if why is not None:
                yield Problem(name, None, f"{path} requests {request_text(asked[0])}, but {why}")

    def _may_hold(self, condition: str) -> bool:
        return "extra" not in condition and self.conditions.may_hold((condition,))
