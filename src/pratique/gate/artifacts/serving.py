"""Serves artifacts, and sends exactly the judged bytes.

Each artifact is judged once for the current policy and advisories. For each request, the gate makes a new decision
from this judgement.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from pratique.core.assessment import Assessment
from pratique.core.decision import Client, Decision, Ground
from pratique.core.evidence import PINNED_NEEDS_NONE, Evidence, Known, Unknown
from pratique.core.names import ReleaseRef
from pratique.core.policy import WHATEVER_HOLDS, Action
from pratique.core.reason import ReasonCode
from pratique.core.release import Listing
from pratique.core.verdict import HoldKind, Standing, Verdict
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.artifacts.adopted import Adopted, is_as_promised
from pratique.gate.artifacts.byte_cache import Recent
from pratique.gate.artifacts.digest_mismatch import NOBODY
from pratique.gate.artifacts.first_use import FirstUse
from pratique.gate.decision.coverage import unasked
from pratique.gate.decision.fix_sets import sets_known
from pratique.gate.decision.judged_artifact import Judged, use_of
from pratique.gate.decision.listing_decision import REMOVED
from pratique.gate.decision.observe_mode import enforced, observed
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import RETRY_AFTER_S, Way, failed, one_line, refuse
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.decision_log import Ledger
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.protocols.interface import Answer, ArtifactWanted, Face, Large
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.questions import Questions, Wish
from pratique.intake.waivers import matching
from pratique.net.registries.single_flight import Flights
from pratique.net.registries.upstreams import Upstreams
from pratique.store.folder.large_file import Pieces
from pratique.store.interface import Store
from pratique.store.record import FileName, Seen

_LOG = logging.getLogger(__name__)
_MOST_JUDGED = 20_000
IN_PIECES_BYTES = 1 << 20
"""Files above this size are sent in pieces, because a slow client would otherwise keep a whole file in memory."""
NOTE_HEADER = "Pratique-Note"
_MOST_NOTE = 1_000
_MISSING = frozenset({Reference.VERSION_NOT_FOUND, Reference.REGISTRY_NOT_FOUND, Reference.NO_ARTIFACT})
"""The registry errors that mean that a file does not exist."""
_UNINSPECTED = frozenset({ReasonCode.SERVED_BEFORE_INSPECTION, ReasonCode.NOT_INSPECTED})
"""The reasons that report an uninspected file. A decision contains these reasons even if they do not stop the file."""
_NO_ANSWER = frozenset(
    {
        ReasonCode.NO_BYTES,
        ReasonCode.TOO_LARGE,
        ReasonCode.NOT_INSPECTED,
        ReasonCode.ADVISORIES_UNAVAILABLE,
    }
)
"""The reasons that result from unavailable data. A judgement that is based on unavailable data is not cached."""


@dataclass(kw_only=True)
class Artifacts:
    """Handles requests for files. If an error occurs, the client receives an explanation, never the file."""

    law: Law
    questions: Questions
    upstreams: Upstreams
    store: Store
    listings: Listings
    ledger: Ledger
    contact: str
    wait_s: float = 45.0
    """The longest time that any caller waits for a judgement, in seconds."""
    evidence_for: timedelta = timedelta(hours=1)
    """The time after which the evidence from the registry is fetched again.

    For bytes with an unexpected digest, this time is `CHANGED_FOR`.
    """
    metrics: Metrics = field(default_factory=Metrics)
    refused: Callable[[Decision], None] = lambda _: None
    """A callback that receives the decision about each refused file."""
    serves_adopted_first: bool = False
    """Whether adopted files are served before their inspection ends."""
    asked_at: datetime | None = None
    """When a client last requested a file."""
    _judged: OrderedDict[tuple[str, str], Judged] = field(default_factory=OrderedDict)
    recent: Recent = field(default_factory=Recent)
    _flights: Flights[tuple[str, str, str], Judged] = field(init=False)
    adopted: Adopted = field(init=False)
    first_use: FirstUse = field(init=False)

    def __post_init__(self) -> None:
        self.adopted = Adopted(law=self.law, upstreams=self.upstreams, store=self.store)
        self._flights = Flights("a judgement", self.metrics.lost)
        self.first_use = FirstUse(
            law=self.law,
            listings=self.listings,
            store=self.store,
            question=self._first_question,
            still_holds=self._still_holds,
            lost=self.metrics.lost,
            enabled=self.serves_adopted_first,
        )

    async def answer(self, face: Face, wanted: ArtifactWanted, client: Client) -> Answer:
        """Judge a file and return the response. The decision is stored before the response is sent."""
        ref = wanted.package.at(wanted.version)
        self.asked_at = self.law.now()
        try:
            judged = await self._judgement(ref, wanted, early=True)
            if judged is None:
                return self._later(ref)
            return await self._decide(face, judged, client)
        except StoreError as error:
            _LOG.exception("could not decide about %s", ref)
            hint = "the gate serves a file only if it can record the decision; its operator must check the state folder"
            return failed(503, f"the gate cannot decide about {ref}: {error.message}", hint=hint)
        except PratiqueError as error:
            missing = error.reference in _MISSING
            retry = None if missing else RETRY_AFTER_S
            return failed(404 if missing else 503, error.message, hint=error.hint, retry_after_s=retry)

    async def judge(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Judged | None:
        """Fetch and judge a file as if a client had requested it, without serving it. Returns None on timeout.

        Raises the errors of the inspection.

        An allowed file is recorded as already used by a project.
        """
        judged = await self._judgement(ref, wanted)
        if judged is None:
            return None
        assessment, now = judged.assessment, self.law.now()
        dossier = self.law.heard(assessment.dossier, assessment.digests)
        entry = use_of(judged, self.law.road.verdict(dossier, assessment.standing, now))
        if entry is not None:
            self.store.allowed.add_many([entry], at=self.law.now())
        return judged

    async def ahead(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Decision | None:
        """Return the decision that a request for a file would receive; None if the decision is unknown.

        This method records nothing.

        Raises the errors of the inspection.
        """
        judged = await self._judgement(ref, wanted)
        if judged is None:
            return None
        now, assessment = self.law.now(), judged.assessment
        dossier = self.law.heard(assessment.dossier, assessment.digests)
        verdict = self.law.road.verdict(dossier, assessment.standing, now)
        if any(reason.code in _NO_ANSWER for reason in verdict.reasons):
            return None
        return _decision(judged, enforced(verdict, self.law.mode), NOBODY, now)

    @property
    def judging(self) -> int:
        """Return the number of artifacts being judged."""
        return len(self._flights)

    async def close(self) -> None:
        """Cancel the running tasks."""
        await self.first_use.close()
        await self._flights.close()

    def _later(self, ref: ReleaseRef) -> Answer:
        return failed(
            503,
            f"{ref} is still being judged",
            hint=f"retry in {RETRY_AFTER_S} seconds; the gate continues meanwhile",
            retry_after_s=RETRY_AFTER_S,
        )

    async def _judgement(
        self, ref: ReleaseRef, wanted: ArtifactWanted, *, early: bool = False
    ) -> Judged | None:
        """Return the judgement under the current policy and advisories; None on timeout.

        With `early`, the judgement of an adopted file may precede its inspection.
        """
        key = (ref.purl, wanted.filename)
        known = self._judged.get(key)
        if known is not None and self._still_holds(known):
            self._judged.move_to_end(key)
            self.metrics.known("judgement", hit=True)
            return known
        self.metrics.known("judgement", hit=False)
        try:
            async with asyncio.timeout(self.wait_s):
                first = await self.first_use.judged(ref, wanted) if early else None
                if first is not None:
                    return first
                while True:
                    epoch = self.law.epoch
                    judged = await self._flights.join((*key, epoch), partial(self._judge, ref, wanted, epoch))
                    # What was learnt meanwhile counts for whoever still waits.
                    if self.law.epoch == epoch:
                        return judged
        except TimeoutError:
            return None

    def _still_holds(self, known: Judged) -> bool:
        """Return True if a judgement is still valid and the judged bytes are stored."""
        return (
            known.epoch == self.law.epoch
            and self.law.now() - known.at < known.lasts(self.evidence_for)
            and known.sha256 is not None
            and self.store.blobs.has(known.sha256)
            and (known.sets == sets_known(self.law) or known.assessment.verdict.kind is not HoldKind.WAIT)
            and known.held_back == isinstance(self.law.quarantine(known.ref.package), Known)
        )

    async def _first_question(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Question:
        """Return the inspection task for a file, without a listing if the file was adopted.

        Raises RegistryError, ParseError and StoreError.
        """
        seen = self._seen(ref, wanted)
        asked = self.adopted.question(ref, wanted.filename) if seen is None else None
        found = asked if asked is not None else (await self._question(ref, wanted, seen))[0]
        return self._as_decided(found, ref)

    async def _judge(self, ref: ReleaseRef, wanted: ArtifactWanted, epoch: str) -> Judged:
        sets = sets_known(self.law)
        question, assessment, removed = await self._assessed(ref, wanted)
        await self._have(question.file, assessment)
        seen = self._seen(ref, wanted)
        judged = Judged(
            ref=ref,
            filename=wanted.filename,
            assessment=assessment,
            epoch=epoch,
            at=self.law.now(),
            size_bytes=seen.size_bytes if seen else 0,
            removed=removed,
            sets=sets,
        )
        if not any(reason.code in _NO_ANSWER for reason in assessment.verdict.reasons):
            self._judged[ref.purl, wanted.filename] = judged
            while len(self._judged) > _MOST_JUDGED:
                self._judged.popitem(last=False)
        return judged

    async def _assessed(self, ref: ReleaseRef, wanted: ArtifactWanted) -> tuple[Question, Assessment, bool]:
        """Return the inspection task for a file, its assessment, and whether the registry removed the file.

        Raises RegistryError, ParseError and StoreError.
        """
        seen = self._seen(ref, wanted)
        asked = self.adopted.question(ref, wanted.filename) if seen is None else None
        if asked is not None:
            assessment = await self._assess(asked, ref)
            if is_as_promised(assessment):
                return asked, assessment, False
        try:
            question, removed = await self._question(ref, wanted, seen)
        except RegistryError as error:
            met = () if seen is None else seen.digests
            standing = self.law.standing(ref, met)
            question = await self.questions.gone(
                ref, error, standing=standing, digests=met, filename=wanted.filename
            )
            removed = error.reference in _MISSING
        if asked is not None:
            self.adopted.listed(asked, question)
        return question, await self._assess(question, ref), removed

    def _seen(self, ref: ReleaseRef, wanted: ArtifactWanted) -> Seen | None:
        """Return the record of the first-seen bytes of a file name, from any registry of the package.

        Raises StoreError if the state folder is unusable.
        """
        asked = {one.url for one in self.upstreams.all_of(ref.package)}
        return self.store.artifacts.seen(ref.purl, wanted.filename, registries=asked)

    async def _assess(self, question: Question, ref: ReleaseRef) -> Assessment:
        with self.law.leased() as road:
            return await road.assess(self._as_decided(question, ref))

    def _as_decided(self, question: Question, ref: ReleaseRef) -> Question:
        """Return an inspection task with the exceptions for a file.

        The size limit for downloads does not apply to files in use and to approved digests.
        """
        listed = [digest for party in question.file.expected for digest in party.digests]
        approved = self.law.acts.word(listed, self.law.now()).release is not None
        file = replace(question.file, any_size=approved or question.standing is Standing.PINNED)
        return replace(question, file=file, waivers=matching(self.law.policy.waivers, ref))

    async def inspected(self, ref: ReleaseRef, seen: Seen) -> tuple[Assessment, Verdict]:
        """Inspect stored bytes that the gate served, and return the assessment and the verdict for a file in use.

        Raises StoreError if the state folder is unusable.
        """
        question = self.from_memory(ref, seen, self.law.quarantine(ref.package))
        found = await self._assess(replace(question, standing=Standing.PINNED), ref)
        dossier = self.law.heard(found.dossier, found.digests)
        return found, self.law.road.verdict(dossier, Standing.PINNED, self.law.now())

    async def _have(self, file: File, assessment: Assessment) -> None:
        """Download the bytes of a file that was judged from stored data.

        Raises RegistryError if the downloaded bytes differ from the judged bytes.
        """
        sha256 = next((d.hex for d in assessment.digests if d.algorithm == "sha256"), None)
        if sha256 is None or self.store.blobs.has(sha256):
            return
        held = await self.law.road.source.hold(file)
        if held.sha256 != sha256:
            raise RegistryError(
                Reference.INTEGRITY_MISMATCH,
                f"{file.filename}: the registry now serves other bytes than the judged ones",
                hint="the registry serves different bytes for each request, so the gate does not serve the file",
            )

    async def _question(
        self, ref: ReleaseRef, wanted: ArtifactWanted, seen: Seen | None
    ) -> tuple[Question, bool]:
        """Return the inspection task for a file, and whether the registry removed the file.

        Raises RegistryError, ParseError.
        """
        kept = seen is not None and self.store.blobs.has(seen.sha256)
        if seen is not None and kept and self.law.standing(ref, seen.digests) is Standing.PINNED:
            state = self.listings.known(ref.package)
            removed = state is not None and FileName(ref.purl, wanted.filename) in state.removed
            return self.from_memory(ref, seen, self.law.quarantine(ref.package)), removed
        try:
            question = await self._listed(ref, wanted, seen)
        except RegistryError as error:
            if seen is None or not kept:
                raise
            told = Unknown(error.message, error.reference, "registry", error.hint)
            return self.from_memory(ref, seen, told), error.reference is Reference.VERSION_NOT_FOUND
        if question is not None:
            return question, False
        raise RegistryError(
            Reference.NO_ARTIFACT,
            f"{ref} has no file {wanted.filename[:80]}",
            hint="request a file that the listing of the package contains",
        )

    async def _listed(self, ref: ReleaseRef, wanted: ArtifactWanted, seen: Seen | None) -> Question | None:
        """Return the inspection task for a listed file; None if the listing does not contain the file.

        Raises RegistryError, ParseError.
        """
        met = () if seen is None else seen.digests
        if self.law.is_adopted(ref) or self.law.standing(ref, met) is Standing.PINNED:
            # What is in use is judged by its bytes alone, wherever they come from: nothing else is asked or fetched for it.
            asked = await self.questions.of_release(ref, standing=Standing.PINNED, wish=Wish(none=True))
            found = self._of_file(asked, wanted)
            if found is None or found.standing is Standing.PINNED:
                return None if found is None else replace(found, baseline_why=PINNED_NEEDS_NONE)
        return self._of_file(await self.questions.of_release(ref, standing=Standing.NEW), wanted)

    def _of_file(self, questions: Iterable[Question], wanted: ArtifactWanted) -> Question | None:
        """Return the inspection task for a file. The listed digest determines whether the file is already in use."""
        question = next((one for one in questions if one.file.filename == wanted.filename), None)
        if question is None or question.file.ref is None:
            return None
        digests = question.listed.digests if question.listed else ()
        return replace(question, standing=self.law.standing(question.file.ref, digests))

    def from_memory(self, ref: ReleaseRef, seen: Seen, listing: Evidence[Listing]) -> Question:
        """Return the inspection task for stored bytes, regardless of the registry's current listing."""
        module = ECOSYSTEMS[ref.package.ecosystem]
        upstream = self.upstreams.of(ref.package)
        address = module.artifact_url(ref, upstream.url)
        file = File(
            ref=ref,
            ecosystem=ref.package.ecosystem,
            filename=seen.filename,
            kind=module.kind_of(seen.filename),
            urls=(address,) if address else (),
            upstream=upstream,
            expected=(Expected(Party.MEMORY, seen.digests),),
            size_bytes=seen.size_bytes,
        )
        return Question(
            file=file,
            standing=self.law.standing(ref, seen.digests),
            listing=listing,
            baseline_why=PINNED_NEEDS_NONE,
        )

    async def _decide(self, face: Face, judged: Judged, client: Client) -> Answer:
        now, assessment = self.law.now(), judged.assessment
        state = self.listings.known(judged.ref.package)
        if state is not None and FileName(judged.ref.purl, judged.filename) in state.removed:
            judged = replace(judged, removed=True)
        # Never remembered: waits and waivers end by themselves.
        dossier = self.law.heard(assessment.dossier, assessment.digests)
        verdict = self.law.road.verdict(dossier, assessment.standing, now)
        done = enforced(verdict, self.law.mode)
        data: bytes | Pieces | None = None
        if done.action is Action.ALLOW:
            data = await self._bytes(judged)
            if data is None:
                self._judged.pop((judged.ref.purl, judged.filename), None)
                self.first_use.forget(judged)
                return _without_bytes(judged)
        decision = observed(_decision(judged, done, client, now), verdict)
        await self._noted(judged, decision, verdict)
        if data is None:
            if state is not None and judged.filename not in state.itself.marks:
                # Its listing did not know it yet: the next install resolves around it.
                self.listings.forget(judged.ref.package)
            self.refused(decision)
            return refuse(verdict, judged.ref, await self._way(face, judged.ref, verdict), client.ci)
        if not judged.let_in and any(note.waived for note in verdict.notes):
            self._note(judged, let_in=True)
            # Others were held for what this one has, too, while it was no baseline.
            for key, one in list(self._judged.items()):
                if one.ref != judged.ref and one.assessment.verdict.action is not Action.ALLOW:
                    del self._judged[key]
        return _bytes_answer(judged, data, _approvals(verdict))

    async def _noted(self, judged: Judged, decision: Decision, verdict: Verdict) -> None:
        """Store a decision, and what follows from it: the file is in use, or was served before its inspection."""
        entry = None if judged.in_use else use_of(judged, verdict)
        owed = judged.name if judged.early and decision.action is Action.ALLOW else None
        try:
            await self.ledger.note(decision, entry, uninspected=owed)
        finally:
            if owed is not None:
                # Also if the inspection ended meanwhile: the next look at the file names this client, too.
                self.first_use.add(owed)
        if entry is not None:
            self._note(judged, in_use=True)

    def _note(self, judged: Judged, *, in_use: bool = False, let_in: bool = False) -> None:
        key = (judged.ref.purl, judged.filename)
        known = self._judged.get(key)
        if known is not None and known.assessment is judged.assessment:
            self._judged[key] = replace(known, in_use=known.in_use or in_use, let_in=known.let_in or let_in)

    async def _bytes(self, judged: Judged) -> bytes | Pieces | None:
        """Return the judged bytes. Verify the digest of the bytes at every read."""
        sha256 = judged.sha256
        if sha256 is None:
            return None
        if judged.size_bytes > IN_PIECES_BYTES:
            return await asyncio.to_thread(self.store.blobs.pieces, sha256)
        data = self.recent.get(sha256)
        if data is None:
            data = self.store.blobs.get(sha256)
            if data is not None:
                self.recent.put(sha256, data)
        return data

    async def _way(self, face: Face, ref: ReleaseRef, verdict: Verdict) -> Way:
        if any(reason.code is ReasonCode.TOO_LARGE for reason in verdict.reasons):
            # The version before is as large.
            return Way(None, self.contact)
        nearest: str | None = None
        try:
            state = await self.listings.state(face, ref.package)
            nearest = state.marking.ladder.nearest(ref.version)
        except PratiqueError as error:
            _LOG.info("could not find the nearest version of %s: %s", ref, error.message)
        if nearest == ref.version:
            nearest = None
        return Way(str(ref.package.at(nearest)) if nearest else None, self.contact)


