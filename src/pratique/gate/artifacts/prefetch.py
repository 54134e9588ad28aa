"""Downloads and judges the entries of lockfiles in advance, so that later installs do not wait.

Prefetching serves no files and writes no entry to the decision log. Allowed files are recorded as already used by the
project, as after an install.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport
from pratique.core.evidence import Known, Unknown
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import ReleaseRef
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.verdict import Standing
from pratique.ecosystems.interface import Platform
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.protocols.interface import ArtifactWanted
from pratique.intake.entries.scope import CannotJudge, OutOfScope, scope
from pratique.intake.entries.targets import narrowed
from pratique.intake.evidence import compare_bytes
from pratique.intake.project import Placed
from pratique.intake.question import File, Party
from pratique.intake.questions import Questions

_AT_ONCE = 24
"""The maximum number of lockfile entries that are processed concurrently."""


@dataclass(frozen=True, slots=True)
class _Done:
    place: Placed
    assessments: tuple[Assessment, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, kw_only=True)
class Prefetch:
    """Downloads and judges the entries of lockfiles."""

    artifacts: Artifacts
    questions: Questions
    """Finds the files of a lockfile entry, for one platform or for all platforms."""
    platform: Platform
    targets: Mapping[str, Platform] = field(default_factory=dict)
    """The platforms of individual lockfiles, by path, where they differ from `platform`."""

    async def run(
        self,
        files: Sequence[LockRead],
        locks: Mapping[str, Lock],
        *,
        expect: Callable[[int], None],
        step: Callable[[], None],
    ) -> ProjectReport:
        """Download and judge every entry of the lockfiles in `locks`, by path.

        Return a report like that of `check`. Raises StoreError if the state folder is unusable.
        """
        wanted: dict[object, Placed] = {}
        outside: list[NotJudged] = []
        unjudged: list[NotJudged] = []
        for place in (Placed(path, lock, entry) for path, lock in locks.items() for entry in lock.packages):
            match scope(place.lock, place.entry, self._platform(place)):
                case OutOfScope(why=why):
                    outside.append(_not_judged(place, why))
                case CannotJudge(why=why):
                    unjudged.append(_not_judged(place, why))
                case _:
                    key = (
                        place.entry.ref,
                        frozenset(place.entry.digests),
                        place.entry.registry,
                        place.entry.options,
                    )
                    wanted.setdefault(key, place)
        expect(len(wanted))
        slots = asyncio.Semaphore(_AT_ONCE)
        done = await asyncio.gather(*(self._one(place, slots, step) for place in wanted.values()))
        failed = [_not_judged(one.place, one.trouble.message, one.trouble) for one in done if one.trouble]
        return ProjectReport(
            root=".",
            files=tuple(files),
            packages=tuple(_packages(done)),
            not_judged=(*unjudged, *sorted(failed, key=lambda item: item.purl)),
            out_of_scope=tuple(outside),
        )

    async def of_entry(self, entry: LockedPackage) -> int:
        """Download and judge the files of one lockfile entry, and return their number. Raises PratiqueError."""
        questions = await self.questions.of_locked(entry, standing=Standing.PINNED, platform=self.platform)
        return len([await self._file(question.file) for question in questions])

    def _platform(self, place: Placed) -> Platform:
        return self.targets.get(place.path, self.platform)

    async def _one(self, place: Placed, slots: asyncio.Semaphore, step: Callable[[], None]) -> _Done:
        async with slots:
            try:
                questions = await self.questions.of_locked(
                    # Which file it is, is asked; its standing is the gate's own matter.
                    place.entry,
                    standing=Standing.PINNED,
                    asked=place.lock.registries,
                    platform=narrowed(self._platform(place), place.entry),
                )
                found = [await self._file(question.file) for question in questions]
            except StoreError:
                raise
            except PratiqueError as error:
                return _Done(place, trouble=Trouble(error.reference, error.message, error.hint))
            finally:
                step()
        answered = tuple(one for one in found if not isinstance(one.dossier.bytes_, Unknown))
        missing = next((one.error for one in found if isinstance(one.dossier.bytes_, Unknown)), None)
        return _Done(place, answered, missing)

    async def _file(self, file: File) -> Assessment:
        """Download and judge one file as the gate does, and compare it with its lockfile entry."""
        assert file.ref is not None
        law = self.artifacts.law
        wanted = ArtifactWanted(file.ref.package, file.ref.version, file.filename)
        judged = await self.artifacts.judge(file.ref, wanted)
        if judged is None:
            raise RegistryError(
                Reference.REGISTRY_UNREACHABLE,
                f"{file.ref} was not judged in time",
                hint="run the command again: completed entries are not repeated",
            )
        found = judged.assessment
        dossier = law.heard(found.dossier, found.digests)
        locked = tuple(party for party in file.expected if party.party is Party.LOCK)
        if isinstance(dossier.bytes_, Known):
            check = dossier.bytes_.value
            wrong = compare_bytes(found.digests, locked).mismatches
            told = tuple(dict.fromkeys((*check.mismatches, *wrong)))
            dossier = replace(dossier, bytes_=replace(dossier.bytes_, value=replace(check, mismatches=told)))
        verdict = law.road.verdict(dossier, found.standing, law.now())
        return replace(found, dossier=dossier, verdict=verdict)


def _packages(done: Iterable[_Done]) -> Iterable[JudgedPackage]:
    by_ref: dict[ReleaseRef, list[_Done]] = defaultdict(list)
    for one in done:
        if one.assessments:
            assert one.place.entry.ref is not None
            by_ref[one.place.entry.ref].append(one)
    for ref, parts in sorted(by_ref.items()):
        yield JudgedPackage(
            ref=ref,
            assessments=tuple(assessment for one in parts for assessment in one.assessments),
            sources=tuple(dict.fromkeys(one.place.source for one in parts)),
            paths_total=len(parts),
        )


def _not_judged(place: Placed, why: str, trouble: Trouble | None = None) -> NotJudged:
    return NotJudged(purl=place.purl, why=why, sources=(place.source,), trouble=trouble)
