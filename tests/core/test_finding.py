"""Findings and inspections."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.finding import (
    Audience,
    Confidence,
    Finding,
    Inspection,
    Location,
    Severity,
    Skipped,
    Unread,
)
from pratique.core.names import Digest

PLACE = Location("setup.py", 7)


def locations() -> st.SearchStrategy[Location]:
    return st.builds(Location, st.sampled_from("ab"), st.one_of(st.none(), st.integers(1, 3)))


def inspection(*, unread: tuple[Unread, ...] = (), failed: tuple[Skipped, ...] = ()) -> Inspection:
    return Inspection(
        artifact=Digest("sha256", "0" * 64), baseline=None, ruleset="r1", unread=unread, failed=failed
    )


def test_severities_rank_from_info_to_critical() -> None:
    ranked = sorted(Severity, key=lambda severity: severity.rank)

    assert ["info", "low", "medium", "high", "critical"] == [severity.value for severity in ranked]


def test_confidences_rank_from_low_to_high() -> None:
    ranked = sorted(Confidence, key=lambda confidence: confidence.rank)

    assert ["low", "medium", "high"] == [confidence.value for confidence in ranked]


def test_a_finding_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="a finding of new-install-hook has no location"):
        Finding(
            rule="new-install-hook",
            severity=Severity.LOW,
            confidence=Confidence.LOW,
            message="m",
            locations=(),
        )


def test_a_finding_is_for_the_gate_and_without_an_excerpt_unless_it_says_otherwise() -> None:
    found = Finding(
        rule="new-install-hook",
        severity=Severity.LOW,
        confidence=Confidence.LOW,
        message="m",
        locations=(PLACE,),
    )

    assert (Audience.GATE, "") == (found.audience, found.evidence)


@pytest.mark.parametrize(("place", "text"), [(PLACE, "setup.py:7"), (Location("setup.py"), "setup.py")])
def test_a_place_prints_as_editors_read_it(place: Location, text: str) -> None:
    assert text == str(place)


def test_a_whole_file_sorts_before_its_lines() -> None:
    places = [Location("b"), Location("a", 2), Location("a"), Location("a", 10)]

    assert ["a", "a:2", "a:10", "b"] == [str(place) for place in sorted(places)]


@pytest.mark.fuzz
@given(locations(), locations(), locations())
def test_places_have_one_order(one: Location, two: Location, three: Location) -> None:
    assert 1 == [one < two, one == two, one > two].count(True)
    assert (one <= two) == (not two < one)
    for a, b, c in itertools.permutations((one, two, three)):
        assert not (a < b < c) or a < c


def test_an_inspection_that_read_everything_is_complete() -> None:
    assert inspection().complete


def test_unread_content_makes_an_inspection_incomplete_even_if_the_baseline_has_it() -> None:
    assert not inspection(unread=(Unread("a.js", "too large", in_baseline=True),)).complete


def test_unread_content_that_nothing_asks_for_leaves_an_inspection_complete() -> None:
    assert inspection(unread=(Unread("test/a.js", "too large", reached=False),)).complete


def test_a_rule_that_failed_makes_an_inspection_incomplete() -> None:
    assert not inspection(failed=(Skipped("new-install-hook", "KeyError"),)).complete
