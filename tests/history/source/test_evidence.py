"""A reading as signals are told of it."""

from dataclasses import replace

from pratique.core.evidence import Known, NotAsked, Unknown
from pratique.core.source import NotComparable, WhyNot
from pratique.history.source.evidence import evidence_of
from tests.history.source.sides import CALM, HOOKED, reading


def test_what_breaks_with_the_habit_is_told_to_signals() -> None:
    found = evidence_of(reading({**HOOKED, "setup.js": "marker()\n"}, CALM), (reading(CALM, CALM),))
    assert isinstance(found, Known)
    told = found.value
    assert ("v1.2.3", ("setup.js",), ("package.json",), True, False) == (
        told.reference,
        told.extra,
        told.different,
        told.reachable,
        told.usual,
    )


def test_without_a_habit_nothing_is_told_but_the_commit() -> None:
    found = evidence_of(reading({**CALM, "setup.js": "marker()\n"}, CALM, reachable=False), ())
    assert isinstance(found, Known)
    assert ((), None, False) == (found.value.extra, found.value.usual, found.value.reachable)


def test_what_was_not_asked_is_not_unknown() -> None:
    bare = replace(reading(CALM, CALM), commit=None, files=())
    unasked = replace(bare, not_comparable=NotComparable(WhyNot.HOST_NOT_NAMED, "not named"))
    assert NotAsked("not named") == evidence_of(unasked, ())
    gone = replace(bare, not_comparable=NotComparable(WhyNot.NO_TAG, "no tag"))
    assert isinstance(evidence_of(gone, ()), Unknown)
