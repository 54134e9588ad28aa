import logging
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from pratique.analysis.facts import FACTS_REVISION, FileFacts, Language
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database
from pratique.store.database.schema import FACTS
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from pratique.store.records.facts import SqliteFacts
from tests.store.builders import NOW, facts, facts_key


@pytest.fixture
def kept(database: Database) -> SqliteFacts:
    return SqliteFacts(database, Codec(FileFacts))


def test_facts_are_known_by_digest_and_language(kept: SqliteFacts) -> None:
    kept.put_many([(facts_key("a"), facts())], at=NOW)
    asked = [facts_key("a"), facts_key("a", Language.TYPESCRIPT), facts_key("b")]
    assert {facts_key("a"): facts()} == kept.get_many(asked)


def test_one_file_can_be_read_as_two_languages(kept: SqliteFacts) -> None:
    both = {facts_key("a"): facts("one"), facts_key("a", Language.TSX): facts("two")}
    kept.put_many(both.items(), at=NOW)
    assert both == kept.get_many(both)


def test_another_revision_of_the_extraction_is_a_miss_and_replaces_the_old(kept: SqliteFacts) -> None:
    key = facts_key("a")
    kept.put_many([(key, facts("old"))], at=NOW)
    assert {} == kept.get_many([key], revision=FACTS_REVISION + 1)
    kept.put_many([(key, facts("new"))], at=NOW, revision=FACTS_REVISION + 1)
    assert {key: facts("new")} == kept.get_many([key], revision=FACTS_REVISION + 1)
    assert {} == kept.get_many([key])


def test_facts_outlive_the_run(home: Path) -> None:
    with open_store(Home(home)) as store:
        store.facts.put_many([(facts_key("a"), facts())], at=NOW)
    with open_store(Home(home)) as store:
        assert {facts_key("a"): facts()} == store.facts.get_many([facts_key("a")])


def test_a_damaged_row_is_a_miss_that_is_logged_and_rewritten(
    kept: SqliteFacts, caplog: pytest.LogCaptureFixture
) -> None:
    key, sound = facts_key("a"), facts_key("b")
    kept.put_many([(key, facts()), (sound, facts())], at=NOW)
    with kept.database.writing() as connection:
        connection.execute(update(FACTS).where(FACTS.c.sha256 == key.sha256).values(payload=b"\x00junk"))
    with caplog.at_level(logging.WARNING):
        assert {sound: facts()} == kept.get_many([key, sound])
    assert key.sha256 in caplog.text
    kept.put_many([(key, facts())], at=NOW)
    assert {key: facts(), sound: facts()} == kept.get_many([key, sound])


def test_an_older_encoding_is_a_miss(kept: SqliteFacts) -> None:
    kept.put_many([(facts_key("a"), facts())], at=NOW)
    with kept.database.writing() as connection:
        connection.execute(update(FACTS).values(format=7))
    assert {} == kept.get_many([facts_key("a")])


def test_many_thousand_facts_go_in_and_out(kept: SqliteFacts) -> None:
    many = {facts_key(str(number)): facts(f"api{number}") for number in range(2500)}
    kept.put_many(many.items(), at=NOW)
    assert many == kept.get_many(many)


def test_what_cannot_be_encoded_is_left_out_and_loses_nothing_else(kept: SqliteFacts) -> None:
    kept.put_many([(facts_key("a"), facts("x\ud800")), (facts_key("b"), facts())], at=NOW)
    assert {facts_key("b"): facts()} == kept.get_many([facts_key("a"), facts_key("b")])


def test_nothing_asked_is_nothing_answered(kept: SqliteFacts) -> None:
    kept.put_many([], at=NOW)
    assert {} == kept.get_many([])


def test_a_time_without_a_zone_is_refused(kept: SqliteFacts) -> None:
    with pytest.raises(ValueError, match="zone"):
        kept.put_many([(facts_key("a"), facts())], at=datetime(2026, 1, 1))
