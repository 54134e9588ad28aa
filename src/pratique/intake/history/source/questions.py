"""Compares artifacts with their source repositories. git runs in a thread; another process reads all untrusted content."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from pratique.analysis.frames import decode, encode
from pratique.analysis.pool import Pool
from pratique.core.source import Remark, RemarkKind, SourceReading, SourceReport
from pratique.errors import ParseError
from pratique.history.source.habit import weigh
from pratique.history.source.outline import Outline
from pratique.history.source.reading import Asked
from pratique.intake.history.source.job import Against, Piece, SourceAnswer, SourceJob
from pratique.intake.history.source.work import (
    Claimed,
    Gathered,
    Named,
    Opened,
    Reach,
    gather_source,
    open_source,
)

_ENTRY_BYTES = 256
"""The memory allowed for each source file in addition to its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """An artifact with its bytes and with the repository that its registry lists."""

    asked: Asked
    load: Callable[[], bytes]
    size_bytes: int
    claimed: Claimed = field(default_factory=Claimed)
    """The commits that the registry and the attestations specify."""
    unattested: str = ""
    """Why expected attestations could not be read."""
    repository: str | None = None
    """The repository in the registry's listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceQuestions:
    """Compares artifacts with the repositories that may be accessed. `pool` runs `source_job.PROGRAM`."""

    pool: Pool
    reach: Reach
    repository: str | None = None
    """The repository that the user specified."""

    async def report(
        self, shipped: Shipped, before: Shipped | None, named: Named, *, earlier_why: str = ""
    ) -> SourceReport:
        """Compare an artifact with its source. The previous release is also compared, to determine which differences are usual.

        `earlier_why` says why there is no previous release. Raises ParseError for an invalid archive, AnalysisError if the worker
        fails, UsageError for a path without a repository. If a host fails or the previous release is unreadable, the result
        contains the reason.
        """
        outline = await self._outline(shipped)
        asked = shipped.asked if shipped.asked.ref is not None else replace(shipped.asked, ref=outline.ref)
        shipped = replace(shipped, asked=asked)
        earlier: SourceReading | None = None
        with ExitStack() as stack:
            opening = open_source(self.repository, outline, shipped.repository, self.reach)
            opened = await asyncio.to_thread(stack.enter_context, opening)
            reading = await self._read(shipped, outline, opened, named)
            if before is not None and opened.repository is not None:
                try:
                    earlier = await self._read(before, await self._outline(before), opened, Named())
                except ParseError as error:
                    earlier_why = f"{before.asked.ref} could not be read: {error.message}"
        return SourceReport(
            reading=reading,
            claims=weigh(reading, (earlier,) if earlier is not None else ()),
            earlier=earlier,
            earlier_why=earlier_why,
        )

    async def _read(self, shipped: Shipped, outline: Outline, opened: Opened, named: Named) -> SourceReading:
        found = await asyncio.to_thread(
            gather_source, shipped.asked, outline, opened, named, shipped.claimed, self.reach
        )
        if isinstance(found, SourceReading):
            return _with_gap(found, shipped.unattested)
        answer = await self._ask(shipped, found)
        assert answer.reading is not None
        return _with_gap(answer.reading, shipped.unattested)

    async def _outline(self, shipped: Shipped) -> Outline:
        answer = await self._ask(shipped, None)
        assert answer.outline is not None
        return answer.outline

    async def _ask(self, shipped: Shipped, found: Gathered | None) -> SourceAnswer:
        files = found.tree.files if found is not None else ()
        job = SourceJob(asked=shipped.asked, against=None if found is None else _against(found))

        def load() -> Sequence[bytes]:
            parts = [shipped.load()]
            return parts if found is None else [*parts, b"".join(file.data for file in files)]

        size_bytes = shipped.size_bytes + sum(file.size_bytes + _ENTRY_BYTES for file in files)
        answer = decode(await self.pool.ask(encode(job), load, size_bytes=size_bytes), SourceAnswer)
        if answer.refused is not None:
            refused = answer.refused
            raise ParseError(refused.reference, refused.message, hint=refused.hint)
        return answer


def _with_gap(reading: SourceReading, why: str) -> SourceReading:
    if not why:
        return reading
    return replace(reading, remarks=(*reading.remarks, Remark(RemarkKind.ATTESTATION, why)))


def _against(found: Gathered) -> Against:
    return Against(
        place=found.place,
        choice=found.choice,
        facts=found.facts,
        pieces=tuple(Piece(file.path, file.size_bytes, file.executable) for file in found.tree),
        omitted=found.tree.omitted,
    )
