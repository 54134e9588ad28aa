"""Implements `check`: reads the lockfiles and checks their packages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self

from pratique.cli.output.terminal import Progress
from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import OnDisk
from pratique.cli.project.install_settings import Deciding, with_settings
from pratique.cli.project.installed import Installed
from pratique.cli.project.local_files import WorkTree
from pratique.cli.project.read_lockfiles import Reading, lock_read, with_disagreements
from pratique.cli.project.registry_of_package import TakenFrom
from pratique.cli.project.since import Before, Now, new_disagreements, without_old_trouble
from pratique.cli.run.clock import now
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import tell_settings
from pratique.config import Settings
from pratique.core.assessment import ProjectReport
from pratique.core.lock import Lock, Problem
from pratique.core.names import ReleaseRef
from pratique.core.reading import LockRead, NotJudged, Since
from pratique.core.verdict import Standing
from pratique.ecosystems.interface import Platform
from pratique.intake.change import Changed, compare
from pratique.intake.entries.patches import NO_PATCHES, Patches
from pratique.intake.entries.places import placed, with_bytes
from pratique.intake.entries.scope import is_installed
from pratique.intake.entries.targets import Targets, newly_taken, widened
from pratique.intake.in_use.accepted_code import AcceptedCode
from pratique.intake.in_use.standing import Standings, locked_in
from pratique.intake.project import Survey
from pratique.intake.question import Question
from pratique.intake.road import Road
from pratique.net.configuration.config_file import Project
from pratique.store.record import Adoption


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A project whose lockfiles were read."""

    settings: Settings
    project: Project
    search: locate.Search
    files: tuple[LockRead, ...]
    locks: dict[str, Lock]
    installed: Installed | None = None
    gate: str | None = None
    """The URL of a gate with shared inspections; "" for none."""
    wanted: Callable[[Road, Question], Awaitable[bool]] | None = None
    """Returns whether an artifact is judged; None to judge every artifact."""
    disagreements: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """The dependencies of manifests that are missing in the lockfile, by the path of the lockfile."""
    records: bool = True
    """Whether the check records which packages the project uses."""
    before: Adoption | None = None
    """The packages that count as already in use if the project was never checked; None for all of them."""
    session: Session | None = None
    """An open session with the same settings and project, to use instead of a new one."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        project: Project,
        search: locate.Search,
        installed: Installed | None = None,
    ) -> Self:
        """Read the lockfiles. Installed packages are checked like locked packages."""
        reading = Reading.of(project.folder, search)
        files, locks = list(reading.files), reading.locks
        if installed is not None:
            files += (lock_read(tree.path, tree.lock) for tree in installed.trees)
            files += installed.unread
            locks |= {tree.path: tree.lock for tree in installed.trees}
        return cls(
            settings=settings,
            project=project,
            search=search,
            files=tuple(files),
            locks=locks,
            installed=installed,
            disagreements=reading.disagreements,
        )

    async def judge(self, keys: Sequence[str], *, forced: Standing | None, adopt: bool) -> ProjectReport:
        """Check the whole project.

        `keys` are the possible keys of the entries that the project already uses. New entries are stored under the
        last item of `keys`.
        """
        async with self._session() as session:
            tell_settings(self.settings, session.problems)
            adoptions = [] if adopt else [session.store.adoptions.get(key) for key in keys]
            adoption = next((known for known in adoptions if known is not None), self.before)
            standings = Standings(store=session.store, project=keys[-1], adoption=adoption, forced=forced)
            files = with_disagreements(self.files, self.disagreements)
            targets = self._targets(session.platform)
            tree = self._tree(None)
            locks = self._placed(self.locks, tree)
            deciding = Deciding.of(self.project.folder, self._written, session.upstreams)
            subject = _Subject(locks, targets, tree, patches=deciding.patches)
            report = await self._survey(session, standings, files, subject)
            if self.records:
                standings.remember(report, locks.values(), now())
            settings = deciding.listed(report.patches)
        return locate.with_left_out(replace(report, install_settings=settings), self.search)

    async def judge_change(
        self, before: Before, exclude: Sequence[str], *, only: str | None
    ) -> ProjectReport:
        """Check the additions since `before` in the work tree, in all lockfiles or only in `only`."""
        today = Now(self.locks, locate.from_disk(self.project.folder))
        past, broken = before.locks(exclude, today)
        async with self._session() as session:
            tell_settings(self.settings, [*session.problems, *(_as_new(file, before) for file in broken)])
            if only is not None:
                past = {path: lock for path, lock in past.items() if path == only}
            tree = self._tree(before.commit)
            locks = self._placed(self.locks, tree)
            targets, changed = self._compared(session, before, past, locks, tree)
            standings = Standings(store=session.store, project="", adoption=None, forced=Standing.NEW)
            read, old = without_old_trouble([*self.files, *self.search.unread], before, today)
            counted, known = new_disagreements(self.disagreements, past, before)
            files = with_disagreements(read, counted)
            held = {path: lock.with_client for path, lock in past.items()}
            deciding = Deciding.of(self.project.folder, self.locks, session.upstreams, before, past)
            patches = deciding.new_patches(changed.entries)
            subject = _Subject(locks, targets, tree, changed, held, patches)
            report = await self._survey(session, standings, files, subject)
            waivers = self.settings.policy.waivers
            report = with_settings(report, deciding.changed(report.patches, waivers, now().date()))
        search = replace(self.search, unread=())
        changed = replace(changed, removed=_gone(changed.removed, past, [*self.files, *self.search.unread]))
        return _told(locate.with_left_out(report, search), before, changed, [*old, *known])

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        if self.session is not None:
            yield self.session
            return
        async with open_session(self.settings, project=self.project, gate=self.gate) as session:
            yield session

    def _compared(
        self,
        session: Session,
        before: Before,
        past: Mapping[str, Lock],
        locks: Mapping[str, Lock],
        tree: WorkTree,
    ) -> tuple[Mapping[str, Platform], Changed]:
        """Return the platform of each lockfile, and the entries that the change adds, changes or removes."""
        usual = session.platform
        earlier = Targets(usual, before.beside).all_of(past)
        targets = widened(self._targets(usual), earlier)
        changed = compare(
            with_bytes(self._placed(past, tree), tree.digest_before),
            with_bytes(locks, tree.digest),
            taken_from=TakenFrom(session.upstreams),
            installed=lambda path, entry: is_installed(entry, earlier.get(path, usual)),
            installs=lambda path, entry: is_installed(entry, targets.get(path, usual)),
        )
        return targets, changed.with_added(newly_taken(self.locks, earlier, targets))

    @property
    def _written(self) -> dict[str, Lock]:
        """Return the lockfiles without the installed trees."""
        return {item.path: self.locks[item.path] for item in self.search.found if item.path in self.locks}

    def _targets(self, platform: Platform) -> dict[str, Platform]:
        """Return the platform of each lockfile. For an installed tree, return the platform of this run."""
        return Targets(platform, OnDisk(self.project.folder)).all_of(self._written)

    def _tree(self, commit: str | None) -> WorkTree:
        """Return the files to which lockfiles can refer, in the repository and in a commit."""
        most_bytes = self.settings.run.max_artifact_mb * 1024 * 1024
        return WorkTree(self.project.folder, most_bytes, commit)

    def _placed(self, locks: Mapping[str, Lock], tree: WorkTree) -> dict[str, Lock]:
        """Return the lockfiles with their package managers and with entries for packages in the repository.

        Inventories and installed trees contain no entries for packages in the repository.
        """
        installed = {tree.path for tree in self.installed.trees} if self.installed else set()
        unlike = installed | {item.path for item in self.search.found if not item.format.installs}
        judged = {path: lock.with_client for path, lock in locks.items()}
        return placed(judged, installs=frozenset(locks.keys() - unlike), depth=tree.depth)

    async def _survey(
        self,
        session: Session,
        standings: Standings,
        files: Sequence[LockRead],
        subject: "_Subject",
    ) -> ProjectReport:
        locked_before = locked_in(subject.past)
        survey = Survey(
            road=replace(
                session.road,
                in_use=lambda ref, digests: standings.adopted(ref, digests) or locked_before(ref, digests),
            ),
            questions=session.questions,
            standings=standings,
            platform=session.platform,
            targets=subject.targets,
            waivers=self.settings.policy.waivers,
            git_hosts=self.settings.check.git_hosts,
            files=subject.tree,
            installation=None if self.installed is None else self.installed.installation,
            changed=subject.changed,
            wanted=None if self.wanted is None else partial(self.wanted, session.road),
            patches=subject.patches,
            accepted=AcceptedCode(
                road=session.road, questions=session.questions, standings=standings, before=subject.past
            ),
        )
        with Progress(0, "packages") as progress:
            return await survey.run(
                str(self.project.folder),
                files
                if self.settings.check.all_artifacts
                else [_for(file, subject.targets) for file in files],
                subject.locks,
                expect=progress.expect,
                step=progress.step,
            )


@dataclass(frozen=True, slots=True)
class _Subject:
    """The input of a check: the lockfiles, their platforms, and the repository files to which they can refer."""

    locks: Mapping[str, Lock]
    targets: Mapping[str, Platform]
    tree: WorkTree
    changed: Changed | None = None
    past: Mapping[str, Lock] = field(default_factory=dict)
    """The lockfiles before the checked change."""
    patches: Patches = NO_PATCHES


def _for(file: LockRead, targets: Mapping[str, Platform]) -> LockRead:
    """Return the report entry of a lockfile with the checked platform."""
    target = targets.get(file.path)
    return file if target is None else replace(file, platform=target.label)


def _gone(
    removed: Sequence[ReleaseRef], past: Mapping[str, Lock], files: Sequence[LockRead]
) -> tuple[ReleaseRef, ...]:
    """Return the removed entries, except those of a lockfile that is now unreadable."""
    doubtful = {file.path for file in files if file.error is not None or file.problems}
    held = {entry.ref for path in doubtful & past.keys() for entry in past[path].packages}
    return tuple(ref for ref in removed if ref not in held)


def _as_new(file: LockRead, before: Before) -> str:
    why = file.error.message if file.error else ""
    return f"the state of {file.path} at {before.reference} is unreadable, so all its packages count as new: {why}"


def _told(
    report: ProjectReport, before: Before, changed: Changed, old: Sequence[tuple[str, str]]
) -> ProjectReport:
    """Return the report, extended by the comparison with the earlier state.

    Problems that existed before the change are listed in `out_of_scope`.
    """
    return replace(
        report,
        since=Since(
            reference=before.reference,
            commit=before.commit,
            removed=changed.removed,
            unchanged=changed.unchanged,
        ),
        out_of_scope=(
            *report.out_of_scope,
            *(NotJudged(purl="", why=f"{why}: {path}", sources=(path,)) for path, why in old),
        ),
    )
