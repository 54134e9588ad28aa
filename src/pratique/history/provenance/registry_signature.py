"""Verifies signatures by an npm registry over `name@version:integrity`. The module needs `cryptography`.

Sources: npm's page "About ECDSA registry signatures", and `npm audit signatures`, which requires every signature to be
valid.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime

from pratique.core.names import Digest, ReleaseRef, strongest
from pratique.core.provenance import Proof, ProofKind, Step, StepName
from pratique.core.release import Dated, TimeSource
from pratique.errors import ParseError
from pratique.history.provenance.claims import refused, unverified, verified
from pratique.history.provenance.keys import KeyRing, RegistryKey
from pratique.history.provenance.public_key import is_right, load_key
from pratique.history.provenance.verifying import in_force, unknown_key

_USE = "npm:signatures"
_SCHEMES = frozenset({"ecdsa-sha2-nistp256"})


def signed_text(ref: ReleaseRef, integrity: Digest) -> bytes:
    """Return the text that a registry signs. The text contains the digest in SRI format."""
    value = base64.b64encode(bytes.fromhex(integrity.hex)).decode()
    return f"{ref.package.name}@{ref.version}:{integrity.algorithm}-{value}".encode()


def verify_signature(
    signature: tuple[str, str],
    *,
    ref: ReleaseRef,
    digests: tuple[Digest, ...],
    published: Dated | None,
    keys: KeyRing,
) -> Proof:
    """Verify one signature and return the result. `signature` is a pair of key id and base64 text from a listing."""
    return Proof(
        kind=ProofKind.REGISTRY_SIGNATURE,
        steps=tuple(_steps(signature, ref, strongest(digests), published, keys)),
    )


def _steps(
    signature: tuple[str, str],
    ref: ReleaseRef,
    integrity: Digest | None,
    published: Dated | None,
    keys: KeyRing,
) -> Iterator[Step]:
    key_id, text = signature
    key = keys.find(key_id, use=_USE)
    if key is None:
        yield unknown_key(key_id)
        return
    if key.scheme not in _SCHEMES:
        yield unverified(
            StepName.KEY, f"the key {key_id[:100]!r} uses a signature scheme that is not supported"
        )
        return
    yield in_force(key, _before(key, published))
    yield _signature(key, text, ref, integrity)


def _before(key: RegistryKey, published: Dated | None) -> datetime | None:
    """Return the publish time, for comparison with the expiry of a key.

    A publish time from a mirror is only an upper bound of the real publish time.
    """
    if published is None:
        return None
    late = (
        published.source is not TimeSource.REGISTRY
        and key.expires is not None
        and published.at >= key.expires
    )
    return None if late else published.at


def _signature(key: RegistryKey, text: str, ref: ReleaseRef, integrity: Digest | None) -> Step:
    name = StepName.SIGNATURE
    if integrity is None:
        return unverified(name, "no digest of the artifact is known")
    try:
        right = is_right(
            load_key(key.key), base64.b64decode(text, validate=True), signed_text(ref, integrity)
        )
    except (binascii.Error, ValueError):
        return refused(name, "the signature is not base64")
    except ParseError as error:
        return unverified(name, error.message)
    if not right:
        return refused(
            name, f"the signature is not the registry's signature over {ref} with this {integrity.algorithm}"
        )
    return verified(name, f"the registry signed {ref} with the {integrity.algorithm} of this artifact")
