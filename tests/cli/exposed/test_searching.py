"""A search that fails in one place leaves the others searched, and is never a clean answer."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pratique.cli.exposed import searching
from pratique.cli.exposed.searching import Options, pack_collector, search
from pratique.cli.exposed.units import Unit
from pratique.errors import UsageError
from pratique.respond.sighting import PlaceKind, Result
from pratique.respond.wanted.value import Wanted
from tests.cli.running import Machine
from tests.respond.found import asked


@dataclass(frozen=True)
class Broken:
    """A place whose search fails."""

    kind: PlaceKind = field(default=PlaceKind.CACHE)

    def finds(self, path: Path) -> bool:  # noqa: ARG002 - as `Place` has it
        return True

    def search(self, path: Path, wanted: Wanted) -> Result:  # noqa: ARG002 - as `Place` has it
        raise OSError("the disk is gone")


def test_a_failed_search_is_reported(tmp_path: Path) -> None:
    found = searching._searched(Unit(Broken(), tmp_path), asked())
    assert ["the search failed: the disk is gone"] == [one.why for one in found.searched[0].unchecked]


def test_a_search_for_nothing_is_a_usage_error(machine: Machine) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        search([], Options())
    assert 0 == len(machine.registry.requests)


def test_the_collector_is_written_alone(tmp_path: Path) -> None:
    assert 0 == pack_collector(tmp_path / "collect.pyz", [])
    assert (tmp_path / "collect.pyz").stat().st_size > 1_000
    with pytest.raises(UsageError, match="takes no other argument"):
        pack_collector(tmp_path / "collect.pyz", ["axios@1.14.1"])
    with pytest.raises(UsageError, match="cannot be written"):
        pack_collector(tmp_path / "missing/collect.pyz", [])
