"""Lookalike names by the lists that ship."""

from datetime import timedelta

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names import Grade, Kind, NameFacts, resembles


@pytest.mark.parametrize(
    ("name", "like", "kind", "ecosystem"),
    [
        ("crossenv", "cross-env", Kind.SEPARATOR, Ecosystem.NPM),
        ("electorn", "electron", Kind.SWAPPED, Ecosystem.NPM),
        ("types-node", "@types/node", Kind.SCOPE_FOLDED, Ecosystem.NPM),
        ("colourama", "colorama", Kind.PUT_IN, Ecosystem.PYPI),
        ("reqeusts", "requests", Kind.SWAPPED, Ecosystem.PYPI),
        ("bunlder", "bundler", Kind.SWAPPED, Ecosystem.RUBYGEMS),
    ],
)
def test_known_squats_are_strong(name: str, like: str, kind: Kind, ecosystem: Ecosystem) -> None:
    found = resembles(PackageRef(ecosystem, name))
    assert found

    assert (like, kind, Grade.STRONG) == (found.like.name, found.kind, found.grade)


@pytest.mark.parametrize(
    ("name", "ecosystem"),
    [
        ("lodash", Ecosystem.NPM),
        ("babel-core", Ecosystem.NPM),
        ("pratique", Ecosystem.PYPI),
        ("requests", Ecosystem.PYPI),
        ("a-name-of-my-own", Ecosystem.RUBYGEMS),
    ],
)
def test_popular_names_and_names_of_their_own_are_left_alone(name: str, ecosystem: Ecosystem) -> None:
    assert None is resembles(PackageRef(ecosystem, name))


def test_facts_clear_a_name() -> None:
    name = PackageRef(Ecosystem.PYPI, "reqeusts")

    assert None is resembles(name, facts=NameFacts(age=timedelta(days=900)))
