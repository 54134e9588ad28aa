"""Compares installed files with the judged artifacts.

Each installed copy is compared with the files of its artifact, which a worker lists. Files of other artifacts explain some
differences, so the verdicts are determined after all comparisons.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pratique.core.assessment import Assessment
from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.installed import FileList, InstalledCheck
from pratique.core.policy import Waiver
from pratique.errors import PratiqueError, Reference, StoreError
from pratique.installed.comparison import compare
from pratique.installed.files import Files
from pratique.installed.inventory import Copy, InstalledTree
from pratique.installed.overlap import Others
from pratique.intake.in_use.unowned import UnownedCode, judge_unowned
from pratique.intake.question import File
from pratique.intake.road import Road

_SOURCE = "installed files"

Where = tuple[str, str]
"""The path of an installed tree and the key of an entry in it."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The installed packages of the judged project. `trees` is indexed by path."""

    trees: Mapping[str, InstalledTree]
    files: Files
    lists: dict[str, FileList] = field(default_factory=dict)
    """The file lists of the compared artifacts, by the artifact's SHA-256."""

    async def compared(
        self, road: Road, file: File, assessment: Assessment, places: Iterable[Where]
    ) -> Assessment:
        """Add the differences of the installed copies at `places` to an assessment.

        Raises StoreError if the local store cannot be read or written.
        """
        copies = [
            (tree, copy)
            for path, key in places
            if (tree := self.trees.get(path)) is not None and (copy := tree.copies.get(key)) is not None
        ]
        if not copies or not assessment.digests:
            return assessment
        try:
            evidence: Evidence[InstalledCheck] = await self._check(road, file, assessment, copies)
        except StoreError:
            raise
        except PratiqueError as error:
            evidence = Unknown(error.message, error.reference, _SOURCE, error.hint)
        return replace(assessment, dossier=replace(assessment.dossier, installed=evidence))

    async def _check(
        self, road: Road, file: File, assessment: Assessment, copies: Sequence[tuple[InstalledTree, Copy]]
    ) -> Evidence[InstalledCheck]:
        sha256 = _sha256(assessment)
        artifact = self.lists.get(sha256)
        if artifact is None:
            artifact = self.lists[sha256] = await road.list_files(file, sha256)
        if artifact.gap is not None:
            return Unknown(artifact.gap, Reference.ARCHIVE_INVALID, _SOURCE)
        found = [
            await asyncio.to_thread(compare, self.files, copy, artifact, tree.ecosystem)
            for tree, copy in copies
        ]
        checks = [check for check in found if isinstance(check, InstalledCheck)]
        if not checks:
            return next(check for check in found if isinstance(check, NotAsked))
        return Known(_together(checks), _SOURCE)

    async def unowned(self, road: Road, waivers: Sequence[Waiver]) -> UnownedCode:
        """Judge the installed code that belongs to no package. Raises StoreError if the local store cannot be read or written."""
        trees = self.trees.values()
        return await judge_unowned(road, self.files, trees, lists=self.lists.values(), waivers=waivers)

    def settled(self, road: Road, assessment: Assessment, others: Others) -> Assessment:
        """Determine the verdict of a compared artifact again, after all artifacts were compared."""
        evidence = assessment.dossier.installed
        if isinstance(evidence, Known):
            check = others.explain(evidence.value, self.lists[_sha256(assessment)])
            return road.with_installed(assessment, Known(check, evidence.source))
        return assessment

    def others(self, assessments: Iterable[Assessment]) -> Others:
        """Return the differences that the files of other artifacts explain."""
        checks = [a.dossier.installed.value for a in assessments if isinstance(a.dossier.installed, Known)]
        return Others.of(self.lists.values(), checks)


def _sha256(assessment: Assessment) -> str:
    return next(digest.hex for digest in assessment.digests if digest.algorithm == "sha256")


def _together(checks: Sequence[InstalledCheck]) -> InstalledCheck:
    explained: Counter[str] = Counter()
    for check in checks:
        explained.update(check.explained)
    return InstalledCheck(
        places=tuple(place for check in checks for place in check.places),
        same=sum(check.same for check in checks),
        differences=tuple(difference for check in checks for difference in check.differences),
        explained=dict(explained),
        instead=next((check.instead for check in checks if check.instead), ""),
    )
