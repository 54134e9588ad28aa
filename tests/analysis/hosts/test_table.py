"""The table of hosts."""

import pytest

from pratique.analysis.hosts import table
from pratique.analysis.hosts.reading import where
from pratique.analysis.hosts.table import BY_SUFFIX, HostClass

BLOCKS = {
    name: text
    for name, text in vars(table).items()
    if name.startswith("_") and name.isupper() and isinstance(text, str)
}


def test_there_is_a_block_for_each_class_that_is_told_by_name() -> None:
    by_form = {HostClass.OWN, HostClass.RAW_IP, HostClass.ONION, HostClass.UNKNOWN}
    assert set(HostClass) - by_form == {kind for rows in BY_SUFFIX.values() for _, kind in rows}


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_block_is_sorted_and_names_each_host_once(name: str) -> None:
    words = BLOCKS[name].split()
    assert sorted(set(words)) == words


def test_each_row_is_a_host_as_addresses_are_read() -> None:
    assert list(BY_SUFFIX) == [
        found.host for host in BY_SUFFIX if (found := where(f"https://{host}/")) is not None
    ]


def test_a_host_has_one_class_for_a_path() -> None:
    assert [] == [host for host, rows in BY_SUFFIX.items() if len({path for path, _ in rows}) != len(rows)]
