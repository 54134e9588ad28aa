"""Whether an artifact is in use here already (pinned), or new.

The first check of a project adopts what its locks hold that day: it is in use already, and stopping it would tell a
team what it cannot change at once. From then on, whatever the locks bring in that was neither adopted nor allowed
here before is new.

A lock's entry may stand for many files, and a release may gain more: what a lock says makes an artifact pinned only
until its bytes are known, and then the bytes decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import Assessment, ProjectReport
from pratique.core.evidence import Known
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.errors import Reference
from pratique.store.interface import Store
from pratique.store.record import Adopted, Adoption, AllowedBytes

_BY_NAME = ""
"""Digest of what was adopted by name alone: its lock has none, and its bytes could not be had on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Tells the standing of lock entries of one project."""

    store: Store
    project: str
    """The project's key: its absolute path."""
    adoption: Adoption | None
    """What was adopted; None: this is the first check."""
    forced: Standing | None = None
    """One standing for everything, when a person asks for it."""

    @property
    def adopted_at(self) -> datetime | None:
        """When the project was adopted."""
        return self.adoption.at if self.adoption else None

    @property
    def _adopted(self) -> frozenset[Adopted]:
        return self.adoption.entries if self.adoption else frozenset()

    def of(self, entry: LockedPackage) -> Standing:
        """The standing of an entry that pins a version, as far as its lock tells: `covers` looks at the bytes."""
        assert entry.ref is not None
        if self.forced is not None:
            return self.forced
        if self.adoption is None:
            return Standing.PINNED
        purl = entry.ref.purl
        strong = [digest for digest in entry.digests if digest.strong]
        if not strong or any(Adopted(purl, str(digest)) in self._adopted for digest in strong):
            return Standing.PINNED
        met = {seen.sha256 for seen in self.store.artifacts.find(strong).values()}
        return Standing.PINNED if self._in_use(purl, met) else Standing.NEW

    def covers(self, ref: ReleaseRef, assessment: Assessment) -> bool:
        """Whether the bytes that were judged are in use here already; True where there are none to look at."""
        if self.forced is not None or self.adoption is None or not assessment.digests:
            return True
        purl = ref.purl
        strong = [digest for digest in assessment.digests if digest.strong]
        if any(Adopted(purl, str(digest)) in self._adopted for digest in strong):
            return True
        if Adopted(purl, _BY_NAME) in self._adopted and _published_by(assessment, self.adoption.at):
            return True
        return self._in_use(purl, {digest.hex for digest in strong if digest.algorithm == "sha256"})

    def _in_use(self, purl: str, sha256s: Iterable[str]) -> bool:
        met = frozenset(sha256s)
        if any(Adopted(purl, f"sha256:{sha256}") in self._adopted for sha256 in met):
            return True
        return bool(self.store.allowed.contains_many(AllowedBytes(sha256, purl) for sha256 in met))

    def remember(self, report: ProjectReport, locks: Iterable[Lock], at: datetime) -> None:
        """Keep what was adopted or allowed in this run; nothing that is held or blocked.

        A project without a lock that can be read is not adopted: there is nothing yet that it could hold.
        """
        if self.forced is not None:
            return
        read = tuple(locks)
        if self.adoption is not None:
            self.store.allowed.add_many(_allowed(report), at=at)
        elif read:
            entries = frozenset(_adoptable(report, read))
            self.store.adoptions.put(Adoption(project=self.project, at=at, entries=entries))


def _allowed(report: ProjectReport) -> Iterable[AllowedBytes]:
    """What is in use from now on, where all its code was analysed. What only a waiver or an advisory lets pass is not: they end."""
    for package in report.packages:
        for assessment in package.assessments:
            verdict = assessment.verdict
            waived = any(note.waived for note in verdict.notes)
            whole = all(gap.waivable is None for gap in assessment.gaps)
            if verdict.action is Action.ALLOW and whole and not waived and not verdict.early:
                for digest in assessment.digests:
                    if digest.algorithm == "sha256":
                        yield AllowedBytes(digest.hex, package.ref.purl)


def _adoptable(report: ProjectReport, locks: Iterable[Lock]) -> Iterable[Adopted]:
    """What the locks hold, also what could not be judged today, apart from what is stopped."""
    for package in report.packages:
        for assessment in package.assessments:
            if assessment.verdict.action is Action.ALLOW:
                yield from _by_digest(package.ref.purl, assessment.digests)
    clear = {
        package.ref.purl: all(a.verdict.action is Action.ALLOW for a in package.assessments)
        for package in report.packages
    }
    # What a lock accepts besides the judged bytes is not in use because it was named once.
    doubtful = {
        item.purl
        for item in report.not_judged
        if item.trouble is not None and item.trouble.reference is Reference.BYTES_NOT_JUDGED
    }
    for entry in (entry for lock in locks for entry in lock.packages):
        if entry.ref is None or entry.source is not SourceKind.REGISTRY or entry.ref.purl in doubtful:
            continue
        purl = entry.ref.purl
        if clear.get(purl, True):
            promised = tuple(_by_digest(purl, entry.digests))
            yield from promised
            if not promised and purl not in clear:
                yield Adopted(purl, _BY_NAME)


def _by_digest(purl: str, digests: Iterable[Digest]) -> Iterable[Adopted]:
    return (Adopted(purl, str(digest)) for digest in digests if digest.strong)


def _published_by(assessment: Assessment, at: datetime) -> bool:
    published = assessment.dossier.published
    return isinstance(published, Known) and published.value.at <= at
