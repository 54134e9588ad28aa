"""Machines with an index of advisories."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pratique.advisories.interface import Row
from pratique.core.advisory import NODE, AdvisoryKind, Cover, RuntimeLine, SourceState, Span
from pratique.store.folder.home import Home, data_home
from tests.advisories.indexes import write_index
from tests.advisories.made import LEFT, about, advisory, state

NOW = datetime.now(UTC)
COVERS = (
    *(Cover(type_, kind) for type_ in ("npm", "pypi", "gem") for kind in AdvisoryKind),
    Cover("generic/node", AdvisoryKind.VULNERABILITY),
)
ROWS: tuple[Row, ...] = (
    advisory("GHSA-aaaa-bbbb-cccc", about(LEFT, Span(high="1.5.0")), aliases=("CVE-2026-1",), score=7.5),
    advisory("MAL-2026-1", about(LEFT, versions=("6.6.6",)), kind=AdvisoryKind.MALWARE, summary="steals"),
    RuntimeLine(product=NODE, line="18", start=None, end=(NOW - timedelta(days=400)).date()),
    RuntimeLine(product=NODE, line="22", start=None, end=(NOW + timedelta(days=400)).date()),
)


def synced(*, days: int = 0) -> SourceState:
    """A source that is complete, and was brought some days ago."""
    return state("osv-npm", *COVERS, checked_at=NOW - timedelta(days=days))


def with_index(rows: Iterable[Row] = ROWS, sources: Iterable[SourceState] | None = None) -> Path:
    """Write the index of this machine; without `sources` it is complete and fresh."""
    path = Home(data_home(os.environ)).advisories
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_index(path, {"osv-npm": tuple(rows)}, [synced()] if sources is None else list(sources))
