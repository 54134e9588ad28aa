"""Pickles that run commands when they are loaded."""

import pickle

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import Files, of_rule, wheel
from tests.analysis.inventory.test_pickles import stack_global

RULE = "dangerous-pickle"
MODULE = {"pkg/__init__.py": "x = 1\n"}


def test_a_pickle_that_runs_a_command_is_held() -> None:
    (finding,) = of_rule(wheel({**MODULE, "pkg/model.pkl": stack_global("os", "system")}), RULE)
    assert (Severity.HIGH, Confidence.HIGH) == (finding.severity, finding.confidence)
    assert "pkg/model.pkl" == finding.locations[0].path
    assert "os.system" in finding.message


def test_one_among_tests_or_that_only_reaches_is_a_note() -> None:
    files: Files = {
        **MODULE,
        "tests/bad.pkl": stack_global("os", "system"),
        "pkg/get.pkl": stack_global("builtins", "getattr"),
    }
    assert {Severity.MEDIUM} == {finding.severity for finding in of_rule(wheel(files), RULE)}


def test_an_ordinary_pickle_stays_quiet() -> None:
    assert [] == of_rule(wheel({**MODULE, "pkg/data.pkl": pickle.dumps({"a": [1, 2.5, "x"]})}), RULE)
