"""One file of old decisions; tests/store/log/test_moving.py writes and damages it."""

from datetime import timedelta

from pratique.core.policy import Action
from pratique.report.verbs.decisions import line
from pratique.store.log.line import read_line
from pratique.store.log.part import Looked, Part, Query
from tests.store.gate.test_decisions import CALM, NOW, decided

PART = Part(
    id=1,
    filename="2026-03.jsonl.gz",
    rows=2,
    first=1,
    last=2,
    first_at=NOW,
    last_at=NOW + timedelta(days=3),
    size_bytes=1,
    sha256="a" * 64,
    moved_through=2,
)


def test_a_query_names_the_files_that_may_answer_it() -> None:
    second = timedelta(seconds=1)
    assert Query().may_contain(PART)
    assert Query(since=PART.last_at, until=PART.last_at + second).may_contain(PART)
    assert not Query(since=PART.last_at + second).may_contain(PART)
    assert not Query(until=NOW).may_contain(PART)


def test_a_line_matches_as_the_decision_would() -> None:
    text = line(decided(number=1))
    one = read_line(text.encode())
    for query in (
        Query(),
        Query(package=CALM),
        Query(package=CALM, version="1.0.0"),
        Query(action=Action.ALLOW),
    ):
        assert query.text in text.encode()
        assert query.matches(one)
    for query in (
        Query(action=Action.BLOCK),
        Query(who="x"),
        Query(until=NOW),
        Query(since=NOW + timedelta(1)),
    ):
        assert not query.matches(one)
    assert Query(package=CALM, version="1.0").text not in text.encode()


def test_what_is_lost_is_told_once() -> None:
    looked = Looked()
    looked.lose("x")
    looked.lose("x")
    assert ["x"] == looked.lost
