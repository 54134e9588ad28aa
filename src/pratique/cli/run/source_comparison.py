"""Creates the comparison of artifacts with their source: workers, allowed git hosts and attestations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pratique.analysis.pool import Pool, WorkerLimits
from pratique.cli.run.session import Session
from pratique.config import Settings
from pratique.core.assessment import Assessment
from pratique.core.evidence import Evidence, Known, Unknown
from pratique.core.release import Artifact, Listing, Release
from pratique.core.source import SourceReport
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError, UsageError
from pratique.history.source.reading import Asked
from pratique.intake.evidence import compare_bytes
from pratique.intake.history.provenance import ProvenanceQuestions, Trust
from pratique.intake.history.source.evidence import answer_of, with_source, with_surroundings
from pratique.intake.history.source.job import PROGRAM
from pratique.intake.history.source.questions import Shipped, SourceQuestions
from pratique.intake.history.source.work import Claimed, Named, Reach
from pratique.intake.question import File, Question

_WALL = 8.0
"""The elapsed-time limit of a job, as a multiple of its CPU time limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """Compares artifacts with their source repositories."""

    ask: SourceQuestions
    session: Session
    provenance: ProvenanceQuestions

    async def shipped(self, question: Question, file: File) -> Shipped:
        """Return an artifact with its bytes and its listing data.

        Raise RegistryError if a download fails, and StoreError if the database is unusable.
        """
        held = await self.session.road.source.hold(file)
        wrong = compare_bytes(held.digests, file.expected).mismatches
        if wrong:
            hint = (
                "do not use the downloaded files; download them again, and compare them with another source"
            )
            raise RegistryError(Reference.INTEGRITY_MISMATCH, f"{file.filename}: {wrong[0]}", hint=hint)
        listing = question.listing.value if isinstance(question.listing, Known) else None
        release, artifact = _listed(listing, file)
        claimed, unattested = Claimed(), ""
        if listing is not None and release is not None:
            claimed = Claimed(built=release.commit)
            if artifact is not None:
                built, unattested = await self.provenance.built(listing, release, artifact)
                claimed = Claimed(built=release.commit, attested=built)
        published = (artifact.published if artifact else None) or (release.published if release else None)
        asked = Asked(
            ref=file.ref,
            ecosystem=file.ecosystem,
            filename=file.filename,
            kind=file.kind,
            published=published,
        )
        return Shipped(
            asked=asked,
            load=held.load,
            size_bytes=held.size_bytes,
            claimed=claimed,
            unattested=unattested,
            repository=release.repository if release else None,
        )

    async def before(self, question: Question) -> tuple[Shipped | None, str]:
        """Return the baseline of an artifact, or the reason why there is no baseline.

        The baseline shows the usual differences between the package and its source.
        """
        if question.baseline is None:
            return None, question.baseline_why
        try:
            return await self.shipped(question, question.baseline), ""
        except (RegistryError, ParseError) as error:
            return (
                None,
                f"{question.baseline.ref or question.baseline.filename} could not be downloaded: {error.message}",
            )

    async def assess(self, question: Question) -> Assessment:
        """Check an artifact, and compare the artifact with its repository.

        Raise UsageError for an invalid path, and StoreError if the database is unusable.
        """
        answer = await self._answer(question)
        assessment = await self.session.road.assess(with_surroundings(question, answer))
        return with_source(assessment, answer)

    async def _answer(self, question: Question) -> Evidence[SourceReport]:
        try:
            shipped = await self.shipped(question, question.file)
            before, why = await self.before(question)
            return answer_of(await self.ask.report(shipped, before, Named(), earlier_why=why))
        except (StoreError, UsageError):
            raise
        except PratiqueError as error:
            return Unknown(error.message, error.reference, "the repository", error.hint)


@asynccontextmanager
async def open_source_questions(
    settings: Settings, session: Session, *, repository: str | None, trust: Trust
) -> AsyncIterator[Comparing]:
    """Yield an object that compares artifacts with their sources.

    The workers of this object are started when needed and stopped at the end.
    """
    run = settings.run
    limits = WorkerLimits(cpu_s=run.timeout_s, wall_s=run.timeout_s * _WALL)
    async with Pool(1, limits=limits, program=PROGRAM) as pool:
        reach = Reach(
            hosts=settings.check.git_hosts,
            offline=run.offline,
            most_bytes=run.max_artifact_mb * 1024 * 1024,
        )
        yield Comparing(
            ask=SourceQuestions(pool=pool, reach=reach, repository=repository),
            session=session,
            provenance=ProvenanceQuestions(
                registry=session.questions.registry,
                upstreams=session.upstreams,
                platform=session.platform,
                trust=trust,
            ),
        )


def _listed(listing: Listing | None, file: File) -> tuple[Release | None, Artifact | None]:
    """Return the release and the artifact of a file in the listing."""
    if listing is None or file.ref is None:
        return None, None
    release = ECOSYSTEMS[file.ref.package.ecosystem].resolve(listing, file.ref.version)
    artifacts = release.artifacts if release is not None else ()
    return release, next((one for one in artifacts if one.filename == file.filename), None)
