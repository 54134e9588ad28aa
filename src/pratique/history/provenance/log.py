"""Verifies entries in a transparency log: their inclusion in the log, their time, and their content."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pratique.core.provenance import Outcome, Step, StepName
from pratique.errors import ParseError
from pratique.history.provenance.bundle import Bundle, InclusionProof, LogEntry
from pratique.history.provenance.checkpoint import read_checkpoint
from pratique.history.provenance.claims import refused, unverified, verified
from pratique.history.provenance.merkle import leaf_hash, root_of
from pratique.history.provenance.public_key import is_right, load_key
from pratique.history.provenance.recorded import read_recorded
from pratique.history.provenance.trust import TrustedLog, TrustRoot

_HINT_BYTES = 4
_LATEST_S = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Logged:
    """The results of checking the log entries, and the verified times."""

    steps: tuple[Step, ...]
    times: tuple[datetime, ...] = ()


def look_up(bundle: Bundle, signer: bytes | None, trust: TrustRoot | None) -> Logged:
    """Verify every log entry of a bundle. `signer` is the certificate or key of the signer (DER); None if the signer is unknown."""
    if not bundle.entries:
        return Logged((refused(StepName.LOG_INCLUSION, "no transparency log contains the attestation"),))
    steps: list[Step] = []
    times: list[datetime] = []
    for entry in bundle.entries:
        steps.append(_about(entry, bundle, signer))
        if trust is None:
            steps.append(
                unverified(StepName.LOG_INCLUSION, "no trust root was given: specify one with --trust-root")
            )
            continue
        log = trust.log(entry.log_id)
        if log is None:
            why = f"the log {entry.log_id.hex()[:16]} is not in the trust root, or was added after this trust root was created"
            steps.append(refused(StepName.LOG_INCLUSION, why))
            continue
        at = _time(entry)
        found = tuple(_in_log(entry, log, at, needs_proof=bundle.needs_proof))
        steps += found
        if at is not None and any(_is_kept_promise(step) for step in found):
            times.append(at)
    return Logged(tuple(steps), tuple(dict.fromkeys(times)))


def _is_kept_promise(step: Step) -> bool:
    return step.name is StepName.LOG_PROMISE and step.outcome is Outcome.VERIFIED


def _time(entry: LogEntry) -> datetime | None:
    if entry.integrated_s is None or entry.integrated_s > _LATEST_S:
        return None
    return datetime.fromtimestamp(entry.integrated_s, UTC)


def _in_log(entry: LogEntry, log: TrustedLog, at: datetime | None, *, needs_proof: bool) -> Iterator[Step]:
    if at is not None and not log.window.holds(at):
        yield refused(StepName.LOG_INCLUSION, f"the key of {log.name} was not valid on {at:%Y-%m-%d}")
        return
    if entry.proof is None and (needs_proof or entry.promise is None):
        yield refused(StepName.LOG_INCLUSION, "there is no proof that the log contains the entry")
        return
    try:
        if entry.proof is not None:
            yield _included(entry, entry.proof, log)
        if entry.promise is not None:
            yield _promised(entry, entry.promise, log, at)
    except ParseError as error:
        yield refused(StepName.LOG_INCLUSION, error.message)


def _included(entry: LogEntry, proof: InclusionProof, log: TrustedLog) -> Step:
    name = StepName.LOG_INCLUSION
    if proof.checkpoint is None:
        return refused(name, "the proof contains no checkpoint, so the root of the proof is not signed")
    checkpoint = read_checkpoint(proof.checkpoint)
    if (checkpoint.size, checkpoint.root) != (proof.size, proof.root):
        return refused(name, "the checkpoint and the proof describe different states of the log")
    own = [item for item in checkpoint.signatures if item.hint == log.log_id[:_HINT_BYTES]]
    key = load_key(log.key)
    if not any(is_right(key, item.signature, checkpoint.signed) for item in own):
        return refused(name, f"{log.name} did not sign the checkpoint")
    if root_of(leaf_hash(entry.body), proof.index, proof.size, proof.hashes) != proof.root:
        return refused(
            name, f"the log does not contain the entry: it is not included in the root that {log.name} signed"
        )
    return verified(name, f"entry {entry.index} of {log.name} is included in a root that the log signed")


def _promised(entry: LogEntry, promise: bytes, log: TrustedLog, at: datetime | None) -> Step:
    name = StepName.LOG_PROMISE
    if at is None:
        return refused(name, "the log's inclusion promise contains no time")
    body = {
        "body": b64encode(entry.body).decode(),
        "integratedTime": entry.integrated_s,
        "logID": entry.log_id.hex(),
        "logIndex": entry.index,
    }
    # As RFC 8785 writes it: these values have no other spelling.
    signed = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    if not is_right(load_key(log.key), promise, signed):
        return refused(name, f"{log.name} did not sign the inclusion promise")
    return verified(name, f"{log.name} signed that it accepted the entry on {at:%Y-%m-%d at %H:%M:%S} UTC")


def _about(entry: LogEntry, bundle: Bundle, signer: bytes | None) -> Step:
    name = StepName.LOG_ENTRY
    if signer is None:
        return unverified(name, "the key of the signer is unknown")
    try:
        other = read_recorded(entry).differs(bundle.envelope, signer)
    except ParseError as error:
        return refused(name, error.message)
    if other is not None:
        return refused(name, f"the log entry differs from the attestation: {other}")
    return verified(name, "the log entry matches the payload, signature and signer")
