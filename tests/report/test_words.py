"""Words that the reports share."""

from pratique.core.verdict import ReasonCode
from pratique.report.words import NEXT_STEPS, not_looked_at
from tests.report import answers


def test_every_reason_has_a_next_step() -> None:
    assert set(ReasonCode) == set(NEXT_STEPS)


def test_what_was_not_asked_is_summed() -> None:
    lines = not_looked_at([answers.assessment(), answers.assessment()])
    assert "history not asked: this release of pratique reads no history (2 artifacts)" in lines
