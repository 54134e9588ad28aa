"""Sends signed alarms to one URL until each alarm is delivered.

Failures are logged, and deliveries are retried even after a restart.

Signatures follow Standard Webhooks 1.0, so that existing libraries can verify the signatures. The header
`webhook-signature` is `v1,` followed by the base64 of the HMAC-SHA256 of `webhook-id.webhook-timestamp.body`.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique import __version__
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError
from pratique.gate.decision.policy import Law
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passing
from pratique.store.gate.affected_clients import Alarm, AlarmState
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
_PREFIX = "whsec_"
LEAST_SECRET = 16
"""The minimum length of a secret in bytes. Shorter secrets can be guessed."""
_MOST_ANSWER_BYTES = 64 * 1024
_DEADLINE_S = 20.0
PAUSES_S = (1.0, 5.0, 30.0, 120.0, 600.0)
"""The delays before the new attempts to deliver an alarm, in seconds. After the last attempt, an alarm waits for the
next start of the gate."""


def read_secret(text: str) -> bytes:
    """Return the signing key: the decoded base64 after `whsec_`, or any other text unchanged.

    Raises ParseError for an invalid or too short secret.
    """
    told = text.strip()
    try:
        key = (
            base64.b64decode(told.removeprefix(_PREFIX), validate=True)
            if told.startswith(_PREFIX)
            else told.encode()
        )
    except (binascii.Error, ValueError):
        raise _bad_secret("the text after whsec_ is not base64") from None
    if len(key) < LEAST_SECRET:
        raise _bad_secret(f"the secret is shorter than {LEAST_SECRET} bytes")
    return key


def signed(id_: str, at: datetime, body: bytes, key: bytes) -> Mapping[str, str]:
    """Return the signature headers for a body at a given time."""
    moment = str(int(at.timestamp()))
    mac = hmac.new(key, f"{id_}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id_,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """The webhook that receives alarms."""

    url: str
    key: bytes = field(repr=False)
    route: Route = field(default_factory=Route)
    pauses_s: tuple[float, ...] = PAUSES_S

    @property
    def shown(self) -> str:
        """Return the URL without its path, because the path may be secret."""
        return str(origin(parse(self.url)))


@dataclass(kw_only=True)
class Sender:
    """Sends pending alarms. Two processes with the same store send each alarm once."""

    hook: Hook
    law: Law
    store: Store
    _tried: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    async def run(self, every_s: float) -> None:
        """Send pending alarms until the gate shuts down."""
        while True:
            try:
                await self.send_due()
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("could not read the pending alarms")
            await asyncio.sleep(every_s)

    def health(self) -> Mapping[str, object]:
        """Return the number of undelivered alarms."""
        return {"alarms_unsent": len(self.store.alarms.of(AlarmState.WAITING))}

    async def send_due(self) -> None:
        """Try to deliver each due alarm once. Raises StoreError if the state folder is unusable."""
        for alarm in await asyncio.to_thread(self.store.alarms.of, AlarmState.WAITING):
            tries, next_at = self._tried.get(alarm.id, (0, self.law.now()))
            if tries > len(self.hook.pauses_s) or self.law.now() < next_at:
                continue
            if await asyncio.to_thread(self.store.alarms.claim, alarm.id, at=self.law.now()):
                await self._try(alarm, tries)

    async def _try(self, alarm: Alarm, tries: int) -> None:
        try:
            await self._post(alarm)
        except RegistryError as error:
            again = self.hook.pauses_s[tries] if tries < len(self.hook.pauses_s) else None
            self._tried[alarm.id] = (tries + 1, self.law.now() + timedelta(seconds=again or 0))
            await asyncio.to_thread(self.store.alarms.failed, alarm.id, error.message)
            when = "at the next start" if again is None else f"in {again:g} s"
            _LOG.error(
                "alarm %s was not delivered to %s: %s; next attempt %s",
                alarm.id,
                self.hook.shown,
                error.message,
                when,
            )
            return
        self._tried.pop(alarm.id, None)
        await asyncio.to_thread(self.store.alarms.sent, alarm.id, at=self.law.now())

    async def _post(self, alarm: Alarm) -> None:
        """Send one alarm. Raises RegistryError unless the receiver responds with 2xx."""
        await post(self.hook, alarm.id, alarm.body.encode(), at=self.law.now(), type_="application/json")


async def post(hook: Hook, id_: str, body: bytes, *, at: datetime, type_: str) -> None:
    """Send a signed message once. Raises RegistryError unless the receiver responds with 2xx."""
    headers = {
        "Content-Type": type_,
        "User-Agent": f"pratique/{__version__}",
        **signed(id_, at, body, hook.key),
    }
    passing = Passing(
        method="POST",
        url=hook.url,
        headers=headers,
        body=_whole(body),
        length=len(body),
        most_sent_bytes=len(body),
        most_bytes=_MOST_ANSWER_BYTES,
    )
    configured = {origin(parse(hook.url))}
    async with Http(HttpSettings(deadline_s=_DEADLINE_S), configured=configured) as http:
        answer = await http.pass_on(passing, route=hook.route)
    if not 200 <= answer.status < 300:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"it answered {answer.status}",
            hint="check the receiver: the message is stored and will be sent again",
        )


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _bad_secret(why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"the webhook secret is invalid: {why}",
        hint="create a secret with `openssl rand -base64 32`, and configure the same secret at the receiver",
    )
