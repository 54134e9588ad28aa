"""Judges all entries in the lockfiles of a project. Each artifact is judged only once."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from pratique.core.accepted import in_words, is_unpinned, unjudged
from pratique.core.assessment import Assessment, Change, ChangeKind, JudgedPackage, ProjectReport, WaiverUse
from pratique.core.deciding import AppliedPatch
from pratique.core.evidence import Known, Unknown
from pratique.core.install_options import InstallOptions
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action, Waiver
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.verdict import Standing
from pratique.ecosystems.interface import Platform
from pratique.errors import PratiqueError, Reference, StoreError
from pratique.intake.change import Changed
from pratique.intake.entries import places
from pratique.intake.entries.chains import Chains
from pratique.intake.entries.indexes import asked_by
from pratique.intake.entries.patched import PatchedCode, accepting_waiver
from pratique.intake.entries.patches import NO_PATCHES, Chain, Patches
from pratique.intake.entries.scope import CannotJudge, Judge, OutOfScope, Scope, scope
from pratique.intake.entries.shrinkwraps import shrinkwrap_trouble
from pratique.intake.entries.targets import narrowed, united
from pratique.intake.evidence import is_denied
from pratique.intake.fixes.fix_sets import hint
from pratique.intake.in_use.accepted_code import AcceptedCode
from pratique.intake.in_use.installed import Installation
from pratique.intake.in_use.standing import Standings
from pratique.intake.in_use.unowned import UnownedCode
from pratique.intake.known_bad.containment import with_parents
from pratique.intake.question import Question
from pratique.intake.questions import Questions, files_elsewhere
from pratique.intake.road import Road
from pratique.intake.waivers import matching, named
from pratique.lockfiles.git_address import read_commit

T = TypeVar("T")

_Answer = tuple[tuple[Assessment, ...], Trouble | None]
"""The assessments of one entry, and the reason if some or all are missing."""

_ByReason = dict[tuple[str, str], list["Placed"]]
"""Entries that are not judged, grouped by package URL and by reason."""
_Judge = Callable[[Mapping["_Same", Sequence["Placed"]]], Awaitable[list[_Answer]]]

_AT_ONCE = 24
"""The number of artifacts that are judged concurrently. Some artifacts are downloaded while others are analysed."""


_NOT_THERE = frozenset({Reference.REGISTRY_NOT_FOUND, Reference.VERSION_NOT_FOUND})
_NO_CLIENT = "Bundler continues with the installed version"


@dataclass(frozen=True, slots=True)
class Placed:
    """A lockfile entry with its lockfile and the lockfile's path."""

    path: str
    lock: Lock
    entry: LockedPackage

    @property
    def is_client(self) -> bool:
        """Return True if the entry is the package manager that the lockfile specifies."""
        return self.entry == self.lock.client

    @property
    def registries(self) -> tuple[str, ...]:
        """Return the registries that the package manager may use for the entry.

        Bundler downloads itself from the public registry, regardless of the lockfile.
        """
        return () if self.is_client else self.lock.registries

    @property
    def source(self) -> str:
        """Return the path of the lockfile and the line number of the entry as `path:line`."""
        return self.path if self.entry.line is None else f"{self.path}:{self.entry.line}"

    @property
    def purl(self) -> str:
        """Return the package URL of the entry, with the version if there is one."""
        return (self.entry.ref or self.entry.package).purl


@dataclass(frozen=True, slots=True)
class _Same:
    ref: ReleaseRef
    digests: frozenset[Digest]
    options: InstallOptions
    origin: tuple[str | None, ...] = ()
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, item: Placed) -> "_Same":
        entry = item.entry
        assert entry.ref is not None
        names = (file.filename for file in entry.files)
        origin = (
            ()
            if entry.tells_bytes or entry.places
            else (entry.url, entry.registry, entry.like, *names, *item.registries)
        )
        # The client takes such a file from its address, whatever the digests of the others.
        origin += tuple(text for file in entry.files if _is_open(file) for text in (file.filename, file.url))
        # A weak digest beside a strong one is not compared: yarn 1 writes both, npm the strong one alone.
        strong = frozenset(digest for digest in entry.digests if digest.strong)
        return cls(entry.ref, strong or frozenset(entry.digests), asked_by(entry), origin, entry.places)


