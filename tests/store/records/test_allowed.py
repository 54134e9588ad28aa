from datetime import datetime, timedelta

import pytest

from pratique.store.interface import Store
from pratique.store.record import AllowedBytes
from tests.store.builders import NOW, sha256

A = AllowedBytes(sha256("a"), "pkg:npm/a@1")


def test_what_was_allowed_is_known(store: Store) -> None:
    assert frozenset() == store.allowed.contains_many([A])
    store.allowed.add_many([A], at=NOW)
    assert frozenset({A}) == store.allowed.contains_many([A])


def test_the_same_bytes_under_another_name_are_not_allowed(store: Store) -> None:
    store.allowed.add_many([A], at=NOW)
    assert frozenset() == store.allowed.contains_many([AllowedBytes(A.sha256, "pkg:npm/b@1")])


def test_the_first_time_is_kept(store: Store) -> None:
    store.allowed.add_many([A], at=NOW)
    store.allowed.add_many([A], at=NOW - timedelta(days=1))
    assert [(1, NOW)] == [
        (usage.rows, usage.oldest) for usage in store.upkeep.stats() if usage.kind == "allowed"
    ]


def test_many_are_answered_at_once(store: Store) -> None:
    many = [AllowedBytes(sha256(str(number)), f"pkg:npm/p{number}@1") for number in range(1300)]
    store.allowed.add_many(many[::2], at=NOW)
    assert frozenset(many[::2]) == store.allowed.contains_many(many)


def test_nothing_asked_is_nothing_answered(store: Store) -> None:
    store.allowed.add_many([], at=NOW)
    assert frozenset() == store.allowed.contains_many([])


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.allowed.add_many([A], at=datetime(2026, 1, 1))
