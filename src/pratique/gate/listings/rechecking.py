"""Refreshes the listings of served packages periodically, because installs from a lockfile fetch no listings.

If a registry quarantines a package, the gate refuses the package from then on. If a digest in a listing changed, the
gate raises an alarm.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError
from pratique.gate.decision.policy import Law
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import Face
from pratique.store.interface import Store

_LOG = logging.getLogger(__name__)
AGE = timedelta(hours=24)
"""The age after which a listing is refreshed."""
_SERVED_WITHIN = timedelta(days=30)
_MOST_LOOKED_AT = 50
"""The maximum number of packages that one run examines. Packages with a recent listing are skipped."""


@dataclass(kw_only=True)
class Rechecking:
    """Refreshes the listing of one package every five seconds: about 17,000 packages a day."""

    listings: Listings
    store: Store
    faces: tuple[Face, ...]
    law: Law
    _turn: deque[PackageRef] = field(default_factory=deque)
    _begun_at: datetime | None = None

    async def run(self, every_s: float) -> None:
        """Run periodically until the gate shuts down."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.look()
            except (PratiqueError, OSError, ValueError) as error:
                _LOG.info("could not refresh a listing: %s", error)

    def health(self) -> Mapping[str, object]:
        """Return an empty status, because another object stores the results of the refreshes."""
        return {}

    async def look(self) -> None:
        """Refresh the listing of one package that was not refreshed recently. Raises the errors of the registry request."""
        if not self._turn and not await self._next_turn():
            return
        for _ in range(min(len(self._turn), _MOST_LOOKED_AT)):
            package = self._turn.popleft()
            face = self._face(package.ecosystem)
            if face is not None and await asyncio.to_thread(self._is_old, package):
                await self.listings.state(face, package)
                return

    async def _next_turn(self) -> bool:
        """Queue the recently served packages. Return False if the queue was last filled too recently."""
        now = self.law.now()
        if self._begun_at is not None and now - self._begun_at < AGE / 24:
            return False
        self._begun_at = now
        found = await asyncio.to_thread(self.store.served.packages, since=now - _SERVED_WITHIN)
        self._turn.extend(found)
        return True

    def _face(self, ecosystem: Ecosystem) -> Face | None:
        return next((face for face in self.faces if face.ecosystem is ecosystem), None)

    def _is_old(self, package: PackageRef) -> bool:
        upstream = self.listings.upstreams.of(package)
        request = ECOSYSTEMS[package.ecosystem].listing_request(package, upstream.url)
        stored = self.store.listings.get(request.url, request.headers.get("Accept", ""))
        return stored is None or self.law.now() - stored.fetched_at >= AGE
