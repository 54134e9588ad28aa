"""Implements the endpoint that exchanges the ID token of a CI job for a short-lived token of the gate."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from pratique.config.layer import OidcSetting
from pratique.errors import ParseError, Reference, RegistryError
from pratique.gate.access.ci_token import CiTokens
from pratique.gate.access.issuer_keys import AFTER_FAILURE_S, IssuerKeys
from pratique.gate.access.oidc import accepted
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer

_LOG = logging.getLogger(__name__)
PATH = "/-/pratique/token"
MOST_BODY_BYTES = 64 * 1024
_HOW = 'send {"id_token": "..."} with POST, or run `pratique setup --ci`'


_STATUS = {Reference.ID_TOKEN_INVALID: 401, Reference.ID_TOKEN_REFUSED: 403}
"""The status of each error; 400 for a request that contains no ID token."""


class _Body(msgspec.Struct):
    id_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Exchanges ID tokens for tokens of the gate."""

    settings: tuple[OidcSetting, ...]
    keys: IssuerKeys
    tokens: CiTokens

    async def answer(self, request: web.BaseRequest, body: Callable[[], Awaitable[bytes]]) -> Answer:
        """Return a token of the gate, or an error response: 400, 401, 403, 405 or 503."""
        if request.method != "POST":
            return failed(405, f"this endpoint does not support {request.method}", hint=_HOW)
        try:
            return await self._exchanged(_id_token(await body()))
        except ParseError as error:
            return failed(_STATUS.get(error.reference, 400), error.message, hint=error.hint)
        except RegistryError as error:
            _LOG.warning("an ID token could not be verified: %s", error.message)
            return failed(
                503,
                f"the ID token cannot be verified now: {error.message}",
                hint=error.hint,
                retry_after_s=int(AFTER_FAILURE_S),
            )

    async def _exchanged(self, text: str) -> Answer:
        """Verify an ID token, and return a token of the gate.

        Raises ParseError for a token that is not accepted, and RegistryError if its issuer does not answer.
        """
        from pratique.gate.access.json_web_token import invalid, read_token  # noqa: PLC0415 - few gates accept ID tokens

        token = read_token(text)
        if token.issuer not in {one.issuer for one in self.settings}:
            raise invalid("the gate does not accept ID tokens of this issuer")
        key = await self.keys.key(token.issuer, token.key_id)
        if key is None:
            raise invalid("the issuer publishes no key with the key id of the token")
        claim, setting = accepted(token.verified(key), self.settings, self.tokens.now())
        made, content = self.tokens.issue(claim, setting.issuer, setting.lifetime)
        document = {
            "token": made,
            "expires_at": content.expires_at.isoformat(),
            "ci_claim": claim.document,
        }
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return Answer(status=200, body=msgspec.json.encode(document), headers=headers)


def _id_token(body: bytes) -> str:
    """Return the ID token in the body of a request. Raises ParseError (usage) if there is none."""
    try:
        if len(body) <= MOST_BODY_BYTES:
            return msgspec.json.decode(body, type=_Body).id_token
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    raise ParseError(Reference.USAGE, "the body contains no ID token, or is too large", hint=_HOW)
