import logging
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from pratique.core.finding import Inspection, Skipped
from pratique.core.names import Digest
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database
from pratique.store.database.schema import INSPECTIONS
from pratique.store.record import Origin
from pratique.store.records.inspections import SqliteInspections
from tests.store.builders import NOW, inspection, inspection_key, sha256


@pytest.fixture
def kept(database: Database) -> SqliteInspections:
    return SqliteInspections(database, Codec(Inspection))


def test_an_inspection_is_known_by_all_it_depends_on(kept: SqliteInspections) -> None:
    key = inspection_key(baseline="b")
    kept.put(key, inspection(key), at=NOW)
    others = [
        replace(key, artifact=sha256("x")),
        replace(key, baseline=sha256("x")),
        replace(key, baseline=""),
        replace(key, package="pkg:npm/b"),
        replace(key, ruleset="rules-2"),
        replace(key, limits="wider"),
    ]
    assert {key: inspection(key)} == kept.get_many([key, *others])


def test_a_newer_ruleset_replaces_an_older_one(kept: SqliteInspections) -> None:
    old, new = inspection_key(), inspection_key(ruleset="rules-2")
    kept.put(old, inspection(old), at=NOW)
    kept.put(new, inspection(new), at=NOW)
    assert {new: inspection(new)} == kept.get_many([old, new])


@pytest.mark.parametrize("first", [Origin.HERE, Origin.NAMED_BUNDLE, Origin.BUNDLE])
@pytest.mark.parametrize("then", [Origin.HERE, Origin.NAMED_BUNDLE, Origin.BUNDLE])
def test_what_counts_for_more_is_replaced_by_nothing_that_counts_for_less(
    kept: SqliteInspections, first: Origin, then: Origin
) -> None:
    weight = {Origin.HERE: 2, Origin.NAMED_BUNDLE: 1, Origin.BUNDLE: 0}
    key = inspection_key()
    emptied = replace(inspection(key), findings=())
    kept.put(key, inspection(key), at=NOW, origin=first)
    kept.put(key, emptied, at=NOW, origin=then)
    replaced = weight[then] >= weight[first]
    known = emptied if replaced else inspection(key)
    trusted = Origin.BUNDLE not in ({then} if replaced else {first})
    assert ({key: known} if trusted else {}) == kept.get_many([key])
    assert ({} if trusted else {key: known}) == kept.of_others([key])


def test_what_is_by_other_rules_is_replaced_by_a_bundle(kept: SqliteInspections) -> None:
    old, new = inspection_key(), inspection_key(ruleset="rules-2")
    kept.put(old, inspection(old), at=NOW)
    kept.put(new, inspection(new), at=NOW, origin=Origin.BUNDLE)
    assert {new: inspection(new)} == kept.of_others([old, new])


@pytest.mark.parametrize("change", [{"transient": True}, {"failed": (Skipped("a-rule", "it crashed"),)}])
def test_an_inspection_that_was_cut_short_is_refused(kept: SqliteInspections, change: dict[str, Any]) -> None:
    key = inspection_key()
    with pytest.raises(ValueError, match="an interrupted inspection"):
        kept.put(key, replace(inspection(key), **change), at=NOW)
    assert {} == kept.get_many([key])


@pytest.mark.parametrize(
    "change",
    [
        {"artifact": Digest("sha256", sha256("x"))},
        {"artifact": Digest("sha512", sha256("a"))},
        {"baseline": Digest("sha256", sha256("x"))},
        {"ruleset": "rules-2"},
    ],
)
def test_an_inspection_of_something_else_is_refused(kept: SqliteInspections, change: dict[str, Any]) -> None:
    key = inspection_key()
    with pytest.raises(ValueError, match="does not match"):
        kept.put(key, replace(inspection(key), **change), at=NOW)


def test_a_row_that_moved_under_another_key_is_a_miss(kept: SqliteInspections) -> None:
    key, other = inspection_key("a"), inspection_key("b")
    kept.put(key, inspection(key), at=NOW)
    with kept.database.writing() as connection:
        connection.execute(update(INSPECTIONS).values(artifact=other.artifact))
    assert {} == kept.get_many([key, other])


def test_a_damaged_row_is_a_miss_that_is_logged_and_rewritten(
    kept: SqliteInspections, caplog: pytest.LogCaptureFixture
) -> None:
    key = inspection_key()
    kept.put(key, inspection(key), at=NOW)
    with kept.database.writing() as connection:
        connection.execute(update(INSPECTIONS).values(payload=b""))
    with caplog.at_level(logging.WARNING):
        assert {} == kept.get_many([key])
    assert key.artifact in caplog.text
    kept.put(key, inspection(key), at=NOW)
    assert {key: inspection(key)} == kept.get_many([key])


def test_an_older_encoding_is_a_miss(kept: SqliteInspections) -> None:
    key = inspection_key()
    kept.put(key, inspection(key), at=NOW)
    with kept.database.writing() as connection:
        connection.execute(update(INSPECTIONS).values(format=7))
    assert {} == kept.get_many([key])


def test_what_cannot_be_encoded_is_a_miss(kept: SqliteInspections) -> None:
    key = inspection_key()
    kept.put(key, replace(inspection(key), capabilities=("\udfff",)), at=NOW)
    assert {} == kept.get_many([key])


def test_many_keys_are_answered_at_once(kept: SqliteInspections) -> None:
    keys = [inspection_key(str(number)) for number in range(1112)]
    for key in keys[:700]:
        kept.put(key, inspection(key), at=NOW)
    assert set(keys[:700]) == set(kept.get_many(keys))
