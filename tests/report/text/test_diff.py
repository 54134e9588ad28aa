"""The report of `diff`."""

from pratique.report.text.diff import comparison
from pratique.report.text.style import render
from tests.report import answers


def test_capabilities_come_before_the_manifest_and_files() -> None:
    shown = render(comparison(answers.comparison(), "a@1", "a@2"), colour=False)
    order = [
        shown.index(part)
        for part in ("capabilities gained\n", "capabilities lost\n", "manifest\n", "read first\n", "others\n")
    ]
    assert sorted(order) == order


def test_the_first_line_counts_what_changed() -> None:
    first = render(comparison(answers.comparison(), "a@1", "a@2"), colour=False).splitlines()[0]
    assert first == (
        "a@1 -> a@2: 1 capability gained, 1 capability lost, 1 manifest change, 1 new address, "
        "2 files changed (1 to review first)"
    )


def test_every_change_has_its_place() -> None:
    shown = render(comparison(answers.comparison(), "a@1", "a@2"), colour=False)
    assert "+ network (install): https.request  lib/build.js:3" in shown
    assert "+ hook postinstall: node lib/build.js" in shown
    assert "https://collector.invalid/x  lib/build.js:3" in shown
