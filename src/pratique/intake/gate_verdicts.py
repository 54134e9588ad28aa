"""Shares inspections between a gate and its clients.

An inspection depends only on its key (`InspectionKey`): the bytes, the baseline's bytes, the package, the ruleset and
the limits. A gate and a client with the same ruleset therefore compute identical inspections. The inspection is only
evidence; the client's own policy decides the verdict. The client sends only digests that it computed from local bytes.
The client does not store the gate's responses.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from pratique.analysis.inspection import RULESET
from pratique.core.finding import Inspection
from pratique.core.names import Digest
from pratique.errors import ParseError, PratiqueError, Reference
from pratique.store.database.codec import shape_number
from pratique.store.record import InspectionKey

PATH = "/-/pratique/verdicts"
"""The URL path at which a gate serves inspections."""
VERSION = 1
"""The version of the request and response format. Requests and responses of other versions are ignored."""
MOST_ASKED = 500
"""The maximum number of keys in one request."""
MOST_ANSWER_BYTES = 64 * 1024**2
SHAPE = shape_number(Inspection)
"""Identifies the fields of an inspection.

A gate and a client whose inspections have different fields do not exchange inspections.
"""
_AT_ONCE = 100
_GATHER_S = 0.02


class Key(msgspec.Struct, frozen=True):
    """The inputs of an inspection, except for the ruleset, which applies to the whole request."""

    artifact: str
    baseline: str
    package: str
    limits: str


class Asked(msgspec.Struct, frozen=True):
    """The body of a `POST /-/pratique/verdicts` request."""

    version: int
    ruleset: str
    shape: int
    keys: list[Key]


class Coverage(msgspec.Struct, frozen=True):
    """The coverage of an inspection."""

    complete: bool
    analysed: int
    inventoried: int
    unread: int
    ran: int


class Answered(msgspec.Struct, frozen=True):
    """The response for one key. If `inspection` is null, `why` contains the reason."""

    key: Key
    inspection: Inspection | None = None
    coverage: Coverage | None = None
    why: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The body of a gate's response."""

    version: int
    ruleset: str
    epoch: str
    answers: list[Answered]


def read_question(body: bytes) -> list[InspectionKey]:
    """Return the keys in a request; empty if its version, ruleset or shape differs from the gate's.

    Raises ParseError if the request is invalid.
    """
    try:
        asked = msgspec.json.decode(body, type=Asked)
        if len(asked.keys) > MOST_ASKED:
            raise _bad(f"the request contains more than {MOST_ASKED} keys")
        keys = [_full(key) for key in asked.keys]
    except (ValueError, RecursionError) as error:
        # msgspec's errors are ValueErrors, and so are those of keys.
        raise _bad(str(error)[:200]) from None
    if (asked.version, asked.ruleset, asked.shape) != (VERSION, RULESET, SHAPE):
        return []
    return keys


def write_question(keys: Iterable[InspectionKey]) -> bytes:
    """Return the body of a request for the given keys."""
    return msgspec.json.encode(Asked(VERSION, RULESET, SHAPE, [short(key) for key in keys]))


def write_answer(answers: Sequence[Answered], epoch: str) -> bytes:
    """Return the body of a response. Inspections that exceed the size limit or cannot be encoded are replaced by a reason."""
    parts: list[msgspec.Raw] = []
    size = 0
    for one in answers:
        try:
            part = msgspec.json.encode(one)
        except UnicodeEncodeError:
            part = msgspec.json.encode(
                Answered(one.key, why="the inspection contains text that cannot be encoded")
            )
        if size + len(part) > MOST_ANSWER_BYTES // 2:
            part = msgspec.json.encode(
                Answered(one.key, why="the response would be too large; request the inspection again")
            )
        size += len(part)
        parts.append(msgspec.Raw(part))
    document = {"version": VERSION, "ruleset": RULESET, "epoch": epoch, "answers": parts}
    return msgspec.json.encode(document)


def answered(key: InspectionKey, inspection: Inspection) -> Answered:
    """Return the response entry for a key and its inspection."""
    coverage = Coverage(
        complete=inspection.complete,
        analysed=inspection.analysed,
        inventoried=inspection.inventoried,
        unread=len(inspection.unread),
        ran=len(inspection.ran),
    )
    return Answered(short(key), inspection, coverage)


