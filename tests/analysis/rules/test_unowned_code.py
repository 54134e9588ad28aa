"""Installed code that no package owns."""

from pratique.analysis.rules.unowned_code import Unowned, unowned_code
from pratique.core.finding import Confidence, Severity
from pratique.core.policy import FINDING_ACTIONS, Action


def test_it_is_held_at_its_path() -> None:
    (finding,) = unowned_code.check(Unowned("lib/x.pth", "Python runs lines of it at every start"))

    assert Action.HOLD is FINDING_ACTIONS[finding.severity, finding.confidence]
    assert (Severity.HIGH, Confidence.HIGH) == (finding.severity, finding.confidence)
    assert "lib/x.pth: Python runs lines of it at every start" == finding.message
    assert "lib/x.pth" == finding.locations[0].path


def test_it_speaks_of_nothing_else() -> None:
    assert 1 == len(list(unowned_code.check(Unowned("a.js", "why"))))
