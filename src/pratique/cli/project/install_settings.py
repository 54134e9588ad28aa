"""Reads and compares the files with install settings, from disk and from a commit."""

import hashlib
import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from types import MappingProxyType
from typing import TYPE_CHECKING

from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import MOST_BYTES, AtCommit
from pratique.core.assessment import ProjectReport
from pratique.core.deciding import RULE, AppliedPatch, InstallSetting
from pratique.core.lock import Lock
from pratique.core.names import Digest, Ecosystem
from pratique.core.policy import Waiver
from pratique.errors import ParseError, Reference, UsageError
from pratique.intake.entries.patches import Patches, judged_settings, patches_of
from pratique.intake.install_settings.carried import MIRROR, carried, carried_in, listed_trees, mirrors
from pratique.intake.install_settings.comparison import Configured, address, by_name, changes, listed
from pratique.intake.install_settings.family import is_named
from pratique.intake.install_settings.holdings import Holdings
from pratique.intake.install_settings.search import Search, built_folders, folders_of
from pratique.intake.install_settings.setting import Setting
from pratique.intake.waivers import named, of_file

if TYPE_CHECKING:
    from pratique.cli.project.since import Before
    from pratique.net.git.repository import Blob, Repository
    from pratique.net.registries.upstreams import Upstreams

