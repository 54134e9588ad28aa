"""Attacks of our own that hide, and what looks like them and is none (`tests/evasions`): which are stopped, judged alone."""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evasions import BAD, TWINS, Case, archive

from bench.inspect.corpus import Sample
from bench.inspect.judging import judge
from bench.inspect.peer import PeerRow, scan
from bench.inspect.rows import Row
from bench.inspect.sets import Archive
from bench.inspect.summary import Count, Reading
from pratique.core.names import Ecosystem

GOAL = 0.9
"""Share of the attacks that has to be stopped; of the twins none may be."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, what we say of it, and what the peer says if it was asked."""

    case: Case
    row: Row
    peer: PeerRow | None = None

    @property
    def stopped(self) -> bool:
        """Whether we block it or hold it for review."""
        return Reading().stopped(self.row)


@dataclass(frozen=True, slots=True)
class Evasions:
    """All cases."""

    bad: tuple[Judged, ...]
    twins: tuple[Judged, ...]

    def reached(self) -> bool:
        """Whether the goal is."""
        return sum(one.stopped for one in self.bad) >= GOAL * len(self.bad) and not any(
            one.stopped for one in self.twins
        )


def judge_evasions(*, peer_python: str | None = None) -> Evasions:
    """Make all archives in a folder that is thrown away, and judge them, here: they are small and our own.

    Raises ValueError when the peer ends too early.
    """
    with tempfile.TemporaryDirectory() as folder:
        bad = [written(Path(folder), case) for case in BAD]
        twins = [written(Path(folder), case) for case in TWINS]
        both = [*bad, *twins]
        rows = {one.sample.sha256: judge(one, one.path.read_bytes()) for one in both}
        said = {row.path: row for row in scan(peer_python, both)} if peer_python else {}

        def judged(cases: Iterable[Case], archives: Sequence[Archive]) -> tuple[Judged, ...]:
            return tuple(
                Judged(case, rows[one.sample.sha256], said.get(str(one.path.resolve())))
                for case, one in zip(cases, archives, strict=True)
            )

        return Evasions(judged(BAD, bad), judged(TWINS, twins))


def count(cases: Sequence[Judged]) -> Count:
    """How many are stopped."""
    return Count(sum(one.stopped for one in cases), len(cases))


def count_of_peer(cases: Sequence[Judged]) -> Count | None:
    """How many the peer stops; None where it was not asked."""
    asked = [one.peer for one in cases if one.peer is not None]
    return Count(sum(one.stops for one in asked), len(asked)) if asked else None


def written(folder: Path, case: Case) -> Archive:
    """Make the archive of a case in a folder."""
    filename, data = archive(case)
    digest = hashlib.sha256(data).hexdigest()
    sample = Sample(
        set="evasions",
        ecosystem=Ecosystem.NPM if case.kind == "npm" else Ecosystem.PYPI,
        name="sample",
        version="1.0.0",
        filename=filename,
        sha256=digest,
        size_bytes=len(data),
        source="",
        drawn=case.id,
    )
    path = folder / sample.file
    path.write_bytes(data)
    return Archive(sample, path)
