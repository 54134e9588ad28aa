"""The operator's rules and their defaults."""

from datetime import timedelta

from pratique.core.finding import Confidence, Severity
from pratique.core.policy import FINDING_ACTIONS, Action, Policy

GOLDEN = """
          low    medium  high
info      allow  allow   allow
low       allow  allow   allow
medium    allow  allow   allow
high      allow  allow   hold
critical  allow  hold    block
"""
"""What a finding does to a new artifact, by severity (rows) and confidence (columns).

A change here changes the verdict about every artifact: it needs a measured reason in docs/reference/rules.md.
"""


def test_what_a_finding_does_is_the_golden_table() -> None:
    rows = [["", *(confidence.value for confidence in Confidence)]]
    for severity in Severity:
        actions = [FINDING_ACTIONS.get((severity, confidence), Action.ALLOW) for confidence in Confidence]
        rows.append([severity.value, *(action.value for action in actions)])

    assert [line.split() for line in GOLDEN.strip("\n").splitlines()] == [
        [cell for cell in row if cell] for row in rows
    ]


def test_a_graver_or_surer_finding_never_does_less() -> None:
    def rank(severity: Severity, confidence: Confidence) -> int:
        return FINDING_ACTIONS.get((severity, confidence), Action.ALLOW).rank

    for severity in Severity:
        by_confidence = [rank(severity, confidence) for confidence in Confidence]
        assert sorted(by_confidence) == by_confidence
    for confidence in Confidence:
        by_severity = [rank(severity, confidence) for severity in Severity]
        assert sorted(by_severity) == by_severity


def test_actions_rank_from_allow_to_block() -> None:
    ranked = sorted(Action, key=lambda action: action.rank)

    assert ["allow", "hold", "block"] == [action.value for action in ranked]


def test_the_default_policy_asks_for_three_days_two_weeks_and_complete_inspections() -> None:
    policy = Policy()

    assert (timedelta(hours=72), timedelta(days=14), True, (), {}) == (
        policy.min_age,
        policy.min_age_signalled,
        policy.hold_incomplete,
        policy.waivers,
        policy.denied,
    )
