"""Defines the pipeline for one artifact: it collects the evidence, inspects the bytes, decides the verdict and stores it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from pratique.analysis.inspection import RULESET
from pratique.analysis.job import Done, Job, Part
from pratique.analysis.pool import Pool
from pratique.analysis.rules import BYTE_RULES, INSTALLED_RULES
from pratique.analysis.rules.changed_bytes import Bytes
from pratique.archive import DEFAULT_LIMITS, Limits
from pratique.core.assessment import Assessment
from pratique.core.comparison import Comparison
from pratique.core.evidence import ByteCheck, Dossier, Evidence, Known, NotAsked, Unknown
from pratique.core.finding import Family, Finding, Inspection, Unread
from pratique.core.installed import FileList, InstalledCheck
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action, Policy
from pratique.core.reading import Trouble
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Stage, Standing, Verdict, decide
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError
from pratique.intake.evidence import compare_bytes, published
from pratique.intake.fixes.fix_sets import Fixes
from pratique.intake.gate_verdicts import GateVerdicts
from pratique.intake.history.evidence import past_of
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.known_bad.containment import is_advised, with_advice
from pratique.intake.known_bad.memory import Memory
from pratique.intake.known_bad.records import Records
from pratique.intake.precedents import precedents
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.source import Held, Source
from pratique.intake.waivers import of_bytes
from pratique.store.interface import Store
from pratique.store.record import AllowedBytes, InspectionKey, Met, Origin, Seen

NOT_READ = {
    Family.REVIEWS: "this version of Pratique does not read reviews",
}
"""Checks that this version of Pratique does not make. Every result lists the checks that were not made."""


@dataclass(frozen=True, slots=True)
class _Looked:
    held: Held | Seen | None
    inspection: Evidence[Inspection]
    cached: bool = False
    borrowed: bool = False
    """Whether the inspection comes from an unverified bundle."""

    @property
    def held_digests(self) -> tuple[Digest, ...]:
        """Return the digests of the bytes; empty if there are no bytes."""
        return self.held.digests if self.held else ()

    @property
    def judged(self) -> bool:
        """Return True if the bytes were read, even if their inspection failed."""
        return self.held is not None and not isinstance(self.inspection, NotAsked)


@dataclass(frozen=True, kw_only=True)
class Road:
    """The judging pipeline for artifacts, with all its inputs."""

    source: Source
    store: Store
    pool: Pool
    policy: Policy
    now: Callable[[], datetime]
    warnings: Warnings = NO_WARNINGS
    memory: Memory | None = None
    """The blocks and denials in the local store; None to ignore them."""
    limits: Limits = DEFAULT_LIMITS
    remembers: bool = True
    """Whether stored inspections may be used."""
    fixes: Fixes | None = None
    """Checks whether an artifact in cooldown is part of a fix set; None to allow no artifact before the end of its cooldown."""
    borrows: bool = True
    """Whether inspections from an unverified bundle may block or hold an artifact before it is downloaded."""
    shared: GateVerdicts | None = None
    """A gate that is queried for inspections that are not stored locally; None if the operator specified none."""
    in_use: Callable[[ReleaseRef, tuple[Digest, ...]], bool] = lambda _ref, _digests: False
    """Returns True if the project already uses bytes of a release, or if a lockfile contained them before the
    change.
    """
    as_of: datetime | None = None
    """A past time for which the verdict is determined.

    With a past time, the existing records in the local store are ignored. New records still get the real time.
    """

    async def assess(self, question: Question) -> Assessment:
        """Judge one artifact. Failures of registries and analysis become evidence.

        Raises only StoreError, if the local store cannot be read or written.
        """
        if self.fixes is not None:
            self.fixes.note(self, question)
        looked = (
            _gone(question)
            or await self._remembered(question)
            or self._borrowed(question)
            or await self._look(question)
        )
        now = self.now()
        first = self._first(question.file, looked.held, now)
        dossier = await self._with_advice(self._dossier(question, looked, first, now), question)
        verdict = self.verdict(dossier, question.standing, now)
        if self._may_be_ordinary(dossier, verdict, question.standing, now):
            dossier = replace(dossier, precedents=await self._precedents(question, looked.inspection))
            verdict = self.verdict(dossier, question.standing, now)
        if self.fixes is not None and self.as_of is None and _waits(verdict):
            dossier = replace(dossier, fix=await self.fixes.about(self, question))
            verdict = self.verdict(dossier, question.standing, now)
        trouble = looked.inspection if isinstance(looked.inspection, Unknown) else None
        assessment = Assessment(
            dossier=dossier,
            verdict=verdict,
            standing=question.standing,
            cached=looked.cached,
            digests=looked.held_digests,
            byte_findings=_byte_findings(question.file, dossier),
            error=Trouble(trouble.reference, trouble.why, trouble.hint) if trouble else None,
        )
        if self.memory is not None and self.as_of is None and not question.unreleased:
            self.memory.note(assessment, now)
        return assessment

    async def before_inspection(self, question: Question) -> Assessment | None:
        """Judge an artifact by its name, version and bytes, before its inspection ends; None if `assess` must judge it.

        Return an assessment only if the bytes match all expected digests, the records of malicious releases cover the
        artifact, no record reports its name, version or digest, nothing else stops it, and no inspection is stored.
        Raises only StoreError, if the local store cannot be read or written.
        """
        if not self._covers(question) or self.records.known(question):
            return None
        try:
            held = await self.source.hold(question.file)
        except StoreError:
            raise
        except PratiqueError:
            return None
        if self._recall(self._key(question.file, held, None)) is not None:
            return None
        now = self.now()
        looked = _Looked(held, NotAsked("the gate served the artifact before its inspection ended"))
        first = self._first(question.file, held, now)
        dossier = replace(self._dossier(question, looked, first, now), before_inspection=True)
        verdict = self.verdict(dossier, question.standing, now)
        if verdict.action is not Action.ALLOW or not _is_unreported(dossier):
            return None
        return Assessment(
            dossier=dossier, verdict=verdict, standing=question.standing, digests=looked.held_digests
        )

    def are_inspected(self, ref: ReleaseRef, sha256s: Collection[str]) -> bool:
        """Return True if any of these bytes of a release were inspected without a baseline by the current rules."""
        keys = [self._key_of(sha256, ref.package.purl) for sha256 in sha256s]
        return bool(self.store.inspections.get_many(keys))

    def _covers(self, question: Question) -> bool:
        """Return True if the records of malicious releases cover an artifact.

        The records do not list private packages.
        """
        return question.private or isinstance(self.warnings.about(question, self.now()).evidence, Known)

    def _may_be_ordinary(self, dossier: Dossier, verdict: Verdict, standing: Standing, now: datetime) -> bool:
        if dossier.borrowed or verdict.kind is not HoldKind.REVIEW:
            return False
        without = self.verdict(replace(dossier, precedents=("it",)), standing, now)
        return without.kind is not HoldKind.REVIEW

    async def _precedents(self, question: Question, inspection: Evidence[Inspection]) -> tuple[str, ...]:
        assert isinstance(inspection, Known)
        return await precedents(
            question,
            inspection.value,
            now=self.as_of or self.now(),
            in_use=self._is_used,
            inspect=self.inspect,
        )

    def _is_used(self, file: File) -> bool:
        seen = self.source.recall(file)
        if seen is None or file.ref is None:
            return False
        entry = AllowedBytes(seen.sha256, file.ref.purl)
        return bool(self.store.allowed.contains_many([entry])) or self.in_use(file.ref, seen.digests)

    @property
    def records(self) -> Records:
        """Return all local records of malicious artifacts."""
        return Records(policy=self.policy, warnings=self.warnings, memory=self.memory, now=self.now)

    async def _with_advice(self, dossier: Dossier, question: Question) -> Dossier:
        ref = dossier.ref
        if ref is None or not is_advised(dossier.known_bad):
            return dossier
        listing = question.listing.value if isinstance(question.listing, Known) else None
        if listing is None:
            try:
                listing = await self.source.registry.kept_listing(ref.package)
            except StoreError:
                raise
            except PratiqueError:
                listing = None  # advice does without
        bad = with_advice(
            dossier.known_bad,
            listing,
            dossier.inspection.value if isinstance(dossier.inspection, Known) else None,
            ref=ref,
            policy=self.policy,
            malicious=self.warnings.malicious,
        )
        return replace(dossier, known_bad=bad)

    async def inspect(self, question: Question) -> Evidence[Inspection]:
        """Return the stored or new inspection of an artifact, without a verdict. Raises only StoreError, if the store fails."""
        return (await self._remembered(question) or await self._look(question)).inspection

    def without_fixes(self) -> Self:
        """Return a copy of this pipeline that makes no exceptions for fix sets."""
        return replace(self, fixes=None)

    async def compare(
        self, file: File, before: File, *, patches: bool
    ) -> tuple[Comparison, tuple[Unread, ...]]:
        """Compare two artifacts; return the changes and the files that could not be read.

        Raises RegistryError if bytes are unavailable or differ from the expected digests, AnalysisError if the analysis fails, and
        StoreError if the store fails.
        """
        held, earlier = await self._sound(file), await self._sound(before)
        job = replace(self._job(file, held, before, earlier), compare=True, patches=patches)
        done = await self._run(job, held, earlier)
        assert done.comparison is not None
        # An inspection tells what was not read of its artifact, and nothing of its baseline.
        alone = await self._run(self._job(before, earlier, None, None), earlier, None)
        gaps = (*alone.inspection.unread, *done.inspection.unread)
        return done.comparison, tuple(dict.fromkeys(gap for gap in gaps if gap.reached))

    async def load(self, file: File) -> bytes:
        """Return the bytes of an artifact.

        Raises RegistryError if the bytes are unavailable or differ from the expected digests, and StoreError if the local store
        fails.
        """
        return (await self._sound(file)).load()

    async def list_files(self, file: File, sha256: str) -> FileList:
        """List the files of a judged artifact, whose bytes must be unchanged.

        Raises RegistryError if the bytes are unavailable, AnalysisError if the analysis fails, and StoreError if the store fails.
        """
        held = await self.source.hold(file)
        if held.sha256 != sha256:
            hint = "run again; if the error persists, the registry serves different bytes for each request"
            message = f"{file.filename}: the downloaded bytes differ from the judged bytes"
            raise RegistryError(Reference.INTEGRITY_MISMATCH, message, hint=hint)
        return await self._list(file, held)

    async def listed(self, file: File) -> FileList:
        """List the files of an artifact whose bytes have the expected digests.

        Raises RegistryError if the bytes are unavailable or differ from the expected digests, AnalysisError if the analysis fails,
        and StoreError if the store fails.
        """
        return await self._list(file, await self._sound(file))

    async def shipped(self, file: File) -> frozenset[str]:
        """Return the SHA-256 of each file in an artifact.

        Raises RegistryError if the bytes are unavailable, AnalysisError if the analysis fails, and StoreError if the store fails.
        """
        listed = await self._list(file, await self._sound(file))
        return frozenset(one.sha256 for one in listed.files.values())

    async def _list(self, file: File, held: Held) -> FileList:
        # What is too large to be read for its code can still be compared: a program of 100 MB is no rarity.
        limits = replace(self.limits, max_file_bytes=self.limits.max_unpacked_bytes)
        job = replace(self._job(file, held, None, None), limits=limits)
        sent = [held] if held.path is None else []
        return await self.pool.file_list(
            job, lambda: [part.load() for part in sent], size_bytes=held.size_bytes
        )

    def with_installed(self, assessment: Assessment, check: Known[InstalledCheck]) -> Assessment:
        """Determine the verdict of an artifact again after the artifact was compared with its installed copies."""
        dossier = replace(assessment.dossier, installed=check)
        found = tuple(finding for rule in INSTALLED_RULES for finding in rule.check(check.value))
        return replace(
            assessment,
            dossier=dossier,
            verdict=self.verdict(dossier, assessment.standing, self.now()),
            byte_findings=(*assessment.byte_findings, *found),
        )

    def verdict(self, dossier: Dossier, standing: Standing, now: datetime) -> Verdict:
        """Return the verdict on an artifact."""
        return decide(self.policy, dossier, stage=Stage.ARTIFACT, standing=standing, now=self.as_of or now)

    async def _remembered(self, question: Question) -> _Looked | None:
        if not self.remembers or question.file.data is not None:
            return None
        seen = self.source.recall(question.file)
        earlier = self.source.recall(question.baseline) if question.baseline else None
        if seen is None or (question.baseline is not None and earlier is None):
            return None
        return await self._recalled(seen, self._key(question.file, seen, earlier))

    async def _recalled(self, held: Held | Seen, key: InspectionKey) -> _Looked | None:
        known = self._recall(key)
        if known is not None:
            return _Looked(held, Known(known, "inspection"), cached=True)
        told = None if self.shared is None else await self.shared.get(key)
        return None if told is None else _Looked(held, Known(told, "inspection"))

    def _borrowed(self, question: Question) -> _Looked | None:
        file, baseline = question.file, question.baseline
        if not (self.remembers and self.borrows) or file.data is not None:
            return None
        seen = self.source.recall(file, anyone=True)
        earlier = self.source.recall(baseline, anyone=True) if baseline else None
        if seen is None or (baseline is not None and earlier is None):
            return None
        key = self._key(file, seen, earlier)
        found = self.store.inspections.of_others([key]).get(key) or self._recall(key)
        if found is None:
            return None
        looked = _Looked(seen, Known(found, "a bundle"), cached=True, borrowed=True)
        now = self.now()
        verdict = self.verdict(self._dossier(question, looked, None, now), question.standing, now)
        return looked if any(reason.code is ReasonCode.FINDING for reason in verdict.reasons) else None

    async def _look(self, question: Question) -> _Looked:
        try:
            held = await self.source.hold(question.file)
        except StoreError:
            raise
        except PratiqueError as error:
            return _Looked(None, Unknown(error.message, error.reference, "registry", error.hint))
        try:
            return await self._inspect(question, held)
        except StoreError:
            raise
        except PratiqueError as error:
            return _Looked(held, Unknown(error.message, error.reference, "inspection", error.hint))

    async def _inspect(self, question: Question, held: Held) -> _Looked:
        earlier = await self._earlier(question.baseline) if question.baseline else None
        key = self._key(question.file, held, earlier)
        known = await self._recalled(held, key) if self.remembers else None
        if known is not None:
            return known
        job = self._job(question.file, held, question.baseline, earlier)
        inspection = (await self._run(job, held, earlier)).inspection
        if not inspection.transient and not inspection.failed:
            self.store.inspections.put(key, inspection, at=self.now())
        return _Looked(held, Known(inspection, "inspection"))

    async def _earlier(self, baseline: File) -> Held:
        try:
            return await self._sound(baseline)
        except RegistryError as error:
            message = (
                f"the baseline {baseline.ref or baseline.filename} could not be fetched: {error.message}"
            )
            hint = f"{error.hint}; --no-baseline judges without one"
            raise RegistryError(error.reference, message, hint=hint) from error

    async def _sound(self, file: File) -> Held:
        held = await self.source.hold(file)
        first = self._first(file, held, self.now())
        wrong = compare_bytes(held.digests, _parties(file, first)).mismatches
        if wrong:
            hint = "do not use these bytes; fetch them again, then compare with another source"
            raise RegistryError(Reference.INTEGRITY_MISMATCH, f"{file.filename}: {wrong[0]}", hint=hint)
        return held

    async def _run(self, job: Job, held: Held, earlier: Held | None) -> Done:
        parts = (held, earlier) if earlier else (held,)
        size_bytes = sum(part.size_bytes for part in parts)
        # What lies on disk is read by the worker itself.
        sent = [part for part in parts if part.path is None]
        done = await self.pool.run(job, lambda: [part.load() for part in sent], size_bytes=size_bytes)
        self.store.facts.put_many(done.fresh, at=self.now())
        return done

    def _job(self, file: File, held: Held, before: File | None, earlier: Held | None) -> Job:
        return Job(
            artifact=_part(file, held),
            baseline=_part(before, earlier) if before and earlier else None,
            limits=self.limits,
        )

    def _key(self, file: File, held: Held | Seen, earlier: Held | Seen | None) -> InspectionKey:
        package = file.ref.package.purl if file.ref and file.place is None else ""
        return self._key_of(held.sha256, package, earlier.sha256 if earlier else "")

    def _key_of(self, sha256: str, package: str, baseline: str = "") -> InspectionKey:
        return InspectionKey(
            artifact=sha256,
            baseline=baseline,
            package=package,
            ruleset=RULESET,
            limits=self.limits.key,
        )

    def _recall(self, key: InspectionKey) -> Inspection | None:
        return self.store.inspections.get_many([key]).get(key)

    def _first(self, file: File, held: Held | Seen | None, now: datetime) -> Met | None:
        """Return the recorded bytes of this file name, and record the present bytes if they are new.

        Bytes that contradict the lockfile or the listing are not recorded. If contradicting bytes were recorded, the correct bytes
        would later differ from the record.
        """
        if held is None or file.ref is None or file.place is not None:
            return None
        met = self.store.artifacts.met(file.ref.purl, file.filename, registry=file.registry)
        first = met.here
        disowned = compare_bytes(held.digests, file.expected).mismatches
        if not disowned and (first is None or first.sha256 != held.sha256):
            self.store.artifacts.remember([_seen(file, file.ref.purl, held, now)])
        return met

    def _dossier(self, question: Question, looked: _Looked, met: Met | None, now: datetime) -> Dossier:
        ref = question.file.ref
        first = met.here if met else None
        advised = self.warnings.about(question, now)
        promised = [digest for party in question.file.expected for digest in party.digests]
        digests = looked.held.digests if looked.held else promised
        past = past_of(question, self.as_of or now, looked.inspection)
        return Dossier(
            ref=ref,
            filename=question.file.filename,
            bytes_=_check(question.file, looked, met),
            inspection=looked.inspection,
            published=NotAsked("the bytes of the artifact are unavailable")
            if question.gone
            else published(ref, question.listed, question.listing),
            first_seen=first.first_seen if first and self.as_of is None else self.as_of or now,
            known_bad=self.records.of(question, advised, digests, judged=looked.judged),
            signals=past.signals,
            signals_untold=past.untold,
            borrowed=looked.borrowed,
            advisories=advised.evidence,
            private=question.private,
            left_registry=question.left_registry,
            baseline=question.baseline.ref if question.baseline else None,
            baseline_file=question.baseline.filename
            if question.baseline and not question.baseline.ref
            else "",
            baseline_why=question.baseline_why,
            others=NOT_READ,
            waivers=of_bytes(question.waivers, looked.held_digests),
        )


def _gone(question: Question) -> _Looked | None:
    gone = question.gone
    if gone is None:
        return None
    return _Looked(None, Unknown(gone.message, gone.reference, "registry", gone.hint))


def _is_unreported(dossier: Dossier) -> bool:
    """Return True if no record and no registry reports an artifact as malicious, not even one that an approval overrules."""
    bad = dossier.known_bad
    return not isinstance(bad, Unknown) and not (isinstance(bad, Known) and bad.value)


def _waits(verdict: Verdict) -> bool:
    return verdict.action is Action.HOLD and verdict.kind is HoldKind.WAIT


def _check(file: File, looked: _Looked, met: Met | None) -> Evidence[ByteCheck]:
    if looked.held is None:
        assert isinstance(looked.inspection, Unknown)
        return looked.inspection
    return Known(compare_bytes(looked.held.digests, _parties(file, met)), "bytes")


def _parties(file: File, met: Met | None) -> tuple[Expected, ...]:
    return (*file.expected, *(Expected(Party.MEMORY, seen.digests) for seen in (met.all if met else ())))


def _byte_findings(file: File, dossier: Dossier) -> tuple[Finding, ...]:
    if not isinstance(dossier.bytes_, Known):
        return ()
    about = Bytes(file.filename, dossier.bytes_.value)
    return tuple(finding for rule in BYTE_RULES for finding in rule.check(about))


def _part(file: File, held: Held) -> Part:
    # What lies in the repository may go by any name that the project gives it.
    ref = file.ref if file.place is None else None
    return Part(
        ecosystem=file.ecosystem,
        ref=ref,
        filename=file.filename,
        kind=file.kind,
        sha256=held.sha256,
        stored=str(held.path or ""),
    )


def _seen(file: File, purl: str, held: Held | Seen, at: datetime) -> Seen:
    named = {digest.algorithm: digest.hex for digest in held.digests}
    return Seen(
        purl=purl,
        filename=file.filename,
        sha256=named["sha256"],
        sha512=named["sha512"],
        sha1=named["sha1"],
        size_bytes=held.size_bytes,
        first_seen=at,
        registry=file.registry,
        origin=held.origin if isinstance(held, Seen) else Origin.HERE,
    )
