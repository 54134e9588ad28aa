"""What a question to the log was answered from."""

from datetime import UTC, datetime

from pratique.core.decision import Extent
from pratique.report.verbs.log_search import NOT_COVERED, searched, sentences

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_an_empty_answer_says_what_was_searched_and_what_cannot_be_in_it() -> None:
    text = sentences("No decision matches.", Extent(12_345, AT, AT))

    assert text.startswith(
        "No decision matches. Searched: 12,345 decisions since 2026-11-01 08:00 UTC. Not covered: "
    )
    assert all(one in text for one in NOT_COVERED)
    assert "run `pratique doctor" in text
    assert "Searched: 1 decision since" in sentences("x", Extent(1, AT, AT))
    assert "The log contains no decisions in that period." in sentences("x", Extent(0))


def test_a_program_gets_the_same_as_fields() -> None:
    assert {
        "searched": {
            "decisions": 0,
            "since": "2026-11-01T08:00:00Z",
            "until": None,
            "first": None,
            "last": None,
        },
        "not_covered": list(NOT_COVERED),
    } == searched(Extent(0), AT, None)
