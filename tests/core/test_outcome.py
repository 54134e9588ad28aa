"""How a run ended. tests/cli/output/test_exit_codes.py has the table of what leads to which exit code."""

import pytest

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport, Target
from pratique.core.audit import AuditReport
from pratique.core.bar import Bar
from pratique.core.outcome import Ended, Outcome, of_audit, of_project, of_targets
from pratique.core.reading import LockRead
from pratique.core.verdict import Standing
from tests.core.dossiers import NO_ANSWER, REF, dossier, judge


def test_nothing_is_incomplete() -> None:
    for found in (
        of_targets([]),
        of_project(ProjectReport(root=".", files=())),
        of_audit(AuditReport(root="."), fail_on=Bar()),
    ):
        assert Outcome(Ended.INCOMPLETE, complete=False) == found
        assert not found.clear


@pytest.mark.parametrize("question", ["known_bad", "signals", "advisories", "installed", "inspection", ""])
def test_a_question_without_an_answer_is_never_clear(question: str) -> None:
    about = dossier(**({question: NO_ANSWER} if question else {}))
    found = Assessment(dossier=about, verdict=judge(about), standing=Standing.NEW)
    expected = Ended.INCOMPLETE if question else Ended.CLEAR
    assert expected is of_targets([Target(name="x", assessments=(found,))]).ended

    files = (LockRead(path="package-lock.json", format="package-lock v3", packages=1),)
    packages = (JudgedPackage(ref=REF, assessments=(found,)),)
    assert expected is of_project(ProjectReport(root=".", files=files, packages=packages)).ended


@pytest.mark.parametrize("ended", list(Ended))
@pytest.mark.parametrize("exit_code", [0, 1, 2, 3, 4, 5])
def test_the_exit_code_of_a_run_decides_what_is_clear(ended: Ended, exit_code: int) -> None:
    found = Outcome(ended, complete=True).demanding(exit_code)
    if exit_code in {2, 4}:
        assert Outcome(ended, complete=True) == found
    else:
        assert (exit_code == 0, exit_code != 3) == (found.clear, found.complete)
