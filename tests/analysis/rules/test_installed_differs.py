"""Installed code that is not the artifact's."""

from pratique.analysis.rules.installed_differs import installed_differs
from pratique.core.finding import Confidence, Severity
from pratique.core.installed import Difference, DifferenceKind, InstalledCheck
from pratique.core.policy import FINDING_ACTIONS


def check(*differences: Difference, instead: str = "") -> InstalledCheck:
    return InstalledCheck(places=("node_modules/a",), differences=differences, instead=instead)


def test_changed_code_is_found_with_all_its_places() -> None:
    changed = [Difference(f"node_modules/a/{n}.js", DifferenceKind.CHANGED, runs=True) for n in range(60)]
    (finding,) = installed_differs.check(check(*changed))

    assert (Severity.HIGH, Confidence.HIGH) == (finding.severity, finding.confidence)
    assert "node_modules/a/0.js" == finding.locations[0].path
    assert 50 == len(finding.locations)
    assert 20 == finding.evidence.count("changed node_modules/a/")


def test_what_a_hook_may_have_made_and_data_and_missing_files_are_notes() -> None:
    findings = list(
        installed_differs.check(
            check(
                Difference("a/made.js", DifferenceKind.ADDED, runs=True, sure=False),
                Difference("a/data.txt", DifferenceKind.CHANGED, runs=False),
                Difference("a/gone.js", DifferenceKind.MISSING, runs=True),
            )
        )
    )

    assert 2 == len(findings)
    assert all((f.severity, f.confidence) not in FINDING_ACTIONS for f in findings)
    assert "its install hook may have made" in findings[0].message
    assert "missing a/gone.js" in findings[1].message


def test_what_could_not_be_compared_with_the_artifact_is_told() -> None:
    (finding,) = installed_differs.check(check(instead="the package was built on this machine"))

    assert (
        "compared only with the record of its installer: the package was built on this machine"
        == finding.message
    )
    assert (finding.severity, finding.confidence) not in FINDING_ACTIONS


def test_a_copy_that_is_the_artifact_s_stays_quiet() -> None:
    assert [] == list(installed_differs.check(check()))
