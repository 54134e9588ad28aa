"""The order of what an audit tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, AuditReport, severity_word
from pratique.core.finding import Severity
from pratique.report.audit.order import GRADES, ordered
from tests.report.audit import answers
from tests.report.audit.hostile import REPORTS, shuffled


def test_every_word_for_severity_has_its_place() -> None:
    words = {severity_word(answers.match(severity=severity)) for severity in (None, *Severity)}
    words.add(severity_word(answers.match(kind=AdvisoryKind.MALWARE)))
    assert words == set(GRADES)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (answers.finding(answers.match(severity=Severity.LOW)), answers.finding(ignored=answers.LASTING)),
        (
            answers.finding(answers.match(severity=Severity.LOW)),
            answers.finding(answers.match(severity=Severity.CRITICAL, certain=False)),
        ),
        (
            answers.finding(answers.MALWARE),
            answers.finding(answers.match(severity=Severity.CRITICAL, exploitation=answers.EXPLOITED)),
        ),
        (
            answers.finding(answers.match(severity=None)),
            answers.finding(answers.match(severity=Severity.MEDIUM)),
        ),
        (
            answers.finding(answers.match("z", score=1.0, exploitation=answers.EXPLOITED)),
            answers.finding(answers.match("a")),
        ),
        (answers.finding(answers.match("z", score=8.0)), answers.finding(answers.match("a"))),
        (answers.finding(answers.match("a")), answers.finding(answers.match("b"))),
    ],
)
def test_what_asks_for_more_goes_first(first: AuditFinding, second: AuditFinding) -> None:
    report = AuditReport(root=".", findings=(second, first))
    assert (first, second) == ordered(report).findings


def test_the_shortest_chain_goes_first() -> None:
    paths = (("b@1", "c@1", "d@1"), ("z@1", "d@1"))
    (finding,) = ordered(AuditReport(root=".", findings=(answers.finding(paths=paths),))).findings
    assert ("z@1", "d@1") == finding.paths[0]


@pytest.mark.fuzz
@given(value=REPORTS, seed=st.integers())
def test_the_order_is_total(value: AuditReport, seed: int) -> None:
    assert ordered(value) == ordered(shuffled(value, seed)) == ordered(ordered(value))
