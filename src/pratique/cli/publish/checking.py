"""Checks what would be published: gathers the comparisons of each artifact, and applies the rules."""

import asyncio
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from pratique.archive.reading import read
from pratique.cli.publish.artifact import LocalArtifact
from pratique.cli.publish.last_release import Found, last_release
from pratique.cli.publish.npm_pack import manifest_of, pack
from pratique.cli.publish.way import way_of
from pratique.cli.publish.work_tree import read_work_tree
from pratique.cli.run.session import Session
from pratique.core.assessment import Assessment, Checked, FamilyState
from pratique.core.evidence import NotAsked
from pratique.core.location import Location
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.policy import Action, Waiver
from pratique.core.publishing import Comparison, Level, PublishArtifact, PublishFinding
from pratique.core.tree import Tree
from pratique.core.verdict import HoldKind, Reason, Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError
from pratique.intake.question import File, Question
from pratique.intake.waivers import matching, of_bytes
from pratique.publishing.attested import coverage_of
from pratique.publishing.judging import Accepted, Waived, judge
from pratique.publishing.outgoing import Outgoing

_NOT_LISTED = "the artifact is not published yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of the user."""

    accepted: Sequence[Accepted] = ()
    provenance: bool = False
    """Whether the user states that the publishing step attests."""


async def check(session: Session, local: LocalArtifact, wishes: Wishes) -> PublishArtifact:
    """Check one artifact. Failed comparisons become coverage.

    Raises ParseError if the archive or its manifest is unreadable, and StoreError if the local store fails.
    """
    module = ECOSYSTEMS[local.ecosystem]
    kind = module.kind_of(local.filename)
    tree = await asyncio.to_thread(read, local.data, local.filename)
    manifest = module.read_manifest(tree, kind)
    sha256 = hashlib.sha256(local.data).hexdigest()
    packing, work = await asyncio.gather(
        asyncio.to_thread(_packing, local, manifest),
        asyncio.to_thread(read_work_tree, local.folder, tree, kind),
    )
    found = await _found(session, local, tree, manifest)
    outgoing = Outgoing(
        ecosystem=local.ecosystem,
        kind=kind,
        tree=tree,
        manifest=manifest,
        sha256=sha256,
        filename=local.filename,
        built=local.built,
        last=found.last,
        listed_sha256=found.listed_sha256,
        is_listed=found.is_listed,
        packing=packing[0],
        work=work[0],
        way=way_of(local, tree, os.environ, promised=wishes.provenance),
    )
    ref = _ref(local.ecosystem, manifest)
    waivers = matching(session.road.policy.waivers, ref)
    assessment = await session.road.assess(_question(local, found, waivers))
    findings = await asyncio.to_thread(
        judge,
        outgoing,
        more=tuple(_behaviour(assessment)),
        accepted=wishes.accepted,
        waived=Waived(of_bytes(waivers, assessment.digests), session.road.now()),
    )
    return PublishArtifact(
        name=local.name,
        ref=ref,
        filename=local.filename,
        files=len(tree.files),
        size_bytes=tree.size_bytes,
        sha256=sha256,
        compared_with=found.last.name if found.last is not None else "",
        findings=findings,
        coverage={
            Comparison.PACKING: _packed(local, packing[1]),
            Comparison.LAST_RELEASE: found.state,
            Comparison.REPOSITORY: work[1],
            Comparison.IGNORE_FILES: work[1],
            Comparison.PROVENANCE: coverage_of(outgoing),
            Comparison.CODE: _code(assessment),
        },
    )


def _packing(local: LocalArtifact, manifest: Manifest) -> tuple[Tree | None, FamilyState]:
    """Pack the folder of a built npm archive again. A failure of npm is unknown."""
    if not local.built or local.ecosystem is not Ecosystem.NPM:
        return None, FamilyState(Checked.KNOWN)
    if local.folder is None or manifest_of(local.folder).get("name") != manifest.name:
        return None, FamilyState(Checked.NOT_ASKED, "the folder of the project is unknown")
    try:
        packed = pack(local.folder, name=str(local.folder))
        return read(packed.data, packed.filename), FamilyState(Checked.KNOWN)
    except ParseError as error:
        return None, FamilyState(Checked.NOT_ASKED, error.message)


def _packed(local: LocalArtifact, state: FamilyState) -> FamilyState:
    return FamilyState(Checked.NOT_ASKED, local.unpacked[0]) if local.unpacked else state


async def _found(session: Session, local: LocalArtifact, tree: Tree, manifest: Manifest) -> Found:
    if not manifest.name or not manifest.version:
        why = manifest.problem or "the manifest has no name or no version"
        return Found(state=FamilyState(Checked.UNKNOWN, why))
    return await last_release(
        session,
        ecosystem=local.ecosystem,
        kind=ECOSYSTEMS[local.ecosystem].kind_of(local.filename),
        filename=local.filename,
        tree=tree,
        name=manifest.name,
        version=manifest.version,
    )


def _question(local: LocalArtifact, found: Found, waivers: tuple[Waiver, ...]) -> Question:
    module = ECOSYSTEMS[local.ecosystem]
    file = File(
        ref=None,
        ecosystem=local.ecosystem,
        filename=local.filename,
        kind=module.kind_of(local.filename),
        data=local.data,
    )
    return Question(
        file=file,
        standing=Standing.NEW,
        listing=NotAsked(_NOT_LISTED),
        baseline=found.file,
        baseline_why="" if found.file is not None else found.state.why,
        waivers=waivers,
    )


def _behaviour(assessment: Assessment) -> list[PublishFinding]:
    """Return the reasons of the verdict as findings: what blocks or needs review stops, and what is waived is listed."""
    verdict = assessment.verdict
    stops = verdict.action is Action.BLOCK or verdict.kind is HoldKind.REVIEW
    waived = [note for note in verdict.notes if note.waived is not None]
    known = {gap.waivable for gap in assessment.gaps}
    reasons: list[Reason] = [*(verdict.reasons if stops else ()), *waived]
    return [
        PublishFinding(
            rule=reason.source if reason.location is not None else reason.code.value,
            level=Level.STOP,
            location=reason.location or Location(assessment.dossier.filename),
            message=reason.text,
            next_step="read the code at this place; `pratique inspect` shows it, and what else the release does",
            waived=reason.waived,
        )
        for reason in reasons
        if reason.code not in known
    ]


def _code(assessment: Assessment) -> FamilyState:
    gaps = assessment.gaps
    return FamilyState(Checked.UNKNOWN, gaps[0].words) if gaps else FamilyState(Checked.KNOWN)


def _ref(ecosystem: Ecosystem, manifest: Manifest) -> ReleaseRef | None:
    if not manifest.name or not manifest.version:
        return None
    try:
        return ECOSYSTEMS[ecosystem].normalise(manifest.name).at(manifest.version)
    except ParseError:
        return None
