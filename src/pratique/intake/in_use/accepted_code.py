"""Accepts unanalysed files that a release already in use also contains.

A team cannot change a file that Pratique cannot read and that every release of a package contains. An accepted file
stays listed but no longer makes the result incomplete. A file is accepted if the same bytes are in a release that
the lockfile contained at the first check, in a release that was in the lockfile before the change, or in a release
that Pratique allowed earlier.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pratique.core.assessment import Assessment
from pratique.core.finding import Unread
from pratique.core.gap import open_unread
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError, StoreError
from pratique.intake.in_use.standing import Standings
from pratique.intake.questions import Questions
from pratique.intake.road import Road
from pratique.store.record import AllowedBytes

_MOST_RELEASES = 4
"""The maximum number of releases of one package to examine."""


@dataclass(frozen=True, kw_only=True)
class AcceptedCode:
    """Compares unanalysed files with the releases that a project already uses."""

    road: Road
    questions: Questions
    standings: Standings
    before: Mapping[str, Lock] = field(default_factory=dict)
    """The lockfiles before the change, if a change is judged."""

    async def weighed(self, assessment: Assessment) -> Assessment:
        """Return the assessment with the accepted files and a new verdict.

        Raises StoreError if the local store cannot be read or written.
        """
        inspection = assessment.inspection
        left = open_unread(inspection, frozenset()) if inspection is not None else ()
        accepted = await self._accepted(assessment, left) if left else frozenset()
        if not accepted:
            return assessment
        dossier = replace(assessment.dossier, accepted=accepted)
        verdict = self.road.verdict(dossier, assessment.standing, self.road.now())
        return replace(assessment, dossier=dossier, verdict=verdict)

    async def _accepted(self, assessment: Assessment, left: tuple[Unread, ...]) -> frozenset[Unread]:
        if self._is_adopted(assessment):
            return frozenset(left)
        found = {one for one in left if one.in_baseline} if self._allowed_before(assessment) else set()
        rest = {one.sha256: one for one in left if one.sha256 is not None and one not in found}
        ref = assessment.dossier.ref
        for entry in self._entries(ref)[:_MOST_RELEASES] if ref is not None and rest else ():
            shipped = await self._shipped(entry, assessment.dossier.filename)
            found |= {one for one in left if one.sha256 in shipped}
        return frozenset(found)

    def _is_adopted(self, assessment: Assessment) -> bool:
        standings = self.standings
        adopted = standings.adoption is not None and standings.forced is None
        return adopted and assessment.standing is Standing.PINNED

    def _allowed_before(self, assessment: Assessment) -> bool:
        inspection, baseline = assessment.inspection, assessment.dossier.baseline
        if inspection is None or inspection.baseline is None or baseline is None:
            return False
        entry = AllowedBytes(inspection.baseline.hex, baseline.purl)
        return bool(self.road.store.allowed.contains_many([entry]))

    def _entries(self, ref: ReleaseRef) -> list[LockedPackage]:
        known = [*_locked(self.before, ref.package), *self._adopted(ref.package)]
        entries = {entry.ref: entry for entry in known if entry.ref is not None}
        return [entry for found, entry in entries.items() if not self.questions.known_bad(found)]

    def _adopted(self, package: PackageRef) -> Iterator[LockedPackage]:
        files: dict[str, list[LockedFile]] = {}
        start = f"{package.purl}@"
        adoption = self.standings.adoption if self.standings.forced is None else None
        for one in adoption.entries if adoption is not None else ():
            if one.purl.startswith(start) and one.digest:
                files.setdefault(one.purl, []).append(LockedFile(None, (Digest.parse(one.digest),)))
        for purl, found in sorted(files.items(), reverse=True):
            entry = LockedPackage(
                key=purl, package=package, version=purl.removeprefix(start), files=tuple(found)
            )
            if entry.ref is not None and entry.ref.purl == purl:
                yield entry

    async def _shipped(self, entry: LockedPackage, filename: str) -> frozenset[str]:
        try:
            questions = await self.questions.of_locked(entry, standing=Standing.PINNED)
            kind = ECOSYSTEMS[entry.package.ecosystem].kind_of(filename)
            file = next((q.file for q in questions if q.file.kind is kind and q.gone is None), None)
            return await self.road.shipped(file) if file is not None else frozenset()
        except StoreError:
            raise
        except PratiqueError:
            return frozenset()


def _locked(locks: Mapping[str, Lock], package: PackageRef) -> Iterator[LockedPackage]:
    for lock in locks.values():
        for entry in lock.packages:
            if entry.package == package and entry.source is SourceKind.REGISTRY:
                yield entry
