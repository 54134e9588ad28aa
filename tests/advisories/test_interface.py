"""What every index answers, whatever it is kept in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.interface import Advisories, Detectors, Row
from pratique.advisories.match import match
from pratique.advisories.memory import JoinedAdvisories, MemoryAdvisories
from pratique.core.advisory import NODE, AdvisoryKind, Affected, Exploitation, RuntimeLine, Span
from tests.advisories.indexes import write_index
from tests.advisories.made import DJANGO, LEFT, about, advisory, state

ROWS: tuple[Row, ...] = (
    advisory("GHSA-1", about(LEFT, Span(high="2.0.0")), about(DJANGO, Span(high="2.0")), aliases=("CVE-1",)),
    advisory("MAL-1", about(LEFT, versions=("1.0.0",), sole=True), kind=AdvisoryKind.MALWARE),
    advisory("MAL-2", about(LEFT), kind=AdvisoryKind.MALWARE),
    advisory("GHSA-2", about(LEFT, Span()), withdrawn=True),
    advisory("NODE-1", Affected(product=NODE, within="22.x", outside=("^22.12.0",), platforms=("win32",))),
    Exploitation(cve="CVE-1", epss=0.5, kev_added=date(2026, 1, 1)),
    RuntimeLine(product=NODE, line="22", start=None, end=date(2027, 4, 30)),
    Detectors(b"{}"),
)


@contextmanager
def on_disk(folder: Path) -> Iterator[Advisories]:
    with Index.open(write_index(folder / "index", {"osv-npm": ROWS}, [state("osv-npm")])) as index:
        yield index


@contextmanager
def in_memory(_: Path) -> Iterator[Advisories]:
    yield MemoryAdvisories(ROWS, [state("osv-npm")])


@contextmanager
def joined(folder: Path) -> Iterator[Advisories]:
    with on_disk(folder) as index:
        yield JoinedAdvisories((MemoryAdvisories(()), index))


@pytest.mark.parametrize("kept", [on_disk, in_memory, joined])
def test_an_index_answers_the_same_wherever_it_is_kept(
    kept: Callable[[Path], object], tmp_path: Path
) -> None:
    wanted = {LEFT: {"1.0.0", "1.5.0"}, DJANGO: {"1.0"}, NODE: {"22.1.0", "22.12.1"}}

    with kept(tmp_path) as index:  # type: ignore[attr-defined]  # a context manager of an index
        found = match(index, wanted)
        assert [(one.id, one.version, one.certain) for one in found] == [
            ("MAL-1", "1.0.0", True),
            ("GHSA-1", "1.0", True),
            ("GHSA-1", "1.0.0", True),
            ("GHSA-1", "1.5.0", True),
            ("NODE-1", "22.1.0", True),
            ("MAL-2", "1.0.0", False),
            ("MAL-2", "1.5.0", False),
        ]
        assert found[1].exploitation == Exploitation(cve="CVE-1", epss=0.5, kev_added=date(2026, 1, 1))
        assert [one.id for one in index.by_id("cve-1")] == ["GHSA-1"]
        assert [one.line for one in index.lines(NODE)] == ["22"]
        assert list(index.detectors()) == [b"{}"]
        assert [source.name for source in index.sources()] == ["osv-npm"]
