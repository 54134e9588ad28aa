"""Old decisions leave the database complete, verified, and never before their file is."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.decision import ALARM, Client, Decision, Ground
from pratique.core.policy import Action
from pratique.errors import StoreError
from pratique.store.gate.affected_clients import Bad, ServedName
from pratique.store.interface import Store
from pratique.store.log.moving import following
from pratique.store.log.part import Looked, Part, Query
from tests.store.gate.test_decisions import CALM, decided

MAY, JUNE, JULY = (datetime(2024, month, 1, tzinfo=UTC) for month in (5, 6, 7))
ALL = Query()
NAME = ServedName(CALM.at("1.0.0"), "calm-1.0.0.tgz", "a" * 64)
BAD = Bad(name=NAME, action=Action.BLOCK, grounds=(Ground("advisory", "it steals", "osv"),))


def got(
    address: str, at: datetime, version: str = "1.0.0", action: Action = Action.ALLOW, note: str = ""
) -> Decision:
    return decided(version, action, at=at, client=Client(address, "npm/11.19.1", "ci"), note=note)


def move(store: Store, before: datetime = JULY, exported: int | None = None) -> list[Part]:
    store.served.catch_up(epoch="one", ruleset="r")
    return list(store.moving.move(before=before, exported=exported))


def told(store: Store, query: Query = ALL) -> tuple[list[str], Looked]:
    looked = Looked()
    return [one.client.address for one in store.log.read(query, looked)], looked


@pytest.fixture
def full(store: Store) -> Store:
    """A client in May, two in June, and one in August."""
    days = [(MAY, "may"), (JUNE, "june"), (JUNE + timedelta(days=29), "late"), (JULY + timedelta(31), "now")]
    store.decisions.add_many(got(address, at) for at, address in days)
    return store


def stored(store: Store) -> Sequence[str]:
    return [one.client.address for one in store.decisions.read()]


def test_each_month_becomes_a_file_of_json_lines_and_the_log_reads_on_as_before(
    full: Store, home: Path
) -> None:
    before, extent = list(full.log.read(Query(), Looked())), full.decisions.extent()

    parts = move(full)

    assert ["2024-05.jsonl.gz", "2024-06.jsonl.gz"] == [part.filename for part in parts]
    assert ["now"] == stored(full)
    looked = Looked()
    assert before == list(full.log.read(Query(), looked))
    assert Looked(["2024-05.jsonl.gz", "2024-06.jsonl.gz"], []) == looked
    assert extent == full.log.extent(Query(), Looked())
    lines = gzip.decompress((home / "log" / "2024-06.jsonl.gz").read_bytes()).splitlines()
    assert [("june", 2), ("late", 3)] == [(row["address"], row["number"]) for row in map(json.loads, lines)]
    assert [] == move(full), "nothing is moved twice"


def test_only_the_files_of_the_time_are_read(full: Store) -> None:
    move(full)

    assert (["june", "late"], Looked(["2024-06.jsonl.gz"], [])) == told(full, Query(since=JUNE, until=JULY))
    late = Query(since=JUNE + timedelta(days=1))
    assert (["late", "now"], Looked(["2024-06.jsonl.gz"], [])) == told(full, late)
    assert 2 == full.log.extent(late, Looked()).count
    assert ["may"] == told(full, Query(until=JUNE, package=CALM, version="1.0.0", action=Action.ALLOW))[0]
    assert [] == told(full, Query(package=CALM, version="1.0"))[0]
    assert [] == told(full, Query(who="ci-web"))[0]


def test_a_month_that_is_not_over_is_left(full: Store) -> None:
    assert ["2024-05.jsonl.gz"] == [part.filename for part in move(full, JULY - timedelta(seconds=1))]
    assert datetime(2025, 1, 1, tzinfo=UTC) == following(datetime(2024, 12, 1, tzinfo=UTC))


def test_a_client_that_got_a_bad_file_two_years_ago_is_named(full: Store) -> None:
    full.decisions.add_many(
        [got("other", JULY, "2.0.0"), got("refused", MAY, action=Action.BLOCK), got("new", JULY)]
    )
    move(full, JULY + timedelta(days=31))
    assert ["now", "refused", "new"] == [one for one in stored(full) if one != "other"]

    (turned,) = full.turned.turn([BAD], at=datetime(2026, 5, 1, tzinfo=UTC), epoch="two", alarm="x")

    looked = Looked()
    victims = [one.client.address for one in full.turned.victims(turned, looked=looked)]
    assert ["may", "june", "late", "now", "new"] == victims
    assert ["2024-05.jsonl.gz", "2024-06.jsonl.gz"] == looked.read
    assert (5, 5) == full.turned.count(turned)
    assert ["may", "june"] == [one.client.address for one in full.turned.victims(turned, most=2)]


def test_a_file_that_only_the_log_of_years_ago_contains_can_still_turn_bad(store: Store) -> None:
    store.decisions.add_many([got("a", MAY), got("b", JULY, "2.0.0")])
    move(store)
    assert ["b"] == stored(store)

    assert 1 == len(store.turned.turn([BAD], at=JULY, epoch="two", alarm="x"))
    assert store.served.any_of(CALM)


def test_a_missing_or_damaged_file_is_told_and_not_passed_over(full: Store, home: Path) -> None:
    move(full)
    (home / "log" / "2024-05.jsonl.gz").unlink()
    june = home / "log" / "2024-06.jsonl.gz"
    data = june.read_bytes()

    for damaged in (data[:-9], data[:40] + b"x" + data[41:], data + b"x", b"", gzip.compress(b"{}\n")):
        june.write_bytes(damaged)
        found, looked = told(full)
        assert "now" == found[-1]
        assert "may" not in found
        assert [] == looked.read
        assert looked.lost[0] == "2024-05.jsonl.gz is missing: it contains 1 decision"
        assert looked.lost[1].startswith("2024-06.jsonl.gz ")
    full.turned.turn([BAD], at=JULY, epoch="two", alarm="x")
    looked = Looked()
    full.turned.count(next(iter(full.turned.read())), looked=looked)
    assert 2 == len(looked.lost)


def test_what_the_gate_needs_stays_in_the_database(store: Store) -> None:
    alarm = got("gate", MAY, action=Action.BLOCK, note=ALARM)
    first, last = (got(name, MAY, action=Action.HOLD) for name in ("first", "last"))
    store.decisions.add_many([first, alarm, last, got("let in", MAY), got("newest", MAY, "2.0.0")])

    (part,) = move(store)

    assert 2 == part.rows
    assert ["gate", "last", "newest"] == stored(store)
    (stopped,) = store.stopped.read()
    assert ("last", MAY) == (stopped.decision.client.address, stopped.let_in_at), "it was let in since"
    assert ["first", "gate", "last", "let in", "newest"] == told(store)[0]

    # A later refusal frees it: it goes to a second file of its month.
    store.decisions.add_many([got("again", JULY, action=Action.HOLD), got("newer", JULY, "2.0.0")])
    assert ["2024-05.2.jsonl.gz"] == [part.filename for part in move(store)]
    assert ["first", "gate", "last", "let in", "newest", "again", "newer"] == told(store)[0]


def test_what_was_not_exported_yet_stays(full: Store) -> None:
    assert [1] == [part.rows for part in move(full, exported=1)]
    assert ["june", "late", "now"] == stored(full)


def test_numbers_are_never_used_again(store: Store) -> None:
    store.decisions.add_many([got("a", MAY), got("b", MAY)])
    move(store)
    store.decisions.add_many([got("c", MAY)])

    assert [1, 2, 3] == [one.number for one in store.log.read(Query(), Looked())]


def test_moving_that_was_cut_short_goes_on_and_the_log_is_whole_in_between(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.decisions.add_many(got(f"{n}", MAY + timedelta(seconds=n)) for n in range(600))
    store.served.catch_up(epoch="one", ruleset="r")
    turns = iter([False, False, True])
    list(store.moving.move(before=JULY, ended=lambda: next(turns, True)))

    assert 500 == len(stored(store))
    assert [f"{n}" for n in range(600)] == told(store)[0]
    assert 600 == store.log.extent(Query(), Looked()).count

    assert [599] == [part.rows for part in move(store)]
    assert ["599"] == stored(store)
    assert [f"{n}" for n in range(600)] == told(store)[0]


def test_nothing_is_removed_if_the_file_is_damaged_before(store: Store, home: Path) -> None:
    store.decisions.add_many(got(f"{n}", MAY) for n in range(600))
    store.served.catch_up(epoch="one", ruleset="r")
    turns = iter([False, False, True])
    list(store.moving.move(before=JULY, ended=lambda: next(turns, True)))
    (home / "log" / "2024-05.jsonl.gz").write_bytes(b"x")

    with pytest.raises(StoreError, match="are not removed"):
        move(store)
    assert 500 == len(stored(store))


def test_a_reader_keeps_decisions_from_being_moved(full: Store) -> None:
    reading = full.log.read(Query(), Looked())
    next(reading)
    asked: list[bool] = []

    def ended() -> bool:
        asked.append(True)
        return len(asked) > 4

    full.served.catch_up(epoch="one", ruleset="r")
    list(full.moving.move(before=JULY, ended=ended))

    assert 4 == len(stored(full))
    assert 3 == len(list(reading))


def test_two_processes_do_not_move_at_once(full: Store) -> None:
    full.served.catch_up(epoch="one", ruleset="r")
    moving = full.moving.move(before=JULY)
    next(moving)

    assert [] == list(full.moving.move(before=JULY))
    assert 1 == len(list(moving))
