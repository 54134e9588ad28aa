"""Parses the public keys of an npm registry, from the response of `/-/npm/v1/keys` or the file in Sigstore's root.

Formats: npm's page "About ECDSA registry signatures", and the `keys.json` targets of Sigstore's root-signing. A key
signs the text `name@version:integrity`, or attestations.
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
    some_text,
    table,
    text,
)

_MOST_KEYS = 256
_ECDSA = "ecdsa-sha2-nistp256"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryKey:
    """A public key of a registry. `key` is the SubjectPublicKeyInfo of the key in DER format."""

    key_id: str
    key: bytes
    scheme: str
    expires: datetime | None = None
    """The time after which the registry no longer signs with the key; None if the key is still in use."""
    use: str | None = None
    """The purpose of the key, such as `npm:signatures`; None if the key may be used for every purpose."""

    def serves(self, use: str) -> bool:
        """Return True if the key may be used for this purpose."""
        return self.use is None or self.use == use


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The public keys of a registry."""

    keys: tuple[RegistryKey, ...] = ()

    def find(self, key_id: str, *, use: str) -> RegistryKey | None:
        """Return the key with this id and purpose; None if there is no such key."""
        return next((key for key in self.keys if key.key_id == key_id and key.serves(use)), None)


def read_keys(data: bytes) -> KeyRing:
    """Parse the list of a registry's keys. Raises ParseError if the list is invalid."""
    fields = read_object(data, what="the list of keys")
    if "keys" not in fields:
        refuse("the list of keys has no field `keys`")
    return KeyRing(
        keys=tuple(_key(item) for item in rows(fields["keys"], "the list of keys", most=_MOST_KEYS))
    )


def _key(value: Any) -> RegistryKey:
    fields = table(value, "a key")
    if "publicKey" in fields:
        return _distributed(fields)
    return RegistryKey(
        key_id=text(fields.get("keyid"), "the id of a key"),
        key=octets(fields.get("key"), "a key"),
        scheme=some_text(fields.get("scheme")) or _ECDSA,
        expires=some_moment(fields.get("expires"), "the expiry of a key"),
    )


def _distributed(fields: Mapping[str, Any]) -> RegistryKey:
    public = table(fields["publicKey"], "a key")
    details = some_text(public.get("keyDetails"))
    window = public.get("validFor")
    return RegistryKey(
        key_id=text(fields.get("keyId"), "the id of a key"),
        key=octets(public.get("rawBytes"), "a key"),
        scheme=_ECDSA if details == "PKIX_ECDSA_P256_SHA_256" else details or "unknown",
        expires=None
        if window is None
        else some_moment(table(window, "a span").get("end"), "the expiry of a key"),
        use=some_text(fields.get("keyUsage")),
    )
