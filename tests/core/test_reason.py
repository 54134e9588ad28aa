"""The names of reasons."""

import re

from pratique.core.reason import UNANSWERED, ReasonCode
from pratique.report.verbs.explain import REASON_PAGES


def test_reasons_are_named_in_kebab_case_and_each_has_its_page() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code.value) for code in ReasonCode)
    assert set(REASON_PAGES) == set(ReasonCode)


def test_what_could_not_be_learned_is_no_known_fact() -> None:
    known_bad = {ReasonCode.ADVISORY, ReasonCode.DENIED, ReasonCode.QUARANTINED, ReasonCode.CHANGED_BYTES}

    assert not UNANSWERED & known_bad
    assert set(ReasonCode) >= UNANSWERED
