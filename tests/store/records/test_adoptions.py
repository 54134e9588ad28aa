from dataclasses import replace
from datetime import timedelta

from pratique.store.interface import Store
from pratique.store.record import Adopted, Adoption
from tests.store.builders import NOW

FIRST = Adoption(
    project="/home/me/project",
    at=NOW,
    entries=frozenset({Adopted("pkg:npm/a@1", f"sha256:{'a' * 64}"), Adopted("pkg:pypi/b@2", "")}),
)


def test_an_adoption_comes_back_whole(store: Store) -> None:
    assert store.adoptions.get(FIRST.project) is None
    store.adoptions.put(FIRST)
    assert FIRST == store.adoptions.get(FIRST.project)
    assert (NOW, None) == (store.adoptions.at(FIRST.project), store.adoptions.at("another"))


def test_projects_do_not_mix(store: Store) -> None:
    other = replace(FIRST, project="/home/me/other", entries=frozenset({Adopted("pkg:npm/c@1", "")}))
    store.adoptions.put(FIRST)
    store.adoptions.put(other)
    assert (FIRST, other) == (store.adoptions.get(FIRST.project), store.adoptions.get(other.project))


def test_a_new_adoption_takes_the_place_of_the_old_one(store: Store) -> None:
    second = replace(FIRST, at=NOW + timedelta(days=1), entries=frozenset({Adopted("pkg:npm/a@2", "")}))
    store.adoptions.put(FIRST)
    store.adoptions.put(second)
    assert second == store.adoptions.get(FIRST.project)


def test_an_empty_project_can_be_adopted(store: Store) -> None:
    empty = replace(FIRST, entries=frozenset())
    store.adoptions.put(empty)
    assert empty == store.adoptions.get(FIRST.project)


def test_a_large_lock_can_be_adopted(store: Store) -> None:
    large = replace(FIRST, entries=frozenset(Adopted(f"pkg:npm/p{n}@1", "") for n in range(3000)))
    store.adoptions.put(large)
    assert large == store.adoptions.get(FIRST.project)
