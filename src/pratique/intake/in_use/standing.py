"""Decides whether an artifact is already in use (pinned) or new.

The first check of a project records the artifacts in its lockfiles as already in use, because a team cannot replace
all of them at once. In every later check, an artifact is new if it was neither recorded as in use nor allowed
before. A lockfile entry may match many files, and the publisher may add more files to a release. A lockfile entry
is therefore only assumed to be pinned until its bytes are known; then the bytes decide.
"""

from collections.abc import Callable, Iterable, Mapping
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
"""The digest of an artifact that was recorded as in use by name only, because its lockfile had no digest and its
bytes were unavailable.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Determines which lockfile entries of one project are already in use."""

    store: Store
    project: str
    """The absolute path of the project."""
    adoption: Adoption | None
    """The artifacts that were recorded as already in use; None on the first check."""
    forced: Standing | None = None
    """The user's choice to treat all entries as already in use or as new, if any."""

    @property
    def adopted_at(self) -> datetime | None:
        """Return the time when the artifacts of the project were recorded as already in use."""
        return self.adoption.at if self.adoption else None

    @property
    def _adopted(self) -> frozenset[Adopted]:
        return self.adoption.entries if self.adoption else frozenset()

    def of(self, entry: LockedPackage) -> Standing:
        """Return whether an entry is already in use or new, based only on its lockfile. `covers` also compares the bytes."""
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

    def adopted(self, ref: ReleaseRef, digests: Iterable[Digest]) -> bool:
        """Return True if bytes with one of these digests were recorded as in use, unless the user chose one status for all entries."""
        adopted = self._adopted if self.forced is None else frozenset()
        return any(Adopted(ref.purl, str(digest)) in adopted for digest in digests if digest.strong)

    def covers(self, ref: ReleaseRef, assessment: Assessment) -> bool:
        """Return True if the judged bytes are already in use, or if no bytes were judged."""
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
        """Store the artifacts that this run found in use or allowed. Held and blocked artifacts are not stored.

        Nothing is stored for a project without a readable lockfile, because no entries are known yet.
        """
        if self.forced is not None:
            return
        read = tuple(locks)
        if self.adoption is not None:
            self.store.allowed.add_many(_allowed(report), at=at)
        elif read:
            entries = frozenset(_adoptable(report, read))
            self.store.adoptions.put(Adoption(project=self.project, at=at, entries=entries))


def locked_in(locks: Mapping[str, Lock]) -> Callable[[ReleaseRef, Iterable[Digest]], bool]:
    """Return a function that checks whether a lockfile lists bytes by a strong digest."""
    entries = (entry for lock in locks.values() for entry in lock.packages if entry.ref is not None)
    named = {(entry.ref, digest) for entry in entries for digest in entry.digests if digest.strong}
    return lambda ref, digests: any((ref, digest) in named for digest in digests)


def adoption_of(lock: Lock | None, project: str, at: datetime) -> Adoption:
    """Return the packages of an earlier lockfile as already in use since `at`; without a lockfile, none is in use.

    A package without a digest is in use by its name, if it was published by then.
    """
    found: set[Adopted] = set()
    for entry in lock.packages if lock else ():
        if entry.ref is not None and entry.source is SourceKind.REGISTRY:
            promised = tuple(_by_digest(entry.ref.purl, entry.digests))
            found.update(promised or (Adopted(entry.ref.purl, _BY_NAME),))
    return Adoption(project=project, at=at, entries=frozenset(found))


def _allowed(report: ProjectReport) -> Iterable[AllowedBytes]:
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
