"""Parses attestation documents of all supported formats into bundles.

The formats are the response of npm's `/-/npm/v1/attestations/`, a provenance object of PEP 740 (the Integrity API) or
one of its attestations, and one or several Sigstore bundles, one per line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pratique.core.provenance import ProofKind
from pratique.errors import ParseError
from pratique.history.provenance.bundle import Bundle, read_attestation, read_bundle
from pratique.history.provenance.document import MOST_BYTES, read_object, refuse, rows, some_text, table
from pratique.history.provenance.statement import kind_of

MOST_ATTESTATIONS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """One attestation in a document: the bundle, or the reason why the bundle cannot be read."""

    bundle: Bundle | None
    kind: ProofKind
    """The kind of proof according to the document. Verification uses the type in the signed statement instead."""
    predicate_type: str | None = None
    problem: str | None = None


def read_attestations(data: bytes) -> tuple[Attested, ...]:
    """Return all attestations in a document. An unreadable attestation is returned with the reason.

    Raises ParseError if the whole document is invalid or has no attestation.
    """
    if len(data) > MOST_BYTES:
        refuse(f"the attestations are {len(data)} bytes long, more than the maximum of {MOST_BYTES}")
    found = tuple(_read(data))
    if not found:
        refuse("the document contains no attestation")
    return found


def _read(data: bytes) -> Iterator[Attested]:
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[0].lstrip().startswith(b"{"):
        if len(lines) > MOST_ATTESTATIONS:
            refuse(f"the file has {len(lines)} lines, more than the {MOST_ATTESTATIONS} supported bundles")
        for line in lines:
            yield _one(read_object(line, what="a line of the file"), read_bundle)
        return
    fields = read_object(data, what="the document of attestations")
    if "attestations" in fields:
        for item in rows(fields["attestations"], "the attestations", most=MOST_ATTESTATIONS):
            yield _of_npm(item)
    elif "attestation_bundles" in fields:
        yield from _of_index(fields)
    elif "verification_material" in fields:
        yield _one(fields, read_attestation)
    else:
        yield _one(fields, read_bundle)


def _of_npm(item: Any) -> Attested:
    fields = item if isinstance(item, dict) else {}
    told = some_text(fields.get("predicateType"))
    return _one(fields.get("bundle"), read_bundle, told=told)


def _of_index(fields: Mapping[str, Any]) -> Iterator[Attested]:
    count = 0
    for group in rows(fields["attestation_bundles"], "the bundles", most=MOST_ATTESTATIONS):
        for item in rows(
            table(group, "a bundle").get("attestations"), "the attestations", most=MOST_ATTESTATIONS
        ):
            count += 1
            if count > MOST_ATTESTATIONS:
                refuse(f"the document has more than the {MOST_ATTESTATIONS} supported attestations")
            yield _one(item, read_attestation)


def _one(value: Any, read: Any, *, told: str | None = None) -> Attested:
    kind = ProofKind.OTHER if told is None else kind_of(told)
    try:
        return Attested(bundle=read(value), kind=kind, predicate_type=told)
    except ParseError as error:
        return Attested(bundle=None, kind=kind, predicate_type=told, problem=error.message)
