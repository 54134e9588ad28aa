import logging
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from pratique.store.database.connection import Database
from pratique.store.database.schema import LISTINGS
from pratique.store.record import StoredListing
from pratique.store.records.listings import SqliteListings
from tests.store.builders import NOW

ANSWER = StoredListing(
    url="https://registry.example/a",
    accept="application/json",
    etag='W/"1"',
    body=b'{"name": "a"}' * 100,
    fetched_at=NOW,
)


@pytest.fixture
def kept(database: Database) -> SqliteListings:
    return SqliteListings(database, room_bytes=100_000)


def noise(number: int, size_bytes: int) -> StoredListing:
    """An answer that does not compress."""
    body = random.Random(number).randbytes(size_bytes)
    url = f"https://registry.example/{number}"
    return replace(ANSWER, url=url, body=body, fetched_at=NOW + timedelta(minutes=number))


def known(kept: SqliteListings, *numbers: int) -> list[int]:
    return [n for n in numbers if kept.get(f"https://registry.example/{n}", ANSWER.accept) is not None]


def test_an_answer_comes_back_as_it_was(kept: SqliteListings) -> None:
    kept.put(ANSWER)
    assert ANSWER == kept.get(ANSWER.url, ANSWER.accept)


def test_what_was_asked_for_otherwise_is_another_answer(kept: SqliteListings) -> None:
    kept.put(ANSWER)
    assert kept.get(ANSWER.url, "text/html") is None
    assert kept.get(ANSWER.url + "b", ANSWER.accept) is None


def test_a_newer_answer_takes_the_place_of_an_older_one(kept: SqliteListings) -> None:
    newer = replace(ANSWER, etag=None, body=b"", fetched_at=NOW + timedelta(hours=1))
    kept.put(ANSWER)
    kept.put(newer)
    assert newer == kept.get(ANSWER.url, ANSWER.accept)


def test_a_confirmed_answer_is_as_good_as_a_new_one(kept: SqliteListings) -> None:
    later = NOW + timedelta(hours=5)
    kept.put(ANSWER)
    kept.refresh(ANSWER.url, ANSWER.accept, at=later)
    assert replace(ANSWER, fetched_at=later) == kept.get(ANSWER.url, ANSWER.accept)
    kept.refresh("https://registry.example/unknown", "", at=later)


def test_the_longest_unrefreshed_answers_make_room(kept: SqliteListings) -> None:
    for number in (3, 1, 2):
        kept.put(noise(number, 30_000))
    kept.refresh("https://registry.example/1", ANSWER.accept, at=NOW + timedelta(days=1))
    kept.put(noise(4, 30_000))
    assert [1, 3, 4] == known(kept, 1, 2, 3, 4)


def test_the_answer_that_just_came_is_kept_even_when_it_is_the_oldest(kept: SqliteListings) -> None:
    kept.put(noise(5, 60_000))
    kept.put(noise(1, 60_000))
    assert [1] == known(kept, 1, 5)


def test_an_answer_larger_than_all_the_room_is_not_kept_and_drives_nothing_out(kept: SqliteListings) -> None:
    kept.put(noise(1, 50_000))
    kept.put(noise(2, 100_001))
    assert [1] == known(kept, 1, 2)


@pytest.mark.parametrize("body", [b"", b"junk", b"\x78\x01"])
def test_a_damaged_answer_is_a_miss_that_is_logged(
    kept: SqliteListings, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    kept.put(ANSWER)
    with kept.database.writing() as connection:
        connection.execute(update(LISTINGS).values(body=body))
    with caplog.at_level(logging.WARNING):
        assert kept.get(ANSWER.url, ANSWER.accept) is None
    assert ANSWER.url in caplog.text
    kept.put(ANSWER)
    assert ANSWER == kept.get(ANSWER.url, ANSWER.accept)


def test_pruning_makes_room_when_the_room_shrank(kept: SqliteListings) -> None:
    for number in range(3):
        kept.put(noise(number, 30_000))
    assert kept.prune() == 0
    smaller = SqliteListings(kept.database, room_bytes=40_000)
    assert smaller.prune() == 2
    assert [2] == known(smaller, 0, 1, 2)
