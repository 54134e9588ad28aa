"""A search that fails in one place leaves the others searched, and is never a clean answer."""

from pathlib import Path

import pytest

from pratique.cli.exposed.searching import Options, pack_collector, search
from pratique.errors import UsageError
from tests.cli.running import Machine


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
