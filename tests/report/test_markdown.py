"""The report as Markdown."""

from pratique.report import markdown
from tests.report import answers


def test_each_stopped_package_has_a_row() -> None:
    rows = [row for row in markdown.project(answers.project()).splitlines() if row.startswith("| left")]
    assert 1 == len(rows)
    assert "hold (review)" in rows[0]


def test_hostile_text_makes_no_row_mention_or_markup() -> None:
    shown = markdown.targets([answers.hostile()])
    assert "<b>" not in shown.replace("\\<b\\>", "")
    assert "@team" not in shown
    assert "\x1b" not in shown


def test_a_comparison_lists_gains_before_files() -> None:
    shown = markdown.comparison(answers.comparison(), "a@1", "a@2")
    assert shown.index("capability gained") < shown.index("| file |")
