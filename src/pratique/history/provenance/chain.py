"""Verifies that an authority of the trust root issued a signer's certificate, and that a certificate log contains the certificate.

`cryptography` verifies the path between the certificates (RFC 5280, in the profile of its `x509.verification`). Only
authorities of the trust root are trusted. The proof of a certificate log is a signed certificate timestamp (RFC 6962,
section 3.2).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.certificate_transparency import LogEntryType, SignedCertificateTimestamp
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from pratique.core.provenance import Step, StepName
from pratique.errors import ParseError
from pratique.history.provenance.certificate import SignerCertificate, load_authority
from pratique.history.provenance.claims import refused, unverified, verified
from pratique.history.provenance.public_key import der_of, is_right, known_key, load_key
from pratique.history.provenance.trust import Authority, TrustRoot

_MOST_TIMESTAMPS = 16
_CERTIFICATE_TIMESTAMP = b"\0\0"
"""The version of a signed certificate timestamp and the type of the signed data."""
_PRECERTIFICATE = b"\0\1"


def certificate_steps(
    signer: SignerCertificate, trust: TrustRoot | None, times: tuple[datetime, ...]
) -> Iterator[Step]:
    """Verify the path from the certificate to an authority at every signing time, then the timestamp of a log."""
    if trust is None:
        why = "no trust root was given: specify one with --trust-root"
        yield unverified(StepName.CERTIFICATE, why)
        yield unverified(StepName.CERTIFICATE_LOG, why)
        return
    if not signer.signs_code:
        yield refused(StepName.CERTIFICATE, "the certificate is not valid for code signing")
        return
    if not times:
        yield unverified(
            StepName.CERTIFICATE,
            "the signing time is not verified, and the certificate is valid for only minutes",
        )
        yield unverified(StepName.CERTIFICATE_LOG, "the authority of the certificate is not verified")
        return
    for at in times:
        if not signer.valid_at(at):
            span = f"{signer.found.not_valid_before_utc:%Y-%m-%d %H:%M} to {signer.found.not_valid_after_utc:%H:%M}"
            yield refused(
                StepName.CERTIFICATE,
                f"the certificate signed at {at:%Y-%m-%d %H:%M} but is valid only from {span}",
            )
            return
    found = [_issuer(signer, trust, at) for at in times]
    missing = [item for item in found if isinstance(item, str)]
    if missing:
        yield refused(StepName.CERTIFICATE, missing[0])
        return
    issuer, authority = next(item for item in found if not isinstance(item, str))
    yield verified(
        StepName.CERTIFICATE,
        f"issued by {authority.name}, an authority of the trust root, and valid at the signing time",
    )
    yield _logged(signer, issuer, trust)


def _issuer(
    signer: SignerCertificate, trust: TrustRoot, at: datetime
) -> tuple[x509.Certificate, Authority] | str:
    """Return the issuer's certificate and its authority, or the reason why no trusted authority issued the certificate."""
    why = "no authority of the trust root was valid at the signing time"
    for authority in trust.authorities:
        if not authority.window.holds(at):
            continue
        try:
            *between, root = [load_authority(der) for der in authority.chain]
            path = _verified_path(signer.found, between, root, at)
        except ParseError as error:
            why = f"the trust root: {error.message}"
        except (VerificationError, x509.UnsupportedGeneralNameType, ValueError) as error:
            why = f"no authority of the trust root issued the certificate ({str(error)[:160]})"
        else:
            return path[1], authority
    return why


def _verified_path(
    leaf: x509.Certificate, between: list[x509.Certificate], root: x509.Certificate, at: datetime
) -> list[x509.Certificate]:
    # What a certificate is for is checked beside this: the library knows the purposes of servers and clients alone.
    authorities = ExtensionPolicy.webpki_defaults_ca().may_be_present(
        x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None
    )
    leaves = ExtensionPolicy.webpki_defaults_ee().may_be_present(
        x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None
    )
    builder = PolicyBuilder().store(Store([root])).time(at)
    verifier = builder.extension_policies(ca_policy=authorities, ee_policy=leaves).build_client_verifier()
    return verifier.verify(leaf, between).chain


def _logged(signer: SignerCertificate, issuer: x509.Certificate, trust: TrustRoot) -> Step:
    """Return the result of checking that a log of the trust root contains the certificate."""
    name = StepName.CERTIFICATE_LOG
    if not trust.certificate_logs:
        return unverified(name, "the trust root lists no certificate log")
    try:
        stamps = signer.found.extensions.get_extension_for_class(
            x509.PrecertificateSignedCertificateTimestamps
        )
    except x509.ExtensionNotFound:
        return refused(name, "no certificate log contains the certificate")
    try:
        return _seen(list(stamps.value)[:_MOST_TIMESTAMPS], signer, issuer, trust)
    except ParseError as error:
        return unverified(name, f"the trust root: {error.message}")
    except (ValueError, OverflowError) as error:
        return refused(name, f"the certificate log's timestamp cannot be read ({str(error)[:160]})")


def _seen(
    stamps: list[SignedCertificateTimestamp],
    signer: SignerCertificate,
    issuer: x509.Certificate,
    trust: TrustRoot,
) -> Step:
    """Verify a signed certificate timestamp that a log of the trust root issued.

    Raises ParseError, ValueError or OverflowError if a log's key or the timestamp cannot be read.
    """
    name = StepName.CERTIFICATE_LOG
    logs = {log.log_id: log for log in trust.certificate_logs}
    why = "the logs that contain the certificate are not in the trust root"
    for stamp in stamps:
        log = logs.get(stamp.log_id)
        if log is None:
            continue
        if not log.window.holds(stamp.timestamp.replace(tzinfo=UTC)):
            why = f"the key of {log.name} was not valid at that time"
            continue
        if stamp.entry_type is not LogEntryType.PRE_CERTIFICATE or not isinstance(
            stamp.signature_hash_algorithm, SHA256
        ):
            why = "the type of the timestamp is not supported"
            continue
        if is_right(load_key(log.key), stamp.signature, _signed_by_log(stamp, signer.found, issuer)):
            return verified(name, f"seen by {log.name}")
        return refused(name, f"the signature of {log.name} over the certificate is invalid")
    return refused(name, why)


def _signed_by_log(
    stamp: SignedCertificateTimestamp,
    leaf: x509.Certificate,
    issuer: x509.Certificate,
) -> bytes:
    """Return the bytes that a log signs before a certificate is issued (RFC 6962, section 3.2)."""
    body = leaf.tbs_precertificate_bytes
    milliseconds = round(stamp.timestamp.replace(tzinfo=UTC).timestamp() * 1000)
    return b"".join(
        (
            _CERTIFICATE_TIMESTAMP,
            milliseconds.to_bytes(8),
            _PRECERTIFICATE,
            sha256(der_of(known_key(issuer.public_key()))).digest(),
            len(body).to_bytes(3),
            body,
            len(stamp.extension_bytes).to_bytes(2),
            stamp.extension_bytes,
        )
    )
