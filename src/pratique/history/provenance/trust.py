"""Parses Sigstore trust roots (`trusted_root.json`) into keys and certificates with their validity periods.

The format is that of Sigstore's protobuf-specs (`sigstore_trustroot.proto`, in Protobuf's JSON). A file may
contain several documents, one per line, as tools print them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.history.provenance.document import (
    octets,
    read_object,
    refuse,
    rows,
    some_moment,
    some_table,
    some_text,
    table,
)

_MOST = 32
_MOST_DOCUMENTS = 8
_MEDIA_TYPES = (
    "application/vnd.dev.sigstore.trustedroot+json;version=0.",
    "application/vnd.dev.sigstore.trustedroot.v0.",
)


@dataclass(frozen=True, slots=True)
class Window:
    """A validity period that includes both ends. A bound of `None` means that the period is open at that end."""

    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Return True if a time is within the period."""
        return (self.start is None or self.start <= at) and (self.end is None or at <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority for certificates or timestamps, with its chain from the issuing certificate to the root in DER format."""

    name: str
    chain: tuple[bytes, ...]
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLog:
    """A log of signatures or of certificates, with its id and its public key (DER, SubjectPublicKeyInfo)."""

    name: str
    log_id: bytes
    key: bytes
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRoot:
    """The authorities and logs that the caller trusts."""

    authorities: tuple[Authority, ...] = ()
    logs: tuple[TrustedLog, ...] = ()
    certificate_logs: tuple[TrustedLog, ...] = ()
    stamp_authorities: tuple[Authority, ...] = ()

    def log(self, log_id: bytes) -> TrustedLog | None:
        """Return the transparency log with this id; None if the trust root does not list it."""
        return next((log for log in self.logs if log.log_id == log_id), None)


def read_trust_root(data: bytes) -> TrustRoot:
    """Parse one trust root, or several trust roots, one per line. Raises ParseError if a trust root is invalid."""
    documents = [line for line in data.splitlines() if line.strip()]
    if len(documents) < 2 or not documents[0].rstrip().endswith(b"}"):
        documents = [data]
    if len(documents) > _MOST_DOCUMENTS:
        refuse(f"the file has {len(documents)} lines, more than the {_MOST_DOCUMENTS} supported trust roots")
    found = [_one(read_object(document, what="the trust root")) for document in documents]
    return TrustRoot(
        authorities=tuple(item for root in found for item in root.authorities),
        logs=tuple(item for root in found for item in root.logs),
        certificate_logs=tuple(item for root in found for item in root.certificate_logs),
        stamp_authorities=tuple(item for root in found for item in root.stamp_authorities),
    )


def _one(fields: Mapping[str, Any]) -> TrustRoot:
    kind = some_text(fields.get("mediaType"))
    if kind is None or not kind.startswith(_MEDIA_TYPES):
        refuse("the file is not a trust root: the media type is different")
    return TrustRoot(
        authorities=_authorities(fields.get("certificateAuthorities"), "the certificate authorities"),
        logs=_logs(fields.get("tlogs"), "the transparency logs"),
        certificate_logs=_logs(fields.get("ctlogs"), "the certificate logs"),
        stamp_authorities=_authorities(fields.get("timestampAuthorities"), "the time stamp authorities"),
    )


def _authorities(value: Any, what: str) -> tuple[Authority, ...]:
    found = []
    for item in rows(value, what, most=_MOST):
        fields = table(item, what)
        chain = table(fields.get("certChain"), "a chain").get("certificates")
        certificates = rows(chain, "a chain", most=_MOST)
        if not certificates:
            refuse(f"one of {what} has no certificate")
        found.append(
            Authority(
                name=some_text(fields.get("uri")) or _common_name(fields),
                chain=tuple(
                    octets(table(each, "a certificate").get("rawBytes"), "a certificate")
                    for each in certificates
                ),
                window=_window(fields.get("validFor")),
            )
        )
    return tuple(found)


def _common_name(fields: Mapping[str, Any]) -> str:
    return some_text(some_table(fields.get("subject")).get("commonName")) or "an authority without a name"


def _logs(value: Any, what: str) -> tuple[TrustedLog, ...]:
    found = []
    for item in rows(value, what, most=_MOST):
        fields = table(item, what)
        key = table(fields.get("publicKey"), "the key of a log")
        found.append(
            TrustedLog(
                name=some_text(fields.get("baseUrl")) or "a log without a name",
                log_id=octets(table(fields.get("logId"), "the id of a log").get("keyId"), "the id of a log"),
                key=octets(key.get("rawBytes"), "the key of a log"),
                window=_window(key.get("validFor")),
            )
        )
    return tuple(found)


def _window(value: Any) -> Window:
    fields = {} if value is None else table(value, "a span of time")
    return Window(
        some_moment(fields.get("start"), "the start of a validity period"),
        some_moment(fields.get("end"), "the end of a validity period"),
    )
