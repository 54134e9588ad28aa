"""The name of the shipped models."""

from pratique.analysis.inspection import RULESET
from pratique.analysis.rule import ruleset
from pratique.analysis.rules import CONTENT_RULES
from pratique.analysis.score.identity import MODELS


def test_other_models_make_another_ruleset_so_that_no_old_score_is_remembered() -> None:
    assert RULESET == ruleset(CONTENT_RULES, MODELS)
    assert RULESET != ruleset(CONTENT_RULES, "other")