_MOST_ABOVE = 40
_MOST_FILES = 2_000
_ALGORITHMS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True)
class OnDisk:
    """Reads the files of the work tree (see `pratique.intake.install_settings.search.Files`)."""

    top: Path

    def names(self, folder: str) -> Collection[str]:
        """Return the names of the files and links in a folder.

        Links are included because package managers follow them.
        """
        try:
            with os.scandir(f"{self.top}/{folder}") as entries:
                return [entry.name for entry in entries if entry.is_symlink() or entry.is_file()]
        except (OSError, ValueError):
            return ()

    def below(self, folder: str) -> Iterable[str]:
        """Yield the paths of the files below a folder, or none if the folder is a link."""
        start = self.top / folder
        if os.path.islink(start):  # noqa: PTH114 - `Path` raises for paths that are too long
            return
        count = 0
        for where, _, names in os.walk(start):
            for name in names:
                count += 1
                if count > _MOST_FILES:
                    return
                yield Path(where, name).relative_to(self.top).as_posix()

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file. Raise ParseError for a link that leaves the repository."""
        if not os.path.lexists(self.top / path):
            return None
        data = locate.from_disk(self.top)(path)
        if len(data) > MOST_BYTES:
            raise ParseError(
                Reference.FILE_UNREADABLE,
                f"{path} is larger than 8 MiB",
                hint="Pratique compares the complete file",
            )
        return data


@dataclass(frozen=True)
class InCommit:
    """Reads the files of a commit.

    If the work tree contains a file with the same bytes, the file is read from the work tree.
    """

    at: AtCommit
    now: OnDisk
    links: Mapping[str, str]
    """The symbolic links of the commit, each with its target."""

    def names(self, folder: str) -> Collection[str]:
        """Return the names of the files in a folder of the commit."""
        return self._folders.get(folder, ())

    def below(self, folder: str) -> Iterable[str]:
        """Yield the paths of the files below a folder of the commit."""
        yield from (join(folder, name) for name in self.names(folder))
        start = f"{folder}/"
        for where in self._sorted[bisect_left(self._sorted, start) :]:
            if not where.startswith(start):
                return
            yield from (join(where, name) for name in self.names(where))

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file.

        If the path is a link, follow one link. Raise ParseError for a link that leaves the repository.
        """
        if path in self.links:
            target = normpath(join(dirname(path), self.links[path]))
            if target.startswith(("../", "/")) or target == "..":
                message = f"{path} is a link that leaves the project"
                raise ParseError(
                    Reference.FILE_UNREADABLE, message, hint="links out of the project are not followed"
                )
            path = target
        blob = self.at.files.get(path)
        if blob is None:
            return None
        data = self._same(path, blob)
        return self.at.read(path) if data is None else data

    def _same(self, path: str, blob: "Blob") -> bytes | None:
        """Return the bytes of the file in the work tree if they are equal to the blob, else None."""
        try:
            data = self.now.read(path)
        except ParseError:
            return None
        if data is None:
            return None
        algorithm = "sha256" if len(blob.id) == 64 else "sha1"
        name = hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return data if name == blob.id else None

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._folders)

    @cached_property
    def _folders(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in (*self.at.files, *self.links):
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, []).append(name)
        return found


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """The install settings of a project. `prefix` is the project's folder, relative to the top of its repository."""

    disk: OnDisk
    prefix: str
    locks: Mapping[str, Lock]
    """The lockfiles by path relative to the project's folder."""
    configured: Configured
    before: "Before | None" = None
    past: Mapping[str, Lock] = field(default_factory=dict)
    """The lockfiles before the change, if a change is checked."""
    search: Search = field(default_factory=Search)

    @classmethod
    def of(
        cls,
        root: Path,
        locks: Mapping[str, Lock],
        upstreams: "Upstreams",
        before: "Before | None" = None,
        past: Mapping[str, Lock] = MappingProxyType({}),
    ) -> "Deciding":
        """Search upwards from a project's folder for the top of its repository.

        If there is no repository, the project's folder counts as the top of the repository. `past` contains the
        lockfiles before the change, if a change is checked.
        """
        top = _top(root)
        prefix = root.resolve().relative_to(top).as_posix()
        return cls(
            disk=OnDisk(top),
            prefix="" if prefix == "." else prefix,
            locks=locks,
            configured=configured(upstreams),
            before=before,
            past=past,
        )

    @cached_property
    def patches(self) -> Patches:
        """Return the patches that clients apply to lock entries."""
        return patches_of(self.locks, self._now, self.disk.read, self.prefix)

    def new_patches(self, changed: Collection[tuple[str, str]]) -> Patches:
        """Return the new patches of a change, and the patches of the `changed` entries."""
        assert self.before is not None
        if not self.patches.entries:
            return self.patches
        old = patches_of(self.past, self._then, self._commit.read, self.prefix)
        return self.patches.since(old, changed)

    def listed(self, patches: Iterable[AppliedPatch]) -> tuple[InstallSetting, ...]:
        """Return all current settings, with the results of the checked patches."""
        found = (*listed(self._now, self.configured), *self._trees(self._looked_at))
        return self._placed(self._with_judged(found, patches))

    def changed(
        self, patches: Iterable[AppliedPatch], waivers: Iterable[Waiver], today: date
    ) -> tuple[InstallSetting, ...]:
        """Return the settings that the work tree changes, with the results of the checked patches."""
        assert self.before is not None
        before, past, folders = self.before, self.past, self._looked_at
        old, new = by_name(self._then), by_name(self._now)
        settings = changes(old, new, Holdings.of(self.locks.values()), self.configured)
        settings = self._with_judged(settings, patches)
        named = [(path, one.value) for (path, way), one in (old | new).items() if way[-1] == MIRROR]
        staged = before.repository.staged(before.commit)
        gems = {
            f"{entry.package.name}-{entry.version}"
            for lock in past.values()
            for entry in lock.packages
            if entry.package.ecosystem is Ecosystem.RUBYGEMS
        }
        found = self._placed((*settings, *carried(staged, folders, mirrors(named), gems)))
        return tuple(self._waived(setting, tuple(waivers), today) for setting in found)

    @cached_property
    def _looked_at(self) -> tuple[str, ...]:
        return self._folders((*self.locks, *self.past))

    @cached_property
    def _now(self) -> tuple[Setting, ...]:
        return self.search.settings(self.disk, self._looked_at, self._all_built)

    @cached_property
    def _then(self) -> tuple[Setting, ...]:
        return self.search.settings(self._commit, self._looked_at, self._all_built)

    @property
    def _all_built(self) -> tuple[str, ...]:
        return (*self._built(self.locks), *self._built(self.past))

    def _with_judged(
        self, settings: Iterable[InstallSetting], patches: Iterable[AppliedPatch]
    ) -> Iterator[InstallSetting]:
        """Yield the settings. For patches that were checked, `judged` is set."""
        judged = judged_settings(self.patches, patches, self._now, self.locks, self.prefix)
        for setting in settings:
            yield replace(setting, judged=(setting.path, setting.setting) in judged)

    def _trees(self, folders: tuple[str, ...]) -> Iterator[InstallSetting]:
        """Yield the installed trees that are tracked in the repository.

        Run git only if one of the possible folders exists.
        """
        there = [path for path in carried_in(folders) if os.path.lexists(self.disk.top / path)]
        if not there or not os.path.lexists(self.disk.top / ".git"):
            return
        from pratique.net.git.repository import Repository  # noqa: PLC0415 - few projects need it

        try:
            tracked = Repository.around(self.disk.top).tracked(there)
        except (ParseError, UsageError):
            return
        yield from listed_trees(tracked, folders)

    def _built(self, locks: Mapping[str, Lock]) -> tuple[str, ...]:
        return built_folders({join(self.prefix, path): lock for path, lock in locks.items()})

    def _folders(self, paths: Iterable[str]) -> tuple[str, ...]:
        return folders_of(join(self.prefix, path) for path in paths)

    @cached_property
    def _commit(self) -> InCommit:
        before = self.before
        assert before is not None
        if not before.repository.prefix:
            at = before.beside
        else:
            repository = type(before.repository).around(self.disk.top)
            at = AtCommit(repository, {blob.path: blob for blob in repository.files(before.commit)})
        return InCommit(at, self.disk, _links(at.repository, before.commit))

    def _placed(self, settings: Iterable[InstallSetting]) -> tuple[InstallSetting, ...]:
        """Return the sorted settings with paths relative to the project's folder."""
        start = self.prefix or "."
        placed = (replace(setting, path=relpath(setting.path, start)) for setting in settings)
        return tuple(sorted(placed, key=lambda one: (one.path, one.line or 0, one.setting)))

    def _waived(self, setting: InstallSetting, waivers: tuple[Waiver, ...], today: date) -> InstallSetting:
        if not setting.stops:
            return setting
        fitting = of_file(waivers, RULE, setting.path, today)
        if any(waiver.digest is not None for waiver in fitting):
            digests = tuple(self._digests(normpath(join(self.prefix, setting.path))))
            fitting = tuple(one for one in fitting if one.digest is None or one.digest in digests)
        return replace(setting, waiver=fitting[0]) if fitting else setting

    def _digests(self, path: str) -> Iterator[Digest]:
        try:
            data = self.disk.read(path)
        except ParseError:
            return
        if data is not None:
            yield from (Digest(name, hashlib.new(name, data).hexdigest()) for name in _ALGORITHMS)


