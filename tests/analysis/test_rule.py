"""What rules are."""

import re

import pytest

from pratique.analysis.rule import Rule, ruleset
from pratique.analysis.rules import CONTENT_RULES, RULES
from pratique.core.location import Location

HEADINGS = ("What it finds:", "Why it matters:", "Seen in:", "False alarms:", "What to do:")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_page_says_what_why_where_how_often_and_what_to_do(rule: Rule[object]) -> None:
    positions = [rule.page.index(heading) for heading in HEADINGS]
    assert sorted(positions) == positions


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_ids_are_kebab_case_and_name_their_module(rule: Rule[object]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert rule.check.__module__.endswith("." + rule.id.replace("-", "_"))


def test_rules_stand_in_the_order_of_their_ids() -> None:
    assert sorted(rule.id for rule in CONTENT_RULES) == [rule.id for rule in CONTENT_RULES]
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_finding_takes_the_rule_s_own_gravity_unless_told() -> None:
    rule = CONTENT_RULES[0]
    found = rule.finding("text", Location("a", 1))
    assert (rule.id, rule.severity, rule.confidence) == (found.rule, found.severity, found.confidence)


def test_a_place_is_told_once() -> None:
    found = CONTENT_RULES[0].finding("text", Location("a", 1), Location("a", 1), Location("b", 2))
    assert (Location("a", 1), Location("b", 2)) == found.locations


def test_another_set_has_another_name() -> None:
    assert ruleset(CONTENT_RULES, "m") == ruleset(tuple(reversed(CONTENT_RULES)), "m")
    assert ruleset(CONTENT_RULES, "m") != ruleset(CONTENT_RULES[1:], "m")
    assert ruleset(CONTENT_RULES, "m") != ruleset(CONTENT_RULES, "n")
