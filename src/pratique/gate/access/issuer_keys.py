"""Fetches the public keys of issuers of ID tokens, and keeps them for an hour.

A token can name a key that the gate does not know. Tokens with an unknown key make the gate fetch the keys of an
issuer at most once a minute. An issuer that does not answer is asked again after 10 seconds.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import origin, parse, shown
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route

if TYPE_CHECKING:
    from pratique.gate.access.json_web_token import SigningKey

FRESH_S = 3_600.0
"""The time for which keys are used without a request to the issuer, in seconds."""
PAUSE_S = 60.0
"""The minimum time between two requests because of unknown keys, in seconds."""
AFTER_FAILURE_S = 10.0
_MOST_BYTES = 256 * 1024
_WELL_KNOWN = "/.well-known/openid-configuration"
_LIMITS = HttpSettings(read_timeout_s=5.0, deadline_s=10.0, max_redirects=0, pauses_s=())


@dataclass(slots=True)
class _Known:
    """The keys of one issuer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    keys: "Mapping[str, SigningKey]" = field(default_factory=dict)
    fetched: float | None = None
    failed: float | None = None
    error: RegistryError | None = None


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """The keys of the issuers in the settings."""

    route: Route = field(default_factory=Route)
    monotonic: Callable[[], float] = time.monotonic
    _known: dict[str, _Known] = field(default_factory=dict)

    async def key(self, issuer: str, key_id: str) -> "SigningKey | None":
        """Return a key of an issuer; None if the issuer publishes no usable key with this id.

        Call this method only for issuers in the settings. Raises RegistryError if the issuer does not answer, or
        answers with something else than keys.
        """
        known = self._known.setdefault(issuer, _Known())
        async with known.lock:
            now = self.monotonic()
            age_s = None if known.fetched is None else now - known.fetched
            if age_s is not None and age_s < (FRESH_S if key_id in known.keys else PAUSE_S):
                return known.keys.get(key_id)
            if known.error is not None and known.failed is not None and now - known.failed < AFTER_FAILURE_S:
                raise known.error
            try:
                known.keys = await self._fetch(issuer)
            except RegistryError as error:
                known.failed, known.error = now, error
                raise
            known.fetched, known.error = now, None
            return known.keys.get(key_id)

    async def _fetch(self, issuer: str) -> "Mapping[str, SigningKey]":
        from pratique.gate.access.json_web_token import read_keys  # noqa: PLC0415 - few gates accept ID tokens

        try:
            home = origin(parse(issuer))
            async with Http(_LIMITS, configured=[home], route=self.route) as http:
                found = await http.get(f"{issuer.rstrip('/')}{_WELL_KNOWN}", max_bytes=_MOST_BYTES)
                document = msgspec.json.decode(found.body, type=dict[str, Any])
                address = document.get("jwks_uri")
                if document.get("issuer") != issuer or not isinstance(address, str):
                    raise _useless(issuer, "the configuration belongs to another issuer")
                if origin(parse(address)) != home:
                    raise _useless(
                        issuer, f"the keys of the issuer are on another host ({shown(parse(address))})"
                    )
                body = (await http.get(address, max_bytes=_MOST_BYTES)).body
            return read_keys(body)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise _useless(issuer, "the configuration of the issuer is not JSON") from None
        except ParseError as error:
            raise _useless(issuer, error.message) from None


def _useless(issuer: str, why: str) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_FAILED,
        f"the issuer of ID tokens {issuer} cannot be used: {why}",
        hint="compare the setting gate.oidc with the issuer in the documentation of the CI system",
    )
