"""Parses in-toto statements about artifacts: in-toto Statement 0.1 and 1, SLSA provenance 0.2 and 1.

`claim` contains the builder's statements about the build. The builder's statements are parsed but never verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pratique.core.names import Digest
from pratique.core.provenance import BuildClaim, ProofKind
from pratique.errors import ParseError
from pratique.history.provenance.document import (
    read_object,
    refuse,
    rows,
    some_table,
    some_text,
    table,
    text,
)

_TYPES = frozenset({"https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"})
_SLSA = "https://slsa.dev/provenance/"
_PUBLISH = ("/attestation/tree/main/specs/publish/v0.1", "/attestations/publish/v1")
"""The suffixes of the predicate types for publishing on npm and PyPI.

The part of a predicate type before the suffix is the URL of the registry.
"""
_MOST_SUBJECTS = 1_024


@dataclass(frozen=True, slots=True)
class Subject:
    """An artifact that a statement describes."""

    name: str
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The content of a signed statement."""

    subjects: tuple[Subject, ...]
    predicate_type: str
    kind: ProofKind
    claim: BuildClaim | None


def read_statement(payload: bytes) -> Statement:
    """Parse the payload of an envelope. Raises ParseError if the payload is not a valid statement."""
    fields = read_object(payload, what="the statement")
    if fields.get("_type") not in _TYPES:
        refuse("the statement is not an in-toto statement")
    predicate_type = text(fields.get("predicateType"), "the type of the statement")
    subjects = rows(fields.get("subject"), "the subjects", most=_MOST_SUBJECTS)
    if not subjects:
        refuse("the statement lists no artifact")
    predicate = some_table(fields.get("predicate"))
    kind = kind_of(predicate_type)
    return Statement(
        subjects=tuple(_subject(item) for item in subjects),
        predicate_type=predicate_type,
        kind=kind,
        claim=_claim(predicate_type, predicate) if kind is ProofKind.PROVENANCE else None,
    )


def kind_of(predicate_type: str) -> ProofKind:
    """Return the kind of proof for a predicate type."""
    if predicate_type.startswith(_SLSA):
        return ProofKind.PROVENANCE
    return ProofKind.PUBLISH if predicate_type.endswith(_PUBLISH) else ProofKind.OTHER


def _subject(value: Any) -> Subject:
    fields = table(value, "a subject")
    found = []
    for algorithm, value_hex in table(fields.get("digest"), "the digest of a subject").items():
        try:
            found.append(Digest.parse(f"{algorithm}:{value_hex}"))
        except ParseError:
            # Digests of other kinds, such as those of commits, say nothing about a file.
            continue
    return Subject(some_text(fields.get("name")) or "", tuple(found))


def _claim(predicate_type: str, predicate: Mapping[str, Any]) -> BuildClaim:
    return _first(predicate) if predicate_type.endswith("/v1") else _older(predicate)


def _first(predicate: Mapping[str, Any]) -> BuildClaim:
    """Return the builder's statements in SLSA provenance 1: the build definition and the run details."""
    definition = some_table(predicate.get("buildDefinition"))
    workflow = some_table(some_table(definition.get("externalParameters")).get("workflow"))
    run = some_table(predicate.get("runDetails"))
    commit = None
    for item in _some_rows(definition.get("resolvedDependencies")):
        commit = commit or some_text(some_table(some_table(item).get("digest")).get("gitCommit"))
    return BuildClaim(
        repository=some_text(workflow.get("repository")),
        ref=some_text(workflow.get("ref")),
        commit=commit,
        workflow=some_text(workflow.get("path")),
        builder=some_text(some_table(run.get("builder")).get("id")),
        run=some_text(some_table(run.get("metadata")).get("invocationId")),
    )


def _older(predicate: Mapping[str, Any]) -> BuildClaim:
    """Return the builder's statements in SLSA provenance 0.2. The configuration source is `git+https://host/owner/name@ref`."""
    source = some_table(some_table(predicate.get("invocation")).get("configSource"))
    address, _, ref = (some_text(source.get("uri")) or "").removeprefix("git+").partition("@")
    return BuildClaim(
        repository=address or None,
        ref=ref or None,
        commit=some_text(some_table(source.get("digest")).get("sha1")),
        workflow=some_text(source.get("entryPoint")),
        builder=some_text(some_table(predicate.get("builder")).get("id")),
        run=some_text(some_table(predicate.get("metadata")).get("buildInvocationId")),
    )


def _some_rows(value: Any) -> list[Any]:
    return value[:_MOST_SUBJECTS] if isinstance(value, list) else []
