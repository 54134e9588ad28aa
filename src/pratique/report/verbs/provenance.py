"""Writes the provenance of an artifact as lines for a terminal and as a JSON document.

Each result states which facts the proofs prove, and which facts they do not prove.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from pratique.core.provenance import (
    BuildClaim,
    BuiltCommit,
    Continuity,
    Identity,
    Outcome,
    Proof,
    ProofKind,
    Provenance,
    Step,
)
from pratique.report.formats.json_contract import Json, digests, time_of
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

PROVENANCE_VERSION = 1

_STYLES = {
    Outcome.VERIFIED: Style.ALLOW,
    Outcome.READ: Style.FAINT,
    Outcome.NOT_VERIFIED: Style.HOLD,
    Outcome.REFUSED: Style.BLOCK,
}
_WORDS = {
    Outcome.VERIFIED: "verified",
    Outcome.READ: "only read",
    Outcome.NOT_VERIFIED: "not verified",
    Outcome.REFUSED: "refused",
}
_KINDS = {
    ProofKind.REGISTRY_SIGNATURE: "signature of the registry",
    ProofKind.PUBLISH: "attestation of publishing",
    ProofKind.PROVENANCE: "attestation of the build",
    ProofKind.OTHER: "attestation of another kind",
}
_MOST = 400
_NOT_GOOD = (
    "that the source is benign or reviewed, or that the build had no other input: an attacker with access to the "
    "repository or its workflow gets valid attestations, as the worms of 2025 and 2026 did"
)


def meaning(proof: Proof) -> tuple[str, str]:
    """Return two phrases: the facts that a proof proves, and the facts that the proof does not prove."""
    match proof.outcome:
        case Outcome.REFUSED:
            return "nothing, because a step listed above is wrong", "any statement about this artifact"
        case Outcome.NOT_VERIFIED | Outcome.READ:
            return (
                "nothing yet: anyone could have written the unverified statement",
                "the builder or the source of this artifact",
            )
    return _verified_meaning(proof)


def _verified_meaning(proof: Proof) -> tuple[str, str]:
    match proof.kind:
        case ProofKind.REGISTRY_SIGNATURE:
            return (
                "the registry signed this name, version and digest, so no mirror or cache has changed them since",
                "the builder or the source: the registry signs every release that is published with a valid login",
            )
        case ProofKind.PUBLISH if proof.identity is None:
            return (
                "the registry states in a public log that it published these bytes under this name",
                "the builder or the source of the bytes",
            )
        case ProofKind.PUBLISH:
            return (
                "the workflow or person above signed these bytes at upload",
                f"that the bytes were built from that commit, because the uploader signs any bytes; {_NOT_GOOD}",
            )
        case ProofKind.PROVENANCE if proof.identity is not None and proof.identity.repository is not None:
            return (
                "a run of the workflow above, at that commit, signed these bytes as its build output",
                _NOT_GOOD,
            )
        case _:
            return (
                "the signer above signed a statement about these bytes",
                "the content of the statement, such as a build: no workflow confirms it",
            )


def lines(values: Sequence[Provenance]) -> list[Line]:
    """Return the provenance as lines for a terminal: the result for each artifact, then every proof step by step."""
    found: list[Line] = []
    for value in values:
        found += [line(""), *_one(value)] if found else _one(value)
    return found


def _one(value: Provenance) -> list[Line]:
    found = [_head(value)]
    for proof in value.proofs:
        found += [line(""), *_proof(proof)]
    found += _facts(value)
    return found + _gaps(value)


def headline(value: Provenance) -> tuple[str, Outcome]:
    """Return a phrase that states the result for an artifact, and the outcome."""
    outcomes = set(value.outcomes())
    if value.refused:
        return "refused: at least one proof is wrong", Outcome.REFUSED
    if not value.proofs:
        return "nothing to verify", Outcome.NOT_VERIFIED
    if not value.complete:
        some = Outcome.VERIFIED in outcomes
        return ("not all verified" if some else "not verified"), Outcome.NOT_VERIFIED
    return "all signatures were verified", Outcome.VERIFIED


def _head(value: Provenance) -> Line:
    words, outcome = headline(value)
    name = str(value.ref) if value.ref is not None else value.name
    parts = [Span(escape(name, most=_MOST), Style.STRONG)]
    if value.filename is not None and not name.endswith(value.filename):
        parts.append(Span(f"  {escape(value.filename, most=_MOST)}", Style.FAINT))
    held = "digest computed from the bytes" if value.hashed_here else "digest from the registry listing"
    return line(*parts, "  ", Span(words, _STYLES[outcome]), Span(f"  ({held})", Style.FAINT))


def _proof(proof: Proof) -> list[Line]:
    kind = f"  ({escape(proof.predicate_type, most=120)})" if proof.predicate_type else ""
    outcome = proof.outcome
    proves, not_proves = meaning(proof)
    return [
        line(
            Span(f"  {_KINDS[proof.kind]}", Style.STRONG),
            Span(kind, Style.FAINT),
            "  ",
            Span(_WORDS[outcome], _STYLES[outcome]),
        ),
        *(_step(step) for step in proof.steps),
        line(f"    proves: {proves}"),
        line(f"    does not prove: {not_proves}"),
    ]


def _step(step: Step) -> Line:
    word = Span(f"    {_WORDS[step.outcome]:<13}", _STYLES[step.outcome])
    return line(word, f"{step.name.value:<16}{escape(step.text, most=_MOST)}")


def _facts(value: Provenance) -> list[Line]:
    found = [line(f"  {text}") for text in facts(value)]
    return [line(""), *found] if found else []


def facts(value: Provenance) -> Iterator[str]:
    """Yield the commit of the build, and a comparison with the attestation of the previous release."""
    for commit in value.built:
        ref = f" ({escape(commit.ref, most=120)})" if commit.ref else ""
        where = escape(commit.repository, most=200)
        yield f"built commit, {_WORDS[commit.outcome]}: {escape(commit.commit, most=64)} of {where}{ref}"
        if value.ref is not None and commit.outcome is not Outcome.REFUSED:
            yield f"`pratique source {value.ref} --at {escape(commit.commit, most=64)}` compares the artifact with the commit"
    if value.continuity is not None:
        yield _continuity(value.continuity)
    elif value.previous is not None and not any(proof.identity is not None for proof in value.proofs):
        yield f"{value.previous}, the previous release on the same line, is attested, but this release has no builder identity"


def _continuity(value: Continuity) -> str:
    how = "" if value.verified else " (only read, not verified)"
    if not value.changed:
        return f"attested by the same repository, workflow and issuer as {value.before}{how}"
    parts = "; ".join(
        f"{part.what} {escape(part.before, most=160)} -> {escape(part.after, most=160)}"
        for part in value.parts
    )
    return f"identity-changed since {value.before}{how}: {parts}"


def _gaps(value: Provenance) -> list[Line]:
    found = [f"  {escape(text, most=_MOST)}" for text in value.gaps]
    asked = [f"  {escape(text, most=_MOST)}" for text in value.not_asked]
    shown = [line(""), line(Span("not checked", Style.STRONG)), *map(line, found)] if found else []
    if asked:
        shown += [line(""), line(Span("missing, or not requested", Style.STRONG)), *map(line, asked)]
    return shown


def document(values: Sequence[Provenance]) -> dict[str, Json]:
    """Return the JSON object of `provenance --format json`."""
    return {
        "schema_version": PROVENANCE_VERSION,
        "complete": bool(values) and all(value.complete for value in values),
        "refused": any(value.refused for value in values),
        "artifacts": [_artifact(value) for value in values],
    }


def _artifact(value: Provenance) -> dict[str, Json]:
    return {
        "target": value.name,
        "purl": value.ref.purl if value.ref else None,
        "filename": value.filename,
        "digests": digests(value.digests),
        "hashed_here": value.hashed_here,
        "outcome": headline(value)[1].value,
        "complete": value.complete,
        "proofs": [_proof_object(proof) for proof in value.proofs],
        "built": [_commit(commit) for commit in value.built],
        "previous": value.previous.purl if value.previous else None,
        "continuity": _continuity_object(value.continuity),
        "gaps": list(value.gaps),
        "not_asked": list(value.not_asked),
    }


def _proof_object(proof: Proof) -> dict[str, Json]:
    proves, not_proves = meaning(proof)
    return {
        "kind": proof.kind.value,
        "predicate_type": proof.predicate_type,
        "outcome": proof.outcome.value,
        "signed_at": time_of(proof.signed_at),
        "steps": [
            {"step": step.name.value, "outcome": step.outcome.value, "text": step.text}
            for step in proof.steps
        ],
        "identity": _fields(proof.identity),
        "claim": _fields(proof.claim),
        "proves": proves,
        "does_not_prove": not_proves,
    }


def _fields(value: Identity | BuildClaim | None) -> Json:
    return None if value is None else {field.name: getattr(value, field.name) for field in fields(value)}


def _commit(commit: BuiltCommit) -> dict[str, Json]:
    return {
        "repository": commit.repository,
        "commit": commit.commit,
        "ref": commit.ref,
        "outcome": commit.outcome.value,
    }


def _continuity_object(value: Continuity | None) -> Json:
    if value is None:
        return None
    return {
        "before": value.before.purl,
        "verified": value.verified,
        "identity_changed": value.changed,
        "parts": [{"what": part.what, "before": part.before, "after": part.after} for part in value.parts],
    }