def _without_bytes(judged: Judged) -> Answer:
    """Return the response for an allowed file whose bytes cannot be sent: they were never received, or were damaged."""
    error = judged.assessment.error
    if judged.sha256 is None and error is not None:
        text = f"{judged.ref} could not be fetched: {error.message}"
        return failed(503, text, hint=error.hint, retry_after_s=RETRY_AFTER_S)
    return failed(
        503,
        f"the stored bytes of {judged.ref} were damaged and have been removed",
        hint="retry: the gate downloads and judges the bytes again",
        retry_after_s=1,
    )


def _decision(judged: Judged, verdict: Verdict, client: Client, now: datetime) -> Decision:
    return Decision(
        at=now,
        ref=judged.ref,
        filename=judged.filename,
        sha256=judged.sha256,
        action=verdict.action,
        kind=verdict.kind,
        until=verdict.until,
        grounds=grounds_of(verdict),
        standing=judged.assessment.standing,
        epoch=judged.epoch,
        client=client,
        note="; ".join(filter(None, (REMOVED if judged.removed else "", unasked(judged.assessment.dossier)))),
    )


def grounds_of(verdict: Verdict) -> tuple[Ground, ...]:
    """Return the reasons for a refusal.

    For an exception, return the overruled reasons and the person who approved the exception. For a file that is served
    without an inspection, return the reason for this.
    """
    waived = (note for note in verdict.notes if note.waived is not None)
    lifted = (replace(note, text=f"{note.text}; {note.waived.words}") for note in waived if note.waived)
    early = (note for note in verdict.notes if verdict.early and note.code is ReasonCode.TOO_YOUNG)
    unseen = (note for note in verdict.notes if note.code in _UNINSPECTED and note.waived is None)
    told = verdict.reasons if verdict.action is not Action.ALLOW else (*lifted, *early, *unseen)
    return tuple(Ground(one.code.value, one.text, one.source) for one in told)


def _approvals(verdict: Verdict) -> list[str]:
    """Return who approved the file, why, and until when."""
    waived = (note.waived for note in verdict.notes)
    lifted = (one.words for one in waived if one is not None and one.rule == WHATEVER_HOLDS)
    return [one_line(words, most=_MOST_NOTE) for words in dict.fromkeys(lifted)]


def _bytes_answer(judged: Judged, data: bytes | Pieces, approvals: Sequence[str]) -> Answer:
    headers = {
        "Content-Type": "application/octet-stream",
        "ETag": f'"{judged.sha256}"',
        # What is let in today may be refused tomorrow: nobody in between answers for the gate.
        "Cache-Control": "private, no-cache",
    }
    notes = [REMOVED, *approvals] if judged.removed else approvals
    if notes:
        headers[NOTE_HEADER] = "; ".join(notes)
    if isinstance(data, bytes):
        return Answer(status=200, body=data, headers=headers)
    large = Large(pieces=data, sha256=judged.sha256 or "", first=0, last=data.size_bytes - 1)
    return Answer(status=200, large=large, headers=headers)
