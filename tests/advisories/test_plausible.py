"""How many records a whole source has."""

import re

import pytest

from pratique.advisories.plausible import PLAUSIBLE, Counted, counted_against, covers_of
from pratique.advisories.table import SOURCES
from pratique.core.advisory import AdvisoryKind, Cover, CoverCount

NPM = Cover("npm", AdvisoryKind.MALWARE)
COUNTS = [counted for covers in PLAUSIBLE.values() for counted in covers.values()]


def test_every_name_of_the_table_is_a_source_and_every_source_covers_what_the_table_says() -> None:
    assert set(PLAUSIBLE) <= {source.name for source in SOURCES}
    assert {source.name: dict(source.covers) for source in SOURCES} == {
        source.name: covers_of(source.name) for source in SOURCES
    }


def test_a_source_that_nobody_counted_covers_nothing() -> None:
    assert {} == covers_of("osv") == covers_of("no-such-source")


@pytest.mark.parametrize("counted", COUNTS, ids=lambda counted: f"{counted.records}")
def test_each_count_says_what_was_counted_and_when_and_asks_for_half_of_it(counted: Counted) -> None:
    assert re.fullmatch(r"20[0-9]{2}-(?:0[1-9]|1[0-2])", counted.month)
    assert counted.where
    assert 0 < counted.least <= counted.records / 2 < counted.least + 1


def test_what_is_held_stands_beside_what_the_whole_has() -> None:
    least = {NPM: 5, Cover("gem", AdvisoryKind.MALWARE): 1}

    assert [(4, 5, False), (0, 1, False)] == [
        (count.records, count.least, count.suffices) for count in counted_against(least, {NPM: 4})
    ]
    assert CoverCount(NPM, 5, 5).suffices
