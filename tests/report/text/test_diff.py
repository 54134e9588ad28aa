"""The report of `diff`."""

from pratique.report.text.diff import comparison
from pratique.report.text.style import render
from tests.report import answers


def test_capabilities_come_before_the_manifest_and_files() -> None:
    shown = render(comparison(answers.comparison(), "a@1", "a@2"), colour=False)
    order = [
        shown.index(part)
        for part in ("capabilities gained", "capabilities lost", "manifest", "to read first", "others")
    ]
    assert sorted(order) == order


def test_every_change_has_its_place() -> None:
    shown = render(comparison(answers.comparison(), "a@1", "a@2"), colour=False)
    assert "+ network (install): https.request  lib/build.js:3" in shown
    assert "+ hook postinstall: node lib/build.js" in shown
    assert "https://collector.invalid/x  lib/build.js:3" in shown
