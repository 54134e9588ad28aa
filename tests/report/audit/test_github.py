"""The report of an audit as workflow commands."""

from dataclasses import replace

from pratique.core.finding import Severity
from pratique.report.audit import github
from tests.report.audit import answers
from tests.report.formats.test_github import commands


def test_the_first_line_is_the_headline() -> None:
    first = github.audit(answers.rich(), notes=False).splitlines()[0]
    assert first.startswith(
        "pratique: Malware (incomplete: 1 uncertain finding): 1 malicious, 1 critical, 2 high"
    )
    assert "pratique: Nothing checked: no lockfile found" in github.audit(answers.nothing(), notes=False)


def test_a_finding_is_an_annotation_at_its_lock_entry() -> None:
    kind, properties, message = commands(github.audit(answers.rich(), notes=False))[0]
    assert "error" == kind
    assert ("package-lock.json", "99") == (properties["file"], properties["line"])
    assert "event-strum@3.3.6: MAL-2026-1234" == properties["title"]
    assert message.endswith(f"next: Known to be malicious. {answers.REMOVED}")


def test_a_kind_follows_from_the_severity() -> None:
    kinds = [kind for kind, _, _ in commands(github.audit(answers.rich(), notes=False))]
    assert ["error"] * 4 + ["warning"] * 3 + ["notice"] == kinds


def test_what_is_not_certain_is_no_error() -> None:
    unsure = answers.finding(answers.match(certain=False, severity=Severity.CRITICAL))
    report = replace(answers.clear(), findings=(unsure,))
    assert ["warning"] == [kind for kind, _, _ in commands(github.audit(report, notes=False))]


def test_what_was_not_looked_at_goes_first_so_that_it_is_shown() -> None:
    found = commands(github.audit(answers.incomplete(), notes=False))
    assert ["incomplete"] * 6 == [properties["title"] for _, properties, _ in found][:6]
    assert "1 more items were not checked; the full report lists them" == found[5][2]
    assert {"warning"} == {kind for kind, _, _ in found[:6]}


def test_what_is_ignored_and_worth_knowing_is_told_on_request() -> None:
    assert "decoder" not in github.audit(answers.rich(), notes=False)
    found = commands(github.audit(answers.rich(), notes=True))
    ignored = [message for _, properties, message in found if "decoder" in properties["title"]]
    assert "ignored: only our own input is decoded" in ignored[0]
    assert found[-1][2].startswith("Checked against ")


def test_a_branch_cannot_start_a_command_of_the_runner() -> None:
    since = answers.changed().since
    assert since is not None
    report = replace(answers.changed(), since=replace(since, reference="##[error]x"))
    assert "##[" not in github.audit(report, notes=False)
