"""Parses entries of a transparency log into the digest, the signature and the signer that an entry records.

Formats: `intoto` 0.0.2 and `dsse` 0.0.1 of Rekor 1, `dsse` 0.0.2 and `hashedrekord` 0.0.2 of Rekor 2 (the schemas in
Rekor's `pkg/types`, and `rekor/v2/*.proto` of Sigstore's protobuf-specs).
"""

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pratique.history.provenance.bundle import Envelope, LogEntry
from pratique.history.provenance.document import invalid, octets, read_object, refuse, rows, table, text

_ALGORITHMS = {
    "sha256": "sha256",
    "SHA2_256": "sha256",
    "SHA2_384": "sha384",
    "SHA2_512": "sha512",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The content of a log entry.

    If `of_envelope` is True, the digest covers the signed bytes; otherwise, the digest covers only the payload.
    """

    algorithm: str
    digest: bytes
    of_envelope: bool
    signature: bytes
    signer: bytes
    """The certificate or the public key of the signer, in DER format."""

    def differs(self, envelope: Envelope, signer: bytes) -> str | None:
        """Return the first part of the entry that differs from a signed envelope, as text; None if all parts match."""
        subject = envelope.signed if self.of_envelope else envelope.payload
        if hashlib.new(self.algorithm, subject).digest() != self.digest:
            return "another payload"
        if self.signature != envelope.signature:
            return "another signature"
        return None if self.signer == signer else "another signer"


def read_recorded(entry: LogEntry) -> Recorded:
    """Parse the body of a log entry. Raises ParseError if the body is invalid or its kind is unsupported."""
    fields = read_object(entry.body, what="the body of the log entry")
    if (fields.get("kind"), fields.get("apiVersion")) != (entry.kind, entry.version):
        refuse("the kind of the log entry differs from the kind in its body")
    spec = table(fields.get("spec"), "the body of the log entry")
    match entry.kind, entry.version:
        case "intoto", "0.0.2":
            return _intoto(spec)
        case "dsse", "0.0.1":
            return _dsse(spec)
        case "dsse", "0.0.2":
            return _dsse_second(table(spec.get("dsseV002"), "the body of the log entry"))
        case "hashedrekord", "0.0.2":
            return _hashed(table(spec.get("hashedRekordV002"), "the body of the log entry"))
        case _:
            raise invalid(f"a log entry of kind {entry.kind[:40]!r} {entry.version[:20]!r} is not supported")


def _intoto(spec: Mapping[str, Any]) -> Recorded:
    content = table(spec.get("content"), "the content of the log entry")
    envelope = table(content.get("envelope"), "the envelope of the log entry")
    signature = _only(envelope.get("signatures"))
    algorithm, digest = _hex_digest(content.get("payloadHash"))
    return Recorded(
        algorithm=algorithm,
        digest=digest,
        of_envelope=False,
        # Both are texts of base64 in themselves, and the entry encodes them once more.
        signature=octets(
            octets(signature.get("sig"), "the signature of the log entry").decode("latin-1"),
            "the signature of the log entry",
        ),
        signer=_pem(octets(signature.get("publicKey"), "the signer of the log entry")),
    )


def _dsse(spec: Mapping[str, Any]) -> Recorded:
    signature = _only(spec.get("signatures"))
    algorithm, digest = _hex_digest(spec.get("payloadHash"))
    return Recorded(
        algorithm=algorithm,
        digest=digest,
        of_envelope=False,
        signature=octets(signature.get("signature"), "the signature of the log entry"),
        signer=_pem(octets(signature.get("verifier"), "the signer of the log entry")),
    )


def _dsse_second(spec: Mapping[str, Any]) -> Recorded:
    signature = _only(spec.get("signatures"))
    algorithm, digest = _digest(spec.get("payloadHash"))
    return Recorded(
        algorithm=algorithm,
        digest=digest,
        of_envelope=False,
        signature=_content(signature),
        signer=_verifier(signature),
    )


def _hashed(spec: Mapping[str, Any]) -> Recorded:
    signature = table(spec.get("signature"), "the signature of the log entry")
    algorithm, digest = _digest(spec.get("data"))
    return Recorded(
        algorithm=algorithm,
        digest=digest,
        of_envelope=True,
        signature=_content(signature),
        signer=_verifier(signature),
    )


def _only(value: Any) -> Mapping[str, Any]:
    found = rows(value, "the signatures of the log entry", most=1)
    if not found:
        refuse("the log entry has no signature")
    return table(found[0], "the signature of the log entry")


def _content(signature: Mapping[str, Any]) -> bytes:
    return octets(signature.get("content"), "the signature of the log entry")


def _verifier(signature: Mapping[str, Any]) -> bytes:
    verifier = table(signature.get("verifier"), "the signer of the log entry")
    holder = verifier.get("x509Certificate") or verifier.get("publicKey")
    return octets(table(holder, "the signer of the log entry").get("rawBytes"), "the signer of the log entry")


def _hex_digest(value: Any) -> tuple[str, bytes]:
    fields = table(value, "the digest of the log entry")
    try:
        digest = bytes.fromhex(text(fields.get("value"), "the digest of the log entry"))
    except ValueError:
        refuse("the digest of the log entry is not a valid digest")
    return _algorithm(fields), digest


def _digest(value: Any) -> tuple[str, bytes]:
    fields = table(value, "the digest of the log entry")
    return _algorithm(fields), octets(fields.get("digest"), "the digest of the log entry")


def _algorithm(fields: Mapping[str, Any]) -> str:
    found = _ALGORITHMS.get(text(fields.get("algorithm"), "the algorithm of the log entry"))
    if found is None:
        refuse("the log entry has a digest of an unknown algorithm")
    return found


def _pem(data: bytes) -> bytes:
    lines = data.strip().splitlines()
    if len(lines) < 3 or not lines[0].startswith(b"-----BEGIN ") or not lines[-1].startswith(b"-----END "):
        refuse("the signer of the log entry is not in PEM")
    try:
        return b64decode(b"".join(line.strip() for line in lines[1:-1]), validate=True)
    except (binascii.Error, ValueError):
        refuse("the signer of the log entry is not in PEM")
