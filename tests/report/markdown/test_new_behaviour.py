"""What a release gained, in plain words."""

from dataclasses import replace

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability
from pratique.core.assessment import Change, ChangeKind
from pratique.core.evidence import NotAsked
from pratique.core.finding import Finding, Severity
from pratique.report.markdown import new_behaviour as gains
from pratique.report.markdown.new_behaviour import gained
from tests.report import answers

UPGRADED = Change(kinds=(ChangeKind.UPGRADED,), before=("1.0.0",))
ADDED = Change(kinds=(ChangeKind.ADDED,))


def of(rule: str, message: str = "x", severity: Severity = Severity.HIGH) -> Finding:
    return replace(answers.finding(severity=severity, message=message), rule=rule)


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (of("new-install-hook"), ("runs a command at install",)),
        (of("new-install-hook", severity=Severity.MEDIUM), ("runs a different command at install",)),
        (of("native-binary-added", severity=Severity.MEDIUM), ("ships compiled code",)),
        (of("startup-file-shipped", severity=Severity.LOW), ("nothing new",)),
        (of("hidden-characters"), ("nothing new",)),
        (
            of("capability-gained", "new in this release: file-write (called), network (install)"),
            ("uses the network at install", "writes files when called"),
        ),
        (
            of(
                "capability-gained",
                "new in this release, when it is imported: reads the environment and uses the network",
            ),
            ("reads the environment and uses the network, when loaded",),
        ),
        (of("capability-gained", "in words of another release"), ("in words of another release",)),
    ],
)
def test_a_finding_is_told_in_plain_words(finding: Finding, words: tuple[str, ...]) -> None:
    assert words == gained(answers.judged("n", "2.0.0", finding, change=UPGRADED))


def test_a_new_package_gains_all_that_it_can_do() -> None:
    package = answers.judged(
        "n", "2.0.0", change=ADDED, capabilities=("secrets (import)", "process (auxiliary)")
    )
    assert ("reads credential files when loaded",) == gained(package)


def test_an_upgrade_does_not_gain_what_it_could_before() -> None:
    assert ("nothing new",) == gained(answers.judged("n", "2.0.0", change=UPGRADED))


def test_without_anything_to_compare_with_it_is_not_called_the_same() -> None:
    package = answers.judged("n", "2.0.0", change=UPGRADED, baseline=None, capabilities=())
    assert ("no notable behaviour; no baseline to compare with",) == gained(package)


def test_what_was_not_inspected_is_not_called_the_same() -> None:
    package = answers.judged("n", "2.0.0", change=UPGRADED)
    assessment = package.assessments[0]
    blind = replace(assessment, dossier=replace(assessment.dossier, inspection=NotAsked("x")))
    assert ("unknown: not inspected",) == gained(replace(package, assessments=(blind,)))


def test_what_is_gained_together_is_not_told_once_more_alone() -> None:
    message = "new in this release, when it is imported: decrypts data and runs data as code"
    package = answers.judged(
        "n",
        "2.0.0",
        of("capability-gained", message),
        change=ADDED,
        capabilities=(
            "decrypt (import)",
            "dynamic-code (import)",
            "dynamic-code (called)",
            "network (import)",
        ),
    )
    assert (
        "decrypts data and runs data as code, when loaded",
        "uses the network when loaded",
        "runs data as code when called",
    ) == gained(package)


def test_many_gains_are_counted() -> None:
    words = ", ".join(f"{capability.value} (called)" for capability in Capability)
    told = gained(answers.judged("n", "2.0.0", of("capability-gained", f"new: {words}"), change=UPGRADED))
    assert 6 == len(told)
    assert f"and {len(Capability) - 5} more" == told[-1]


def test_every_capability_and_moment_has_words() -> None:
    assert {capability.value for capability in Capability} <= set(gains._CAPABILITIES)
    assert {context.value for context in Context} == set(gains._MOMENTS)
