"""The report for a terminal."""

from dataclasses import replace

from pratique.core.assessment import ProjectReport
from pratique.report.text import report as text
from pratique.report.text.style import render
from tests.report import answers


def shown(report: ProjectReport, *, notes: bool = False, verbose: bool = False) -> str:
    return render(text.project(report, notes=notes, verbose=verbose), colour=False)


def test_the_verdict_comes_first() -> None:
    assert shown(answers.project()).startswith(
        "Hold (incomplete): 1 package needs review, 1 package not checked; 1 without issues (1 skipped: workspaces)"
    )


def test_a_stopped_package_has_rule_place_path_and_next_step() -> None:
    lines = shown(answers.project())
    for part in (
        "new-install-hook",
        "package.json:7",
        "app@1.0.0 > left-handed@2.0.0",
        "Next: read the code",
        "package-lock.json:42",
    ):
        assert part in lines


def test_what_was_not_checked_is_one_line_and_each_with_its_reason_on_request() -> None:
    short = "Not checked: advisories, publisher signals, source repository (`-v` explains)"
    assert 1 == shown(answers.project()).count(short)
    lines = shown(answers.project(), verbose=True)
    assert 1 == lines.count("publisher signals not checked: this release of pratique reads no history")
    assert "(2 artifacts)" in lines


def test_notes_are_listed_on_request() -> None:
    assert "calm@1.0.0" not in shown(answers.project())
    for lines in (shown(answers.project(), notes=True), shown(answers.project(), verbose=True)):
        assert "1 finding that stops nothing\n  calm@1.0.0  note new-install-hook" in lines


def test_a_change_says_what_it_is_compared_with_and_what_does_not_count() -> None:
    lines = shown(answers.review())
    assert "(changes since main@0123456789ab, 1 removed, 1,204 unchanged" in lines.splitlines()[0]
    assert "  upgraded from 1.8.0, 1.9.0; " in lines
    assert "has no effect: waiver new-install-hook left-handed (pratique.toml:9)" in lines


def test_what_the_change_does_not_touch_says_so() -> None:
    lines = shown(answers.review()).splitlines()
    at = lines.index("worse@6.6.6  npm  block")
    assert "  already in use: this change does not affect the package" == lines[at + 1]
    assert 1 == sum("does not affect the package" in line for line in lines)


def test_many_things_that_do_not_count_are_counted() -> None:
    lines = shown(replace(answers.review(), ignored=tuple(f"setting {n}" for n in range(25))))
    assert "has no effect: setting 0\n" in lines
    assert "and 5 more without effect" in lines


def test_a_project_without_lockfiles_is_not_called_clear() -> None:
    assert "no lockfile found" in shown(ProjectReport(root=".", files=()))


def test_an_allowed_target_is_never_called_safe() -> None:
    lines = render(text.targets([answers.clear()]), colour=False)
    assert ", no issues\n" in lines
    assert "safe" not in lines


def test_text_of_an_artifact_cannot_move_the_cursor() -> None:
    lines = render(text.targets([answers.hostile()]), colour=False)
    assert "\x1b" not in lines
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in lines


def test_colour_is_added_only_when_asked_for() -> None:
    assert "\x1b[" in render(text.targets([answers.held()]), colour=True)
    assert "\x1b[" not in render(text.targets([answers.held()]), colour=False)


def test_a_target_that_failed_shows_message_and_hint() -> None:
    lines = render(text.targets([answers.failed()]), colour=False)
    assert "registry-not-found: the registry does not know nowhere" in lines
    assert "hint: check the name" in lines
