"""The lists that ship."""

import pytest

from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.names.loading import file_of, popular_names


@pytest.mark.parametrize(
    ("ecosystem", "fewest", "known"),
    [
        (Ecosystem.NPM, 15_000, ["lodash", "react", "@types/node", "@babel/core", "JSONStream"]),
        (Ecosystem.PYPI, 14_000, ["requests", "numpy", "python-dateutil", "typing-extensions"]),
        (Ecosystem.RUBYGEMS, 1_000, ["rails", "rest-client", "strong_password", "nokogiri"]),
    ],
)
def test_the_lists_hold_what_everybody_knows(ecosystem: Ecosystem, fewest: int, known: list[str]) -> None:
    places = popular_names(ecosystem).places

    assert fewest <= len(places)
    assert [] == [name for name in known if name not in places]


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_every_name_is_spelt_as_its_ecosystem_spells_it(ecosystem: Ecosystem) -> None:
    places = popular_names(ecosystem).places

    assert [] == [name for name in places if name != ECOSYSTEMS[ecosystem].normalise(name).name]
    assert list(range(len(places))) == sorted(places.values())


def test_a_list_is_read_once() -> None:
    assert popular_names(Ecosystem.NPM) is popular_names(Ecosystem.NPM)
    assert {"npm.bin", "pypi.bin", "gem.bin"} == {file_of(ecosystem).name for ecosystem in Ecosystem}