def _is_open(file: LockedFile) -> bool:
    return file.filename is not None and file.url is not None and not file.digests


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Judges the lockfiles of a project."""

    road: Road
    questions: Questions
    standings: Standings
    platform: Platform
    targets: Mapping[str, Platform] = field(default_factory=dict)
    """The platforms of lockfiles that are not judged for the default `platform`, by path of the lockfile."""
    waivers: Sequence[Waiver] = ()
    git_hosts: Collection[str] = ()
    """Hosts whose git repositories may be queried for commits."""
    files: places.LocalFiles | None = None
    """The archives and folders of the judged repository that lockfiles may refer to."""
    installation: Installation | None = None
    """The installed packages, if they are also judged."""
    changed: Changed | None = None
    """The change to judge, if any.

    If a change is judged, unchanged entries are judged only if the policy or an advisory reports them as bad.
    """
    patches: Patches = NO_PATCHES
    """The patches that package managers apply to entries.

    If a change is judged, the field contains only the patches that the change affects.
    """
    wanted: Callable[[Question], Awaitable[bool]] | None = None
    """Returns whether an artifact is judged; None to judge every artifact. An entry without a wanted artifact is left out."""
    accepted: AcceptedCode | None = None
    """Compares unanalysed code with the releases that were in use before; None if no releases were in use."""

    async def run(
        self,
        root: str,
        files: Sequence[LockRead],
        locks: Mapping[str, Lock],
        *,
        expect: Callable[[int], None],
        step: Callable[[], None],
    ) -> ProjectReport:
        """Judge every entry of `locks` (by path).

        `expect` receives the number of artifacts. `step` is called after each artifact.
        """
        every = [
            Placed(path, lock, _versioned(entry)) for path, lock in locks.items() for entry in lock.packages
        ]
        placed = self._asked(every)
        if self.road.fixes is not None:
            hint(self.road.fixes, locks.values())
        groups, outside, unjudged = self._sorted(placed)
        patched = self._patched(every)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def judge(some: Mapping[_Same, Sequence[Placed]]) -> list[_Answer]:
            expect(len(some))
            return await _all(
                [self._one(partial(self._assess, items), gate, step) for items in some.values()]
            )

        answers = await judge(groups)
        if self.installation is not None:
            answers = self._settled(self.installation, answers)
        if patched:
            expect(len(patched))
        of_patched, patches = await self._judge_patched(patched, gate, step)
        judged = [*zip(groups.values(), answers, strict=True), *of_patched]
        packages = with_parents(_packages(judged, self.changed, _keys(patched.values())))
        failed, missing = _failed(judged)
        outside.update(missing)
        open_needs, accepting = await self._open_needs(locks, groups, answers, judge)
        unowned = UnownedCode()
        if self.installation is not None:
            unowned = await self.installation.unowned(self.road, self.waivers)
        packages += unowned.packages
        return ProjectReport(
            root=root,
            files=tuple(files),
            packages=tuple(sorted(packages, key=lambda package: package.ref)),
            not_judged=tuple(_listed(unjudged))
            + tuple(sorted((*failed, *open_needs), key=lambda item: item.purl)),
            out_of_scope=(*_listed(outside), *unowned.listed),
            waivers=self._uses(
                packages, accepting | {one.waiver for one in patches if one.waiver is not None}
            ),
            adopted_at=self.standings.adopted_at,
            patches=patches,
        )

    def _sorted(self, placed: Sequence[Placed]) -> tuple[dict[_Same, list[Placed]], _ByReason, _ByReason]:
        groups: dict[_Same, list[Placed]] = defaultdict(list)
        outside: _ByReason = defaultdict(list)
        unjudged: _ByReason = defaultdict(list)
        scopes = [(item, self._scope(item)) for item in placed]
        # Somebody else installs on that platform.
        bad = self._bad(item for item, found in scopes if isinstance(found, OutOfScope))
        for item, found in scopes:
            match found:
                case Judge():
                    groups[_Same.of(item)].append(item)
                case OutOfScope() if item.entry.ref in bad and item.entry.source is SourceKind.REGISTRY:
                    groups[_Same.of(item)].append(item)
                case OutOfScope(why=why):
                    outside[(item.purl, why)].append(item)
                case CannotJudge(why=why):
                    unjudged[(item.purl, why)].append(item)
        return groups, outside, unjudged

    def _patched(self, placed: Iterable[Placed]) -> dict[tuple[_Same, Chain], list[Placed]]:
        groups: dict[tuple[_Same, Chain], list[Placed]] = defaultdict(list)
        for item in placed if self.patches.entries else ():
            found = self.patches.entries.get((item.path, item.entry.key))
            if found is not None and isinstance(self._scope(item), Judge):
                for chain in found.chains:
                    groups[_Same.of(item), chain].append(item)
        return groups

    async def _judge_patched(
        self,
        patched: Mapping[tuple[_Same, Chain], Sequence[Placed]],
        gate: asyncio.Semaphore,
        step: Callable[[], None],
    ) -> tuple[list[tuple[Sequence[Placed], _Answer]], tuple[AppliedPatch, ...]]:
        answers = await _all(
            [
                self._one(partial(self._assess_patched, items, chain), gate, step)
                for (_, chain), items in patched.items()
            ]
        )
        found: list[tuple[Sequence[Placed], _Answer]] = []
        applied = []
        for ((same, chain), items), (assessments, trouble) in zip(patched.items(), answers, strict=True):
            waiver = (
                accepting_waiver(chain, self.waivers, self.road.now().date()) if trouble is not None else None
            )
            why = "" if trouble is None else trouble.message
            paths = tuple(file.path for file in chain)
            applied.append(AppliedPatch(ref=same.ref, paths=paths, why=why, waiver=waiver))
            found.append((items, (assessments, trouble if waiver is None else None)))
        return found, tuple(applied)

    async def _assess_patched(
        self, items: Sequence[Placed], chain: Chain
    ) -> tuple[list[Assessment], Trouble | None]:
        code = PatchedCode(self.road, self.standings)
        waivers = matching(self.waivers, items[0].entry.ref)
        questions = await self._ask(items, Standing.PINNED)
        # What is gone is known to be bad, and blocked without its bytes.
        files = [question.file for question in questions if question.gone is None]
        return [await code.assess(file, chain, waivers=waivers) for file in files], None

    def _scope(self, item: Placed) -> Scope:
        platform = self._platform(item)
        found = scope(item.lock, item.entry, platform, git_hosts=self.git_hosts, files=self.files)
        if not self._left_registry([item]) or isinstance(found, Judge):
            return found
        # A change that takes a package out of a registry's hands is never out of scope.
        is_member = item.entry.source is SourceKind.WORKSPACE
        if isinstance(found, OutOfScope) and not item.entry.places and not is_member:
            return found
        return CannotJudge(f"{found.why}; before the change, it came from a registry")

    def _left_registry(self, items: Iterable[Placed]) -> str:
        changes = {} if self.changed is None else self.changed.entries
        for item in items:
            change = changes.get((item.path, item.entry.key))
            if change is not None and change.left_registry:
                entry = item.entry
                return ", ".join(entry.places) or f"{entry.source.value} ({entry.url or 'no address'})"
        return ""

    def _asked(self, every: Sequence[Placed]) -> list[Placed]:
        if self.changed is None:
            return list(every)
        bad = self._bad(every)
        return [
            item
            for item in every
            if (item.path, item.entry.key) in self.changed.entries or item.entry.ref in bad
        ]

    def _bad(self, items: Iterable[Placed]) -> frozenset[ReleaseRef]:
        every = [item.entry.ref for item in items if item.entry.source is SourceKind.REGISTRY]
        refs = {ref for ref in every if ref is not None}
        public = {ref for ref in refs if not self.questions.is_private(ref.package)}
        return self.road.records.names(public) | {ref for ref in refs if is_denied(ref, self.road.policy)}

    def _settled(self, installation: Installation, answers: Sequence[_Answer]) -> list[_Answer]:
        others = installation.others(assessment for found, _ in answers for assessment in found)
        return [
            (tuple(installation.settled(self.road, assessment, others) for assessment in found), trouble)
            for found, trouble in answers
        ]

    async def _one(
        self,
        work: Callable[[], Awaitable[tuple[list[Assessment], Trouble | None]]],
        gate: asyncio.Semaphore,
        step: Callable[[], None],
    ) -> _Answer:
        async with gate:
            try:
                assessments, more = await work()
            except StoreError:
                raise
            except PratiqueError as error:
                return (), Trouble(error.reference, error.message, error.hint)
            finally:
                step()
        missing = next((a.error for a in assessments if _unanswered(a)), None) or more
        return tuple(a for a in assessments if not _unanswered(a)), missing

    async def _assess(self, items: Sequence[Placed]) -> tuple[list[Assessment], Trouble | None]:
        if self.wanted is not None and not await self._is_wanted(items, self.wanted):
            return [], None
        entry = items[0].entry
        assert entry.ref is not None
        standing = self.standings.of(entry)
        questions = await self._ask(items, standing)
        found = [await self._judge(items, question) for question in questions]
        if standing is Standing.PINNED:
            covered = [a for a in found if self._covers(items[0], a)]
            if len(covered) < len(found):
                names = Counter(
                    a.dossier.filename for a in found
                )  # two indexes may offer two files of one name
                pinned = {a.dossier.filename: a for a in covered if names[a.dossier.filename] == 1}
                questions = await self._ask(items, Standing.NEW)
                found = [pinned.get(q.file.filename) or await self._judge(items, q) for q in questions]
        return found, self._unjudged(items, questions, found)

    async def _is_wanted(
        self, items: Sequence[Placed], wanted: Callable[[Question], Awaitable[bool]]
    ) -> bool:
        """Return whether an artifact of an entry is judged. What is gone is known to be bad, and judged without its bytes."""
        found = [q.gone is not None or await wanted(q) for q in await self._ask(items, Standing.PINNED)]
        return any(found)

    def _covers(self, item: Placed, assessment: Assessment) -> bool:
        entry = item.entry
        assert entry.ref is not None
        if entry.places and self.files is not None and places.is_folder(entry, self.files):
            return True
        return self.standings.covers(entry.ref, assessment)

    def _unjudged(
        self, items: Sequence[Placed], questions: Sequence[Question], found: Sequence[Assessment]
    ) -> Trouble | None:
        if any(assessment.verdict.action is Action.BLOCK for assessment in found):
            return None
        judged = {digest for assessment in found for digest in assessment.digests}
        for item in items:
            ref = item.entry.ref
            assert ref is not None
            before = self.changed.accepted.get(ref, frozenset()) if self.changed else frozenset()
            elsewhere = files_elsewhere(item.entry, questions)
            if more := unjudged(item.entry, judged, elsewhere=elsewhere, before=before):
                return Trouble(
                    Reference.BYTES_NOT_JUDGED,
                    f"the lock also accepts {in_words(more)}, which matches no judged or listed file of {ref}",
                    "regenerate this entry with the package manager; the registry's own digests are sufficient",
                )
        return None

    async def _ask(self, items: Sequence[Placed], standing: Standing) -> list[Question]:
        item = items[0]
        if item.entry.places and self.files is not None:
            return await asyncio.to_thread(places.questions, item.entry, self.files, standing)
        platform = united(narrowed(self._platform(one), one.entry) for one in items)
        return await self.questions.of_locked(
            item.entry, standing=standing, asked=item.registries, platform=platform
        )

    def _platform(self, item: Placed) -> Platform:
        return self.targets.get(item.path, self.platform)

    async def _judge(self, items: Sequence[Placed], question: Question) -> Assessment:
        waivers = matching(self.waivers, items[0].entry.ref)
        question = replace(question, waivers=waivers, left_registry=self._left_registry(items))
        found = await self.road.assess(question)
        if self.accepted is not None:
            found = await self.accepted.weighed(found)
        shipping = [(item.lock, item.entry) for item in items if item.entry.has_shrinkwrap]
        if shipping and found.error is None:
            found = replace(found, error=await shrinkwrap_trouble(self.road, question.file, found, shipping))
        if self.installation is None:
            return found
        places = ((item.path, item.entry.key) for item in items)
        return await self.installation.compared(self.road, question.file, found, places)

    async def _open_needs(
        self,
        locks: Mapping[str, Lock],
        groups: Mapping[_Same, Sequence[Placed]],
        answers: Sequence[_Answer],
        judge: _Judge,
    ) -> tuple[tuple[NotJudged, ...], frozenset[Waiver]]:
        if not any(lock.format == "requirements.txt" for lock in locks.values()):
            return (), frozenset()
        from pratique.intake.entries import pinned_needs  # noqa: PLC0415 - most projects have no such file

        known = pinned_needs.needs_of(_entries(groups, answers))
        rest: dict[_Same, list[Placed]] = defaultdict(list)
        for path, entry in pinned_needs.looser_askers(locks, self.changed):
            item = Placed(path, locks[path], _versioned(entry))
            if pinned_needs.which(entry) not in known and isinstance(self._scope(item), Judge):
                rest[_Same.of(item)].append(item)
        if rest:
            known |= pinned_needs.needs_of(_entries(rest, await judge(rest)))
        platforms = {path: self.targets.get(path, self.platform) for path in locks}
        today = self.road.now().date()
        return pinned_needs.unpinned(locks, known, platforms, self.changed, self.waivers, today)

    def _uses(self, packages: Iterable[JudgedPackage], accepting: Iterable[Waiver]) -> WaiverUse:
        used = {*accepting} | {
            note.waived
            for package in packages
            for assessment in package.assessments
            for note in assessment.verdict.notes
            if note.waived is not None
        }
        today = self.road.now().date()
        expired = [waiver for waiver in self.waivers if waiver.expires < today]
        unused = [waiver for waiver in self.waivers if waiver not in used and waiver not in expired]
        return WaiverUse(applied=named(used), unused=named(unused), expired=named(expired))


def _entries(
    groups: Mapping[_Same, Sequence[Placed]], answers: Iterable[_Answer]
) -> Iterator[tuple[list[LockedPackage], Sequence[Assessment]]]:
    for items, (assessments, _) in zip(groups.values(), answers, strict=True):
        yield [item.entry for item in items], assessments


def _versioned(entry: LockedPackage) -> LockedPackage:
    if entry.version is None and entry.places:
        return replace(entry, version=places.UNVERSIONED)
    if entry.version is not None or entry.source is not SourceKind.GIT:
        return entry
    source = read_commit(entry.url)
    return entry if source is None else replace(entry, version=source.commit)


def _unanswered(assessment: Assessment) -> bool:
    known = assessment.dossier.known_bad
    if assessment.verdict.action is Action.BLOCK or (isinstance(known, Known) and known.value):
        return False  # what is known to be bad stays so
    if isinstance(assessment.dossier.bytes_, Unknown):
        return True
    allowed = assessment.verdict.action is Action.ALLOW
    return assessment.error is not None and allowed and bool(assessment.gaps)


async def _all(work: Sequence[Coroutine[None, None, T]]) -> list[T]:
    tasks = [asyncio.create_task(part) for part in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _packages(
    judged: Iterable[tuple[Sequence[Placed], tuple[tuple[Assessment, ...], Trouble | None]]],
    changed: Changed | None,
    patched: Collection[tuple[str, str]],
) -> list[JudgedPackage]:
    by_ref: dict[ReleaseRef, list[tuple[Sequence[Placed], tuple[Assessment, ...]]]] = defaultdict(list)
    chains = Chains()
    for items, (assessments, _) in judged:
        if assessments:
            assert items[0].entry.ref is not None
            by_ref[items[0].entry.ref].append((items, assessments))
    packages = [_package(ref, parts, chains) for ref, parts in by_ref.items()]
    if changed is None:
        return packages
    return [
        replace(
            package,
            change=_change([item for items, _ in by_ref[package.ref] for item in items], changed, patched),
        )
        for package in packages
    ]


def _keys(groups: Iterable[Sequence[Placed]]) -> frozenset[tuple[str, str]]:
    return frozenset((item.path, item.entry.key) for items in groups for item in items)


def _change(items: Iterable[Placed], changed: Changed, patched: Collection[tuple[str, str]]) -> Change | None:
    keys = [(item.path, item.entry.key) for item in items]
    found = [c for key in keys if (c := changed.entries.get(key)) is not None]
    kinds = {kind for change in found for kind in change.kinds}
    if any(key in patched for key in keys):
        kinds.add(ChangeKind.PATCHED)
    if not kinds:
        return None
    before = dict.fromkeys(version for change in found for version in change.before)
    return Change(kinds=tuple(kind for kind in ChangeKind if kind in kinds), before=tuple(before))


def _package(
    ref: ReleaseRef, parts: Sequence[tuple[Sequence[Placed], tuple[Assessment, ...]]], chains: Chains
) -> JudgedPackage:
    placed = [item for items, _ in parts for item in items]
    assessments = tuple(assessment for _, group in parts for assessment in group)
    stopped = any(assessment.verdict.action is not Action.ALLOW for assessment in assessments)
    paths = (
        [chain for item in placed for chain in chains.of(item.path, item.lock, item.entry)] if stopped else []
    )
    return JudgedPackage(
        ref=ref,
        assessments=assessments,
        sources=tuple(dict.fromkeys(item.source for item in placed)),
        paths=tuple(sorted(dict.fromkeys(paths), key=lambda chain: (len(chain), chain))[:5]),
        paths_total=sum(max(1, len(item.entry.parents)) for item in placed),
        unpinned=any(is_unpinned(item.lock, item.entry) for item in placed),
    )


def _listed(groups: Mapping[tuple[str, str], Sequence[Placed]]) -> Iterator[NotJudged]:
    for (purl, why), items in sorted(groups.items()):
        yield NotJudged(purl=purl, why=why, sources=tuple(dict.fromkeys(item.source for item in items)))


def _failed(
    answered: Iterable[tuple[Sequence[Placed], _Answer]],
) -> tuple[list[NotJudged], dict[tuple[str, str], list[Placed]]]:
    failed: list[NotJudged] = []
    missing: dict[tuple[str, str], list[Placed]] = {}
    for items, (_, trouble) in answered:
        if trouble is None:
            continue
        if trouble.reference in _NOT_THERE and all(item.is_client for item in items):
            missing[items[0].purl, f"{_NO_CLIENT}: {trouble.message}"] = list(items)
        else:
            failed.append(_not_judged(items, trouble.message, trouble))
    return failed, missing


def _not_judged(items: Sequence[Placed], why: str, trouble: Trouble) -> NotJudged:
    ref = items[0].entry.ref
    assert ref is not None
    return NotJudged(
        purl=ref.purl, why=why, sources=tuple(dict.fromkeys(item.source for item in items)), trouble=trouble
    )