def with_settings(report: ProjectReport, settings: tuple[InstallSetting, ...]) -> ProjectReport:
    """Return the report with the settings that a change affects.

    Mark the waivers that accept these settings as used.
    """
    used = set(named(setting.waiver for setting in settings if setting.waiver is not None))
    waivers = replace(
        report.waivers,
        applied=tuple(sorted({*report.waivers.applied, *used})),
        unused=tuple(name for name in report.waivers.unused if name not in used),
    )
    return replace(report, install_settings=settings, waivers=waivers)


def _links(repository: "Repository", commit: str) -> Mapping[str, str]:
    """Return the links in a commit that have the name of a settings file, each with its target.

    The target is empty if this clone does not contain the link's blob.
    """
    blobs = [blob for blob in repository.links(commit) if is_named(blob.path)]
    try:
        return {path: os.fsdecode(data) for path, data in repository.read(blobs).items()} if blobs else {}
    except ParseError:
        return {blob.path: "" for blob in blobs}


def configured(upstreams: "Upstreams") -> Configured:
    """Return the registries in the user's own configuration, excluding those in the project's files."""
    usual = {
        (ecosystem, ""): address(found[0].url)
        for ecosystem, found in upstreams.open.items()
        if found and not found[0].from_project
    }
    usual |= {
        (Ecosystem.NPM, scope): address(up.url)
        for scope, up in upstreams.scopes.items()
        if not up.from_project
    }
    every: dict[Ecosystem, set[str]] = {}
    for up in upstreams:
        if not up.from_project:
            every.setdefault(up.ecosystem, set()).add(address(up.url))
    return Configured(usual, {ecosystem: frozenset(found) for ecosystem, found in every.items()})


def _top(root: Path) -> Path:
    """Return the top folder of the repository that contains `root`, found by its `.git`."""
    here = root.resolve()
    for folder in (here, *here.parents[:_MOST_ABOVE]):
        if os.path.lexists(folder / ".git"):
            return folder
    return here
