"""Parses Sigstore bundles and PEP 740 attestations into `Bundle`.

The formats are those of Sigstore's protobuf-specs (`sigstore_bundle.proto`, `sigstore_rekor.proto`, in Protobuf's JSON)
and of PEP 740 ("Attestation objects"). This module does not verify signatures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pratique.history.provenance.document import invalid, number, octets, refuse, rows, some_text, table, text

IN_TOTO = "application/vnd.in-toto+json"
"""The payload type of every supported statement (in-toto's envelope)."""
MOST_ENTRIES = 8
MOST_STAMPS = 8
MOST_HASHES = 64
"""The maximum number of levels in a log's tree. A deeper tree would have more entries than there are valid indexes."""
MOST_CERTIFICATES = 8
_MEDIA_TYPES = (
    "application/vnd.dev.sigstore.bundle+json;version=0.",
    "application/vnd.dev.sigstore.bundle.v0.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A DSSE envelope with exactly one signature."""

    payload_type: str
    payload: bytes
    signature: bytes
    key_id: str | None = None

    @property
    def signed(self) -> bytes:
        """Return the signed bytes: DSSE's pre-authentication encoding, version 1."""
        kind = self.payload_type.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """The proof that a log contains an entry (RFC 6962).

    The proof contains the hashes from the leaf to the root, and the root that the log signed.
    """

    index: int
    size: int
    root: bytes
    hashes: tuple[bytes, ...]
    checkpoint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """An entry in a transparency log (Rekor)."""

    index: int
    log_id: bytes
    kind: str
    version: str
    body: bytes
    integrated_s: int | None
    """The time when the log accepted the entry, in seconds since 1970; None if the log states no time (Rekor 2)."""
    promise: bytes | None
    """The log's signature over the body, the time and the index of the entry."""
    proof: InclusionProof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A signed statement with the material for its verification: a certificate, or a key with the id `key_id`."""

    envelope: Envelope
    certificate: bytes | None
    """The signer's certificate in DER format."""
    key_id: str | None
    entries: tuple[LogEntry, ...]
    stamps: tuple[bytes, ...]
    """Responses of timestamp authorities (RFC 3161), in DER format."""
    needs_proof: bool = True
    """True if every entry must have an inclusion proof. In bundle version 0.1, an inclusion promise was sufficient."""


def read_bundle(value: Any) -> Bundle:
    """Parse one Sigstore bundle of version 0.1 to 0.3 from decoded JSON. Raises ParseError if the bundle is invalid."""
    fields = table(value, "the bundle")
    kind = text(fields.get("mediaType"), "the media type of the bundle")
    if not kind.startswith(_MEDIA_TYPES):
        refuse(f"a bundle of type {kind[:100]!r} is not supported")
    material = table(fields.get("verificationMaterial"), "the verification material")
    certificate, key_id = _signer(material)
    stamped = material.get("timestampVerificationData")
    stamps = table(stamped, "the time stamps").get("rfc3161Timestamps") if stamped is not None else None
    return Bundle(
        envelope=_envelope(fields.get("dsseEnvelope")),
        certificate=certificate,
        key_id=key_id,
        needs_proof=not kind.endswith("version=0.1"),
        entries=_entries(material.get("tlogEntries")),
        stamps=tuple(
            octets(table(item, "a time stamp").get("signedTimestamp"), "a time stamp")
            for item in rows(stamps, "the time stamps", most=MOST_STAMPS)
        ),
    )


def read_attestation(value: Any) -> Bundle:
    """Parse one attestation object of PEP 740 (version 1) from decoded JSON. Raises ParseError if the object is invalid."""
    fields = table(value, "the attestation")
    if fields.get("version") != 1 or fields.get("version") is True:
        refuse("this version of attestations is not supported: PEP 740 defines version 1")
    material = table(fields.get("verification_material"), "the verification material")
    envelope = table(fields.get("envelope"), "the envelope")
    return Bundle(
        envelope=Envelope(
            payload_type=IN_TOTO,
            payload=octets(envelope.get("statement"), "the statement"),
            signature=octets(envelope.get("signature"), "the signature"),
        ),
        certificate=octets(material.get("certificate"), "the certificate"),
        key_id=None,
        entries=_entries(material.get("transparency_entries")),
        stamps=(),
    )


def _signer(material: Mapping[str, Any]) -> tuple[bytes | None, str | None]:
    """Return the certificate or the key id; a bundle has exactly one of them."""
    if (single := material.get("certificate")) is not None:
        return octets(table(single, "the certificate").get("rawBytes"), "the certificate"), None
    if (chain := material.get("x509CertificateChain")) is not None:
        # Of a chain only the first is taken: the others come from the trust root, never from a stranger.
        found = rows(table(chain, "the chain").get("certificates"), "the chain", most=MOST_CERTIFICATES)
        if not found:
            refuse("the chain of certificates is empty")
        return octets(table(found[0], "the certificate").get("rawBytes"), "the certificate"), None
    if (key := material.get("publicKey")) is not None:
        return None, text(table(key, "the key").get("hint"), "the name of the key")
    raise invalid("the bundle contains neither a certificate nor a key")


def _envelope(value: Any) -> Envelope:
    if value is None:
        refuse(
            "the bundle contains no DSSE envelope, so the bundle signs bytes without a statement about the bytes"
        )
    fields = table(value, "the envelope")
    signatures = rows(fields.get("signatures"), "the signatures", most=1)
    if not signatures:
        refuse("the envelope has no signature")
    signature = table(signatures[0], "the signature")
    return Envelope(
        payload_type=text(fields.get("payloadType"), "the payload type"),
        payload=octets(fields.get("payload"), "the payload"),
        signature=octets(signature.get("sig"), "the signature"),
        key_id=some_text(signature.get("keyid")),
    )


def _entries(value: Any) -> tuple[LogEntry, ...]:
    return tuple(_entry(item) for item in rows(value, "the log entries", most=MOST_ENTRIES))


def _entry(value: Any) -> LogEntry:
    fields = table(value, "the log entry")
    kind = table(fields.get("kindVersion"), "the kind of the log entry")
    promise = fields.get("inclusionPromise")
    proof = fields.get("inclusionProof")
    integrated = fields.get("integratedTime")
    seconds = number(integrated, "the time of the log entry") if integrated is not None else 0
    return LogEntry(
        index=number(fields.get("logIndex", 0), "the index of the log entry"),
        log_id=octets(table(fields.get("logId"), "the id of the log").get("keyId"), "the id of the log"),
        kind=text(kind.get("kind"), "the kind of the log entry"),
        version=text(kind.get("version"), "the version of the log entry"),
        body=octets(fields.get("canonicalizedBody"), "the body of the log entry"),
        integrated_s=seconds or None,
        promise=None
        if promise is None
        else octets(table(promise, "the promise").get("signedEntryTimestamp"), "the promise of the log"),
        proof=None if proof is None else _proof(table(proof, "the inclusion proof")),
    )


def _proof(fields: Mapping[str, Any]) -> InclusionProof:
    checkpoint = fields.get("checkpoint")
    return InclusionProof(
        index=number(fields.get("logIndex", 0), "the index in the tree"),
        size=number(fields.get("treeSize"), "the size of the tree"),
        root=octets(fields.get("rootHash"), "the root hash"),
        hashes=tuple(
            octets(item, "a hash of the proof")
            for item in rows(fields.get("hashes"), "the hashes", most=MOST_HASHES)
        ),
        checkpoint=None
        if checkpoint is None
        else text(table(checkpoint, "the checkpoint").get("envelope"), "the checkpoint"),
    )
