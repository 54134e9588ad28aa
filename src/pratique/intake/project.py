"""Judge a whole project: every entry of every lock, each artifact once."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pratique.core.assessment import (
    Assessment,
    JudgedPackage,
    LockRead,
    NotJudged,
    ProjectReport,
    Trouble,
    WaiverUse,
)
from pratique.core.evidence import Unknown
from pratique.core.lock import Lock, LockedPackage, shortest_paths
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action, Waiver
from pratique.ecosystems.interface import Platform
from pratique.errors import PratiqueError, StoreError
from pratique.intake.questions import Questions
from pratique.intake.road import Road
from pratique.intake.scope import CannotJudge, Judge, OutOfScope, scope
from pratique.intake.standing import Standings
from pratique.intake.waivers import matching, named

_AT_ONCE = 24
"""Artifacts on the road at the same time: enough to judge some while others are downloaded."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and where it stands."""

    path: str
    lock: Lock
    entry: LockedPackage

    @property
    def source(self) -> str:
        """`path:line`."""
        return self.path if self.entry.line is None else f"{self.path}:{self.entry.line}"


@dataclass(frozen=True, slots=True)
class _Same:
    """What makes two entries one artifact to judge."""

    ref: ReleaseRef
    digests: frozenset[Digest]


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Judges projects."""

    road: Road
    questions: Questions
    standings: Standings
    platform: Platform
    waivers: Sequence[Waiver] = ()

    async def run(
        self,
        root: str,
        files: Sequence[LockRead],
        locks: Mapping[str, Lock],
        *,
        expect: Callable[[int], None],
        step: Callable[[], None],
    ) -> ProjectReport:
        """Judge every entry of `locks` (by path). `expect` is told how many artifacts, `step` each that is done."""
        placed = [Placed(path, lock, entry) for path, lock in locks.items() for entry in lock.packages]
        groups: dict[_Same, list[Placed]] = defaultdict(list)
        outside: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        unjudged: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        for item in placed:
            purl = item.entry.ref.purl if item.entry.ref else item.entry.package.purl
            match scope(item.lock, item.entry, self.platform):
                case Judge():
                    assert item.entry.ref is not None
                    groups[_Same(item.entry.ref, frozenset(item.entry.digests))].append(item)
                case OutOfScope(why=why):
                    outside[(purl, why)].append(item)
                case CannotJudge(why=why):
                    unjudged[(purl, why)].append(item)
        expect(len(groups))
        gate = asyncio.Semaphore(_AT_ONCE)
        answers = await asyncio.gather(*(self._one(items, gate, step) for items in groups.values()))
        packages = _packages(zip(groups.values(), answers, strict=True))
        failed = [
            _not_judged(items, trouble.message, trouble)
            for items, (_, trouble) in zip(groups.values(), answers, strict=True)
            if trouble is not None
        ]
        return ProjectReport(
            root=root,
            files=tuple(files),
            packages=tuple(sorted(packages, key=lambda package: package.ref)),
            not_judged=tuple(_listed(unjudged)) + tuple(sorted(failed, key=lambda item: item.purl)),
            out_of_scope=tuple(_listed(outside)),
            waivers=self._uses(packages),
            adopted_at=self.standings.adopted_at,
        )

    async def _one(
        self, items: Sequence[Placed], gate: asyncio.Semaphore, step: Callable[[], None]
    ) -> tuple[tuple[Assessment, ...], Trouble | None]:
        entry = items[0].entry
        async with gate:
            try:
                standing = self.standings.of(entry)
                questions = await self.questions.of_locked(entry, standing=standing)
                assessments = []
                for question in questions:
                    waivers = matching(self.waivers, entry.ref, question)
                    assessments.append(await self.road.assess(replace(question, waivers=waivers)))
            except StoreError:
                raise
            except PratiqueError as error:
                return (), Trouble(error.reference, error.message, error.hint)
            finally:
                step()
        absent = next((a.error for a in assessments if isinstance(a.dossier.bytes_, Unknown)), None)
        # Without its bytes nothing was judged, whatever the standing.
        return (tuple(assessments), None) if absent is None else ((), absent)

    def _uses(self, packages: Iterable[JudgedPackage]) -> WaiverUse:
        used = {
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


def _packages(
    judged: Iterable[tuple[Sequence[Placed], tuple[tuple[Assessment, ...], Trouble | None]]],
) -> list[JudgedPackage]:
    by_ref: dict[ReleaseRef, list[tuple[Sequence[Placed], tuple[Assessment, ...]]]] = defaultdict(list)
    for items, (assessments, _) in judged:
        if assessments:
            assert items[0].entry.ref is not None
            by_ref[items[0].entry.ref].append((items, assessments))
    return [_package(ref, parts) for ref, parts in by_ref.items()]


def _package(
    ref: ReleaseRef, parts: Sequence[tuple[Sequence[Placed], tuple[Assessment, ...]]]
) -> JudgedPackage:
    placed = [item for items, _ in parts for item in items]
    assessments = tuple(assessment for _, group in parts for assessment in group)
    stopped = any(assessment.verdict.action is not Action.ALLOW for assessment in assessments)
    chains = [chain for item in placed for chain in _chains(item)] if stopped else []
    return JudgedPackage(
        ref=ref,
        assessments=assessments,
        sources=tuple(dict.fromkeys(item.source for item in placed)),
        paths=tuple(sorted(dict.fromkeys(chains), key=lambda chain: (len(chain), chain))[:5]),
        paths_total=sum(max(1, len(item.entry.parents)) for item in placed),
    )


def _chains(item: Placed) -> Iterator[tuple[str, ...]]:
    names = {package.key: str(package.ref or package.package) for package in item.lock.packages}
    for chain in shortest_paths(item.lock, item.entry.key):
        yield tuple(names.get(key, key) for key in chain)


def _listed(groups: Mapping[tuple[str, str], Sequence[Placed]]) -> Iterator[NotJudged]:
    for (purl, why), items in sorted(groups.items()):
        yield NotJudged(purl=purl, why=why, sources=tuple(dict.fromkeys(item.source for item in items)))


def _not_judged(items: Sequence[Placed], why: str, trouble: Trouble) -> NotJudged:
    ref = items[0].entry.ref
    assert ref is not None
    return NotJudged(
        purl=ref.purl, why=why, sources=tuple(dict.fromkeys(item.source for item in items)), trouble=trouble
    )
