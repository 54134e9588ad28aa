"""Creates and verifies the gate's short-lived tokens for CI jobs. This module does no I/O.

A token is `prtqci_PAYLOAD.MAC`. The payload contains the job and the time of expiry; the MAC is the HMAC-SHA256 of the
payload with a key in the state folder. The gate stores no token, so tokens survive a restart, and all gates with the same
state folder accept them. If an issuer is removed from the settings, or the key is replaced, its tokens are invalid.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from pratique.core.ci_claim import CiClaim

PREFIX = "prtqci_"
MOST_TOKEN = 8_000
"""The maximum length of a token in characters."""
_CONTEXT = b"pratique ci token 1\0"
_TOKEN = re.compile(r"prtqci_([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})\Z")


class _Payload(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    issuer: str
    expires_s: int
    system: str
    repository: str
    workflow: str
    run: str
    job: str


@dataclass(frozen=True, slots=True)
class CiToken:
    """A token of the gate for a CI job."""

    claim: CiClaim
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CiTokens:
    """Creates and verifies tokens for CI jobs."""

    key: bytes = field(repr=False)
    issuers: frozenset[str]
    """The issuers in the settings. Tokens for jobs of any other issuer are invalid."""
    now: Callable[[], datetime]

    def issue(self, claim: CiClaim, issuer: str, lifetime: timedelta) -> tuple[str, CiToken]:
        """Return a new token as text, and its content."""
        expires_at = (self.now() + lifetime).replace(microsecond=0)
        payload = _Payload(
            issuer=issuer,
            expires_s=int(expires_at.timestamp()),
            system=claim.system,
            repository=claim.repository,
            workflow=claim.workflow,
            run=claim.run,
            job=claim.job,
        )
        text = _encoded(msgspec.json.encode(payload))
        return f"{PREFIX}{text}.{_encoded(self._mac(text))}", CiToken(claim, expires_at)

    def read(self, text: str) -> CiToken | None:
        """Return the content of a token, which may have expired; None if this gate did not create the token."""
        match = _TOKEN.match(text) if len(text) <= MOST_TOKEN else None
        if match is None or not hmac.compare_digest(_encoded(self._mac(match[1])), match[2]):
            return None
        try:
            data = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))
            one = msgspec.json.decode(data, type=_Payload)
            expires_at = datetime.fromtimestamp(one.expires_s, UTC)
        except (binascii.Error, msgspec.DecodeError, ValueError, OverflowError, OSError):
            return None
        if one.issuer not in self.issuers:
            return None
        claim = CiClaim(
            system=one.system,
            repository=one.repository,
            workflow=one.workflow,
            run=one.run,
            job=one.job,
            proven=True,
        )
        return CiToken(claim, expires_at)

    def _mac(self, text: str) -> bytes:
        return hmac.new(self.key, _CONTEXT + text.encode(), hashlib.sha256).digest()


def name_of(claim: CiClaim) -> str:
    """Return the name of a proven job in the log, such as `github:acme/shop`.

    No token in a token file can have such a name.
    """
    return f"{claim.system}:{claim.repository}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
