"""Signs and verifies snapshots with Ed25519 keys. `cryptography` is imported only when it is needed.

The signature covers the first line and the whole compressed payload. The signature is verified before anything is decompressed.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

from pratique.advisories.snapshot import refusal
from pratique.advisories.snapshot.layout import Frame
from pratique.errors import ParseError, Reference

_CONTEXT = b"pratique-snapshot signature 1\n"
_KEY = re.compile(r"ed25519:([A-Za-z0-9+/]{43}=)\Z")
_KEY_BYTES = 32


def key_id(public: bytes) -> str:
    """Return the id of a raw public key: the first 16 hexadecimal digits of the sha256 of the key."""
    return hashlib.sha256(public).hexdigest()[:16]


def read_key(text: str) -> bytes:
    """Return the raw public key in a text `ed25519:BASE64`. Raises ParseError if the text is not a public key."""
    found = _KEY.match(text.strip())
    raw = base64.b64decode(found[1]) if found else b""
    if found is None or len(raw) != _KEY_BYTES or write_key(raw) != text.strip():
        raise ParseError(
            Reference.CONFIG_INVALID,
            f"{text[:80]!r} is not a public key",
            hint="public keys have the form ed25519:BASE64; `pratique advisories snapshot --keygen FILE` prints one",
        )
    return raw


def write_key(public: bytes) -> str:
    """Return a raw public key in the text form `ed25519:BASE64`."""
    return f"ed25519:{base64.b64encode(public).decode()}"


def read_keys(text: str) -> tuple[str, ...]:
    """Return the keys in a file with one key per line. `#` starts a comment."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def keyring(keys: Iterable[str]) -> Mapping[str, bytes]:
    """Return the trusted keys by id. Raises ParseError for an invalid key."""
    return {key_id(raw): raw for raw in map(read_key, keys)}


def new_key() -> tuple[bytes, bytes]:
    """Generate a private key, and return the key as PEM (PKCS #8) with its raw public key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - few verbs sign
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, private.public_key().public_bytes_raw()


def sign(frame: Frame, pem: bytes) -> Frame:
    """Return the frame with a signature by this private key. Raises ParseError for an invalid key."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - few verbs sign
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above

    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise ParseError(
            Reference.FILE_UNREADABLE,
            "the signing key is not an Ed25519 private key in PEM form without a password",
            hint="create a key with `pratique advisories snapshot --keygen FILE` or `openssl genpkey -algorithm ed25519`",
        )
    signature = private.sign(_signed(frame))
    id_ = key_id(private.public_key().public_bytes_raw())
    return Frame(frame.first, id_, signature, frame.header_bytes, frame.payload)


def verify(frame: Frame, keys: Mapping[str, bytes]) -> None:
    """Raise ParseError unless the frame is signed by one of the trusted keys."""
    if not frame.key_id:
        raise refusal.unsigned()
    public = keys.get(frame.key_id)
    if public is None:
        raise refusal.unknown_key(frame.key_id)
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only a new snapshot is verified
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(frame.signature, _signed(frame))
    except InvalidSignature:
        raise refusal.bad_signature(frame.key_id) from None


def _signed(frame: Frame) -> bytes:
    return _CONTEXT + frame.first + frame.payload
