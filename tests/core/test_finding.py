"""Findings and inspections."""

import pytest

from pratique.core.finding import Audience, Confidence, Finding, Inspection, Severity, Skipped, Unread
from pratique.core.location import Location
from pratique.core.names import Digest

PLACE = Location("setup.py", 7)


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


def test_an_inspection_that_read_everything_is_complete() -> None:
    assert inspection().complete


def test_unread_content_makes_an_inspection_incomplete_even_if_the_baseline_has_it() -> None:
    assert not inspection(unread=(Unread("a.js", "too large", in_baseline=True),)).complete


def test_unread_content_that_nothing_asks_for_leaves_an_inspection_complete() -> None:
    assert inspection(unread=(Unread("test/a.js", "too large", reached=False),)).complete


def test_a_rule_that_failed_makes_an_inspection_incomplete() -> None:
    assert not inspection(failed=(Skipped("new-install-hook", "KeyError"),)).complete
