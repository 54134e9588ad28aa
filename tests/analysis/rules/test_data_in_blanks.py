"""Spaces and tabs that carry data."""

from tests.analysis.inspecting import of_rule, wheel
from tests.analysis.inventory.test_blanks import bits

RULE = "data-in-blanks"


def test_blanks_that_alternate_are_told_at_their_first_line() -> None:
    (finding,) = of_rule(wheel({"pkg/__init__.py": f"x = 1\ny = '{bits(800)}'\n"}), RULE)
    assert 2 == finding.locations[0].line
    assert "800" in finding.message


def test_indentation_stays_quiet() -> None:
    assert [] == of_rule(wheel({"pkg/__init__.py": "if True:\n\t \t x = 1\n" * 100}), RULE)
