"""A reading as signals are told of it."""

from dataclasses import replace

import pytest

from pratique.core.evidence import Known, Unknown
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


@pytest.mark.parametrize("reason", [why for why in WhyNot if why is not WhyNot.GENERATED])
def test_a_comparison_that_could_not_be_made_is_unknown_whatever_the_reason(reason: WhyNot) -> None:
    bare = replace(reading(CALM, CALM), commit=None, files=())
    found = evidence_of(replace(bare, not_comparable=NotComparable(reason, "no answer")), ())
    assert isinstance(found, Unknown)
    assert ("no answer", True) == (found.why, bool(found.hint))