def read_answer(body: bytes, asked: Iterable[InspectionKey]) -> dict[InspectionKey, Inspection]:
    """Return the complete inspections in a response that belong to the requested keys.

    Raises ParseError if the response is invalid.
    """
    try:
        answer = msgspec.json.decode(body, type=Answer)
    except (ValueError, RecursionError) as error:
        raise _bad(f"the gate's response is invalid: {str(error)[:200]}") from None
    if (answer.version, answer.ruleset) != (VERSION, RULESET):
        raise _bad("the gate uses another ruleset: it runs another version of Pratique")
    wanted = {short(key): key for key in asked}
    found: dict[InspectionKey, Inspection] = {}
    for one in answer.answers:
        key = wanted.get(one.key)
        if key is not None and one.inspection is not None and belongs(one.inspection, key):
            found[key] = one.inspection
    return found


def belongs(inspection: Inspection, key: InspectionKey) -> bool:
    """Return True if an inspection belongs to the key and neither failed nor ended early."""
    baseline = Digest("sha256", key.baseline) if key.baseline else None
    return (
        inspection.artifact == Digest("sha256", key.artifact)
        and inspection.baseline == baseline
        and inspection.ruleset == key.ruleset
        and not inspection.transient
        and not inspection.failed
    )


def short(key: InspectionKey) -> Key:
    """Return a key in the form that requests contain."""
    return Key(key.artifact, key.baseline, key.package, key.limits)


def _full(key: Key) -> InspectionKey:
    return InspectionKey(
        artifact=key.artifact,
        baseline=key.baseline,
        package=key.package,
        ruleset=RULESET,
        limits=key.limits,
    )


def _bad(why: str) -> ParseError:
    return ParseError(Reference.USAGE, why, hint="see `pratique help shared-verdicts`")


@dataclass(kw_only=True)
class GateVerdicts:
    """Requests inspections from a gate. Concurrent callers share a request. After a failure, no more requests are sent."""

    post: Callable[[bytes], Awaitable[bytes]]
    """Sends the body of a request and returns the body of the response. Raises PratiqueError if the gate does not respond."""
    name: str
    """The URL of the gate, for display."""
    asked: int = 0
    taken: int = 0
    trouble: str = ""
    """Why no more requests are sent."""

    def __post_init__(self) -> None:
        self._waiting: dict[InspectionKey, asyncio.Future[Inspection | None]] = {}
        self._sender: asyncio.Task[None] | None = None

    async def get(self, key: InspectionKey) -> Inspection | None:
        """Return the gate's inspection; None if the gate has none or does not respond."""
        if self.trouble:
            return None
        found = self._waiting.get(key)
        if found is None:
            self.asked += 1
            found = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._sender is None:
            self._sender = asyncio.create_task(self._send())
        return await asyncio.shield(found)

    @property
    def told(self) -> str:
        """Return a summary for the user; "" if nothing was requested."""
        if self.trouble:
            rest = f", except for {self.taken} inspections" if self.taken else ""
            return f"the gate {self.name} was not used: {self.trouble}; everything was judged locally{rest}"
        if not self.asked:
            return ""
        return f"the gate {self.name} provided {self.taken} of the {self.asked} inspections that were not stored locally"

    async def close(self) -> None:
        """Cancel running requests."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def _send(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(_GATHER_S)
                batch = list(self._waiting.items())[:_AT_ONCE]
                found = await self._ask([key for key, _ in batch])
                for key, waiting in batch:
                    self._waiting.pop(key, None)
                    if not waiting.done():
                        self.taken += key in found
                        waiting.set_result(found.get(key))
        finally:
            self._sender = None
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_result(None)
            self._waiting.clear()

    async def _ask(self, keys: list[InspectionKey]) -> dict[InspectionKey, Inspection]:
        if self.trouble:
            return {}
        try:
            return read_answer(await self.post(write_question(keys)), keys)
        except PratiqueError as error:
            self.trouble = error.message
            return {}
