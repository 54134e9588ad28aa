"""Implements the monitoring endpoints `/healthz` and `/metrics`."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pratique import __version__
from pratique.core.names import Ecosystem
from pratique.gate.access.authentication import Admission
from pratique.gate.decision.coverage import advisories_told
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.current_state import Moment
from pratique.gate.monitoring.health import brief, health, problems
from pratique.gate.monitoring.metrics import CONTENT_TYPE, Metrics
from pratique.gate.protocols.interface import Answer

WATCHED = frozenset({"/healthz", "/metrics"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The parts of a gate that the monitoring endpoints read."""

    admission: Admission
    listings: Listings
    metrics: Metrics
    moment: Moment | None
    ecosystems: Iterable[Ecosystem]
    beside: Mapping[str, object]
    """The status of the background tasks."""
    troubles: Sequence[str] = ()
    """The lasting problems of the background tasks."""

    async def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Return the response for a monitoring path (one of `WATCHED`). The names in `headers` are in lower case."""
        path, _, query = target.partition("?")
        admitted = self.admission.admit(headers)
        if path == "/metrics":
            if isinstance(admitted, Answer):
                return admitted
            told = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
            return Answer(status=200, body=await asyncio.to_thread(self.metrics.text), headers=told)
        answer = await self._health(strict="strict" in query)
        # A stranger learns whether it is well, and nothing of what is behind it.
        return brief(answer) if isinstance(admitted, Answer) else answer

    async def _health(self, *, strict: bool) -> Answer:
        law = self.listings.law
        advisories = advisories_told(law.road.warnings, self.ecosystems, law.now())
        told = {"version": __version__, "epoch": law.epoch, "mode": law.mode.value, "advisories": advisories}
        wrong = [*problems(advisories, self.listings.silent()), *(self.moment.wrong if self.moment else ())]
        wrong += self.troubles
        trouble = await self.moment.trouble() if self.moment else ""
        lost = law.road.warnings.trouble
        return health(
            {**told, **self.beside}, wrong, trouble, lost="" if lost is None else lost.message, strict=strict
        )
