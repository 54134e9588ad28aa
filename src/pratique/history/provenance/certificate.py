"""Parses the certificates of signers with `cryptography`, including the identity of the signer.

Fulcio defines the extensions under 1.3.6.1.4.1.57264.1 (its page "Sigstore OID information").
"""

import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID

from pratique.core.provenance import Identity
from pratique.history.provenance.document import MOST_TEXT, refuse
from pratique.history.provenance.public_key import PublicKey, known_key

_FULCIO = "1.3.6.1.4.1.57264.1."
_ISSUER_OF_OLD = f"{_FULCIO}1"
_FIELDS = {
    8: "issuer",
    9: "builder",
    11: "runner",
    12: "repository",
    13: "commit",
    14: "ref",
    15: "repository_id",
    16: "owner",
    17: "owner_id",
    18: "workflow",
    20: "trigger",
    21: "run",
}
"""Maps the last number of an extension's id to the field of `Identity`. Each extension contains a UTF8String."""
_UTF8_STRING = 0x0C
_UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerCertificate:
    """The certificate of a signer."""

    found: x509.Certificate
    key: PublicKey
    identity: Identity
    """The identity in the certificate. The identity is reliable only after verification of the certificate."""
    signs_code: bool
    """True if the certificate is for code signing and does not belong to a certificate authority."""

    @property
    def der(self) -> bytes:
        """Return the certificate in DER format."""
        return self.found.public_bytes(Encoding.DER)

    def valid_at(self, at: datetime) -> bool:
        """Return True if the certificate is valid at this time."""
        return self.found.not_valid_before_utc <= at <= self.found.not_valid_after_utc


def load_certificate(der: bytes) -> SignerCertificate:
    """Parse the certificate of a signer. Raises ParseError if the certificate is invalid."""
    try:
        found = _load(der)
        return SignerCertificate(
            found=found,
            key=known_key(found.public_key()),
            identity=_identity(found),
            signs_code=_signs_code(found),
        )
    except _UNREADABLE as error:
        _unreadable(error)


def load_authority(der: bytes) -> x509.Certificate:
    """Parse a certificate of the trust root. Raises ParseError if the certificate is invalid."""
    try:
        return _load(der)
    except _UNREADABLE as error:
        _unreadable(error)


def _load(der: bytes) -> x509.Certificate:
    # What the library will not read for much longer, such as a negative serial number, is not read now either.
    with warnings.catch_warnings(action="error", category=CryptographyDeprecationWarning):
        return x509.load_der_x509_certificate(der)


def _unreadable(error: Exception) -> NoReturn:
    refuse(f"a certificate cannot be read: {str(error)[:200]}")


def _signs_code(found: x509.Certificate) -> bool:
    try:
        if not found.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature:
            return False
        purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    try:
        above = found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        above = False
    return ExtendedKeyUsageOID.CODE_SIGNING in purposes and not above


def _identity(found: x509.Certificate) -> Identity:
    told: dict[str, str] = {}
    for extension in found.extensions:
        oid = extension.oid.dotted_string
        if not oid.startswith(_FULCIO) or not isinstance(extension.value, x509.UnrecognizedExtension):
            continue
        last = oid.removeprefix(_FULCIO)
        name = _FIELDS.get(int(last)) if last.isdigit() and len(last) < 4 else None
        if name is not None and (text := _utf8_string(extension.value.value)) is not None:
            told[name] = text
        elif oid == _ISSUER_OF_OLD and "issuer" not in told:
            told["issuer"] = extension.value.value[:MOST_TEXT].decode("utf-8", "replace")
    return Identity(subject=_subject(found), **told)


def _subject(found: x509.Certificate) -> str | None:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    texts = [
        name.value for name in names if isinstance(name, x509.UniformResourceIdentifier | x509.RFC822Name)
    ]
    return texts[0][:MOST_TEXT] if len(texts) == 1 else None


def _utf8_string(der: bytes) -> str | None:
    if len(der) < 2 or der[0] != _UTF8_STRING:
        return None
    length, start = der[1], 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 2:
            return None
        length, start = int.from_bytes(der[2 : 2 + count]), 2 + count
    if length > MOST_TEXT or start + length != len(der):
        return None
    try:
        return der[start:].decode()
    except UnicodeDecodeError:
        return None
