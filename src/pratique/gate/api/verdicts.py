"""Shares inspections with the commands `check` and `inspect` of clients: `POST /-/pratique/verdicts`.

The endpoint looks up inspections by key and returns them unchanged. Stored artifacts without an inspection are
inspected on request, a few at a time. This endpoint downloads nothing and accepts no artifacts from clients.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from pratique.core.evidence import Known
from pratique.core.finding import Inspection
from pratique.core.verdict import Standing
from pratique.errors import ParseError, StoreError
from pratique.gate.access.authentication import Admission
from pratique.gate.artifacts.stored_file import stored_file
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import failed
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.protocols.interface import Answer
from pratique.intake.gate_verdicts import Answered, answered, belongs, read_question, short, write_answer
from pratique.intake.question import File, Question
from pratique.net.registries.single_flight import Flights
from pratique.store.interface import Store
from pratique.store.record import InspectionKey

_LOG = logging.getLogger(__name__)
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_AT_ONCE = 2
"""The maximum number of concurrent inspections for other Pratique installations."""
_MOST_MADE = 50
"""The maximum number of inspections for one query."""
_UNKNOWN = "no inspection is available"
_LATER = "not inspected yet; retry later"


@dataclass(kw_only=True)
class Verdicts:
    """Returns inspections to other Pratique installations."""

    law: Law
    store: Store
    wait_s: float = 20.0
    """The time that a query waits for inspections, in seconds."""
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    metrics: Metrics = field(default_factory=Metrics)
    _flights: Flights[InspectionKey, Inspection | None] = field(init=False)

    def __post_init__(self) -> None:
        self._flights = Flights("an inspection for another installation", self.metrics.lost)

    async def answer(self, body: bytes) -> bytes:
        """Return the response to a query. Raises ParseError for an invalid query, and StoreError."""
        keys = read_question(body)
        known = await asyncio.to_thread(self.store.inspections.get_many, keys)
        missing = [key for key in keys if key not in known]
        made = await self._make(missing)
        found = {**known, **{key: one for key, one in made.items() if one is not None}}
        answers = [
            answered(key, found[key])
            if key in found
            else Answered(short(key), why=_UNKNOWN if key in made else _LATER)
            for key in keys
        ]
        return await asyncio.to_thread(write_answer, answers, self.law.epoch)

    async def close(self) -> None:
        """Cancel the running tasks."""
        await self._flights.close()

    async def _make(self, keys: Sequence[InspectionKey]) -> dict[InspectionKey, Inspection | None]:
        """Inspect the stored artifacts that lack an inspection.

        In the result, the key of an artifact with missing bytes is mapped to None. Artifacts with slow inspections
        are omitted.
        """
        questions = {key: self._question(key) for key in keys[:_MOST_MADE]}
        done: dict[InspectionKey, Inspection | None] = {
            key: None for key, one in questions.items() if one is None
        }

        async def one(key: InspectionKey, question: Question) -> None:
            done[key] = await self._flights.join(key, lambda: self._inspect(key, question))

        work = [asyncio.create_task(one(key, asked)) for key, asked in questions.items() if asked is not None]
        if work:
            finished, rest = await asyncio.wait(work, timeout=self.wait_s)
            for task in rest:
                task.cancel()
            for task in finished:
                await task  # A store that cannot be read is told.
        return done

    async def _inspect(self, key: InspectionKey, question: Question) -> Inspection | None:
        async with self._turns:
            with self.law.leased() as road:
                found = await road.inspect(question)
        return found.value if isinstance(found, Known) and belongs(found.value, key) else None

    def _question(self, key: InspectionKey) -> Question | None:
        """Return the inspection task for a key.

        Return None if the bytes are missing, or if the key contains other analysis limits than those of this gate.
        """
        if key.limits != self.law.road.limits.key:
            return None
        file = self._file(key.artifact, key.package)
        baseline = self._file(key.baseline, key.package) if key.baseline else None
        if file is None or (key.baseline and baseline is None):
            return None
        return Question(file=file, standing=Standing.NEW, baseline=baseline)

    def _file(self, sha256: str, package: str) -> File | None:
        file = stored_file(self.store, sha256)
        belongs_there = file is not None and file.ref is not None and file.ref.package.purl == package
        return file if belongs_there else None


async def shared(
    verdicts: Verdicts,
    request: web.BaseRequest,
    admission: Admission,
    body: Callable[[], Awaitable[bytes]],
) -> Answer:
    """Return the response to an authenticated request for inspections."""
    admitted = admission.admit({name.lower(): value for name, value in request.headers.items()})
    if isinstance(admitted, Answer):
        return admitted
    if request.method != "POST":
        return failed(405, f"this endpoint does not support {request.method}; use POST")
    try:
        found = await verdicts.answer(await body())
    except ParseError as error:
        return failed(400, error.message, hint=error.hint)
    except StoreError as error:
        _LOG.exception("no verdicts")
        return failed(503, f"the gate's state folder cannot be used: {error.message}")
    return Answer(status=200, body=found, headers=_HEADERS)
