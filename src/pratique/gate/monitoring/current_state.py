"""Collects the current state of a gate for `/metrics` and `/healthz`."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.errors import StoreError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.policy import Law
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.decision_counts import CountedDecisions
from pratique.gate.monitoring.metrics import Snapshot, age_of
from pratique.gate.server.certificate import Certificate
from pratique.gate.server.file_descriptors import Descriptors

_SIZES_FOR_S = 60.0
"""The time for which a measured folder size is reused, in seconds."""


@dataclass(kw_only=True)
class Sizes:
    """Measures the size of the state folder periodically."""

    database: Path
    artifacts: Path
    monotonic: Callable[[], float] = time.monotonic
    _counted_at: float | None = None
    _known: Mapping[str, int] = field(default_factory=dict)

    def __call__(self) -> Mapping[str, int]:
        """Return the sizes in bytes by kind of data, without unreadable files."""
        now = self.monotonic()
        if self._counted_at is None or now - self._counted_at > _SIZES_FOR_S:
            files = [self.database, *(Path(f"{self.database}{end}") for end in ("-wal", "-shm"))]
            self._known = {"database": sum(map(_size, files)), "artifacts": _below(self.artifacts)}
            self._counted_at = now
        return self._known


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Reads the current state from the parts of a gate."""

    law: Law
    listings: Listings
    artifacts: Artifacts
    decisions: CountedDecisions
    sizes: Callable[[], Mapping[str, int]] = dict
    descriptors: Descriptors | None = None
    certificate: Certificate | None = None
    soundness: Callable[[], str] = str
    """Returns the reason why the state folder is unusable, or an empty text if the folder is usable."""

    async def trouble(self) -> str:
        """Return the reason why the gate cannot serve or judge artifacts, in one sentence; "" if the gate works."""
        stored = self.decisions.trouble or await asyncio.to_thread(self.soundness)
        if stored:
            return f"the state folder cannot be used: {stored}"
        workers = await self.law.road.pool.trouble()
        return f"the gate cannot judge artifacts: {workers}" if workers else ""

    @property
    def wrong(self) -> list[str]:
        """Return one sentence for each problem that degrades the gate."""
        return [] if self.descriptors is None else self.descriptors.problems()

    def snapshot(self) -> Snapshot:
        """Return the current state."""
        return Snapshot(
            judging=self.artifacts.judging,
            queued=self.law.road.pool.queued,
            waiting=self.artifacts.ledger.waiting,
            silent=len(self.listings.silent()),
            uninspected={
                "waiting": self.artifacts.first_use.waiting,
                "failed": len(self.artifacts.first_use.failed),
            },
            ages=self._ages(),
            bytes_=self.sizes(),
            certificate_s=None if self.certificate is None else self.certificate.left_s(),
        )

    def _ages(self) -> Mapping[str, float | None]:
        index, now = self.law.road.warnings.index, self.law.now()
        if index is None:
            return {}
        try:
            return {one.name: age_of(one.fresh_at, now) for one in index.sources()}
        except StoreError:
            # That there is none is told by `/healthz`, and by each decision.
            return {}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _below(folder: Path) -> int:
    size, left = 0, [str(folder)]
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    else:
                        size += _size(Path(entry.path))
        except OSError:
            continue
    return size
