"""Implements the canary: a fictitious release that the gate must refuse, so that monitoring can check that blocking works.

The canary passes through `decide`, the decision log and the messages like any other artifact, and is refused by a
denial.
"""

from pratique.core.decision import Client, Decision, Ground
from pratique.core.evidence import BadKind, Dossier, Known, KnownBad, NotAsked
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.refusal import Way, failed, refuse
from pratique.gate.protocols.interface import Answer, ArtifactWanted, NamedFileWanted, Wanted

CANARY = "pratique-canary"
"""The package name of the canary in every ecosystem."""
_WHY = "this is the canary, which every gate must refuse"
_NOT_ASKED = NotAsked("the canary is not a real file")


def canary_of(wanted: Wanted) -> ArtifactWanted | None:
    """Return the requested file if it belongs to the canary, else None."""
    match wanted:
        case ArtifactWanted():
            return wanted if wanted.package.name == CANARY else None
        case NamedFileWanted(readings=readings):
            return next((one for one in readings if one.package.name == CANARY), None)
    return None


async def canary(artifacts: Artifacts, wanted: ArtifactWanted, client: Client) -> Answer:
    """Return the refusal of the canary, which is decided like a known-bad release.

    Raises StoreError if the state folder is unusable.
    """
    law = artifacts.law
    now, ref = law.now(), wanted.package.at(wanted.version)
    verdict = law.road.verdict(_dossier(ref, wanted.filename), Standing.NEW, now)
    await artifacts.ledger.note(
        Decision(
            at=now,
            ref=ref,
            filename=wanted.filename,
            sha256=None,
            action=verdict.action,
            kind=verdict.kind,
            until=verdict.until,
            grounds=tuple(Ground(one.code.value, one.text, one.source) for one in verdict.reasons),
            standing=Standing.NEW,
            epoch=law.epoch,
            client=client,
        )
    )
    if verdict.action is Action.ALLOW:
        return failed(500, f"{CANARY} would be allowed: this gate does not block anything")
    return refuse(verdict, ref, Way(contact=artifacts.contact))


def _dossier(ref: ReleaseRef, filename: str) -> Dossier:
    return Dossier(
        ref=ref,
        filename=filename,
        bytes_=_NOT_ASKED,
        inspection=_NOT_ASKED,
        published=_NOT_ASKED,
        first_seen=None,
        known_bad=Known((KnownBad(BadKind.DENIED, _WHY, "pratique"),), "pratique"),
        signals=_NOT_ASKED,
    )
