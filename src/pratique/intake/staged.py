"""Judges staged releases as published ones are judged, with the last release of the dist-tag as the baseline."""

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from pratique.analysis.rules import STAGED_RULES
from pratique.analysis.rules.staged_record_differs import StagedManifest
from pratique.core.assessment import Assessment, Target
from pratique.core.evidence import Known, NotAsked
from pratique.core.reading import Trouble
from pratique.core.release import Artifact, ArtifactKind, Listing
from pratique.core.staged import StagedRelease, StageRecord
from pratique.core.verdict import Standing
from pratique.ecosystems.npm.staged import tarball_filename, tarball_url
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.questions import Questions, Wish
from pratique.intake.road import Road
from pratique.intake.waivers import matching
from pratique.net.registries.upstreams import Upstream

UNLISTED = "the release is staged, so the registry's listing does not contain it yet"
"""The reason for the checks that need the listing of a release: a staged release has no age and no history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedReleases:
    """Judges staged releases."""

    road: Road
    questions: Questions
    default: Upstream
    """The registry that npm uses without an option."""

    async def judge(
        self,
        record: StageRecord,
        upstream: Upstream,
        *,
        wish: Wish,
        assess: Callable[[Question], Awaitable[Assessment]],
    ) -> Target:
        """Judge a staged release with the function `assess`, and compare it with its baseline.

        All errors except StoreError are returned as part of the result.
        """
        name = str(record.ref)
        staged = StagedRelease(record=record, registry_option=self._option(upstream))
        try:
            listing = await self._listing(record, upstream)
            question = await self._question(record, upstream, listing, wish)
        except StoreError:
            raise
        except PratiqueError as error:
            return Target(name=name, ref=record.ref, staged=staged, error=_trouble(error))
        assessment = await assess(question)
        try:
            assessment = await self._with_record(record, question, assessment)
        except StoreError:
            raise
        except PratiqueError as error:
            return Target(
                name=name, ref=record.ref, assessments=(assessment,), staged=staged, error=_trouble(error)
            )
        staged = _with_baseline(staged, question, listing)
        staged, trouble = await self._with_delta(staged, question, assessment)
        return Target(name=name, ref=record.ref, assessments=(assessment,), staged=staged, error=trouble)

    async def _with_record(
        self, record: StageRecord, question: Question, assessment: Assessment
    ) -> Assessment:
        """Add the findings about the release that the staged package.json names, and decide again.

        Raises the errors of `Road.listed`.
        """
        inspection, checked = assessment.dossier.inspection, assessment.dossier.bytes_
        if not isinstance(inspection, Known) or not isinstance(checked, Known) or checked.value.mismatches:
            return assessment
        listed = await self.road.listed(_as_judged(question.file, assessment))
        named = StagedManifest(record.ref, listed.name, listed.version)
        found = tuple(finding for rule in STAGED_RULES for finding in rule.check(named))
        if not found:
            return assessment
        with_record = replace(inspection.value, findings=(*inspection.value.findings, *found))
        dossier = replace(assessment.dossier, inspection=replace(inspection, value=with_record))
        verdict = self.road.verdict(dossier, question.standing, self.road.now())
        return replace(assessment, dossier=dossier, verdict=verdict)

    def _option(self, upstream: Upstream) -> str:
        return "" if upstream.url == self.default.url else shlex.quote(f"--registry={upstream.url}")

    async def _listing(self, record: StageRecord, upstream: Upstream) -> Listing:
        """Return the listing of the package, which is empty for a package without any release."""
        package = record.ref.package
        try:
            return await self.questions.registry.listing(package, registry=upstream.url)
        except RegistryError as error:
            if error.reference is not Reference.REGISTRY_NOT_FOUND:
                raise
        return Listing(package=package, registry=upstream.url, releases={})

    async def _question(
        self, record: StageRecord, upstream: Upstream, listing: Listing, wish: Wish
    ) -> Question:
        url = tarball_url(upstream.url, record.id)
        filename = tarball_filename(record)
        expected = (Expected(Party.STAGE, record.digests),) if record.digests else ()
        file = File(
            ref=record.ref,
            ecosystem=record.ref.package.ecosystem,
            filename=filename,
            kind=ArtifactKind.NPM_TARBALL,
            urls=(url,),
            upstream=upstream,
            expected=expected,
        )
        listed = Artifact(filename=filename, url=url, kind=file.kind, digests=record.digests)
        question = Question(
            file=file,
            standing=Standing.NEW,
            listing=NotAsked(UNLISTED),
            listed=listed,
            unreleased=True,
            waivers=matching(self.road.policy.waivers, record.ref),
        )
        tagged, why = self._tagged(record, listing, question, wish)
        question = await self.questions.with_baseline(question, listing, tagged)
        return replace(question, baseline_why=why) if why and question.baseline is not None else question

    def _tagged(
        self, record: StageRecord, listing: Listing, question: Question, wish: Wish
    ) -> tuple[Wish, str]:
        """Return the wish for the baseline: the user's, or the release that has the dist-tag now, if it can be used."""
        if wish != Wish() or record.tag is None:
            return wish, ""
        release = listing.releases.get(listing.tags.get(record.tag, ""))
        if release is None or release.ref == record.ref or release.yanked:
            return wish, ""
        if release.ref.version in self.questions.unusable(question, listing):
            return wish, ""
        return Wish(ref=release.ref), f"the last release with the dist-tag {record.tag}"

    async def _with_delta(
        self, staged: StagedRelease, question: Question, assessment: Assessment
    ) -> tuple[StagedRelease, Trouble | None]:
        """Add the changes since the baseline, or the reason why there are none."""
        if question.baseline is None:
            return replace(staged, delta_why=question.baseline_why or "there is no baseline"), None
        if not assessment.digests:
            return replace(staged, delta_why="the bytes are unavailable"), None
        checked = assessment.dossier.bytes_
        if isinstance(checked, Known) and checked.value.mismatches:
            return replace(staged, delta_why="the bytes differ from their expected digest"), None
        file = _as_judged(question.file, assessment)
        try:
            delta, unread = await self.road.compare(file, question.baseline, patches=False)
        except StoreError:
            raise
        except PratiqueError as error:
            return replace(staged, delta_why=error.message), _trouble(error)
        return replace(staged, delta=delta, delta_unread=unread), None


def _as_judged(file: File, assessment: Assessment) -> File:
    """Return the file with the digests of the judged bytes, so that what is read is what was judged."""
    strong = tuple(digest for digest in assessment.digests if digest.strong)
    return replace(file, expected=(*file.expected, Expected(Party.MEMORY, strong)))


def _with_baseline(staged: StagedRelease, question: Question, listing: Listing) -> StagedRelease:
    """Add the baseline, with what the listing of the package states about its publication."""
    staged = replace(staged, baseline_why=question.baseline_why)
    if question.baseline is None:
        return staged
    ref = question.baseline.ref
    release = (
        listing.releases.get(ref.version) if ref is not None and ref.package == listing.package else None
    )
    return replace(
        staged,
        baseline=ref,
        baseline_file="" if ref is not None else question.baseline.filename,
        baseline_publisher=release.publisher.name if release and release.publisher else None,
        baseline_trusted_publisher=release.trusted_publisher if release else None,
        baseline_provenance=release.provenance if release else None,
    )


def _trouble(error: PratiqueError) -> Trouble:
    return Trouble(error.reference, error.message, error.hint)
