"""The answer of an audit."""

from dataclasses import replace

from pratique.core.advisory import NODE, AdvisoryKind, AdvisoryMatch, Product
from pratique.core.audit import Audited, AuditFinding, AuditReport, Ignore, IgnoreUse
from pratique.core.finding import Severity
from pratique.core.reading import LockRead, NotJudged
from tests.advisories.made import state


def finding(severity: Severity | None, *, malware: bool = False, ignored: bool = False) -> AuditFinding:
    kind = AdvisoryKind.MALWARE if malware else AdvisoryKind.VULNERABILITY
    return AuditFinding(
        match=AdvisoryMatch(
            product=Product("npm", "left"), version="1.0.0", id="GHSA-1", kind=kind, severity=severity
        ),
        ignored=Ignore(ids=("GHSA-1",)) if ignored else None,
    )


LOOKED_UP = (
    Audited(product=NODE, version="22.0.0"),
    Audited(product=Product("npm", "left"), version="1.0.0"),
)


def test_findings_are_counted_by_severity_and_malware_apart() -> None:
    found = (
        finding(Severity.HIGH),
        finding(None),
        finding(Severity.CRITICAL, malware=True),
        finding(Severity.HIGH, ignored=True),
    )

    counts = AuditReport(root=".", findings=found).counts

    assert counts == {"malware": 1, "critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0, "unknown": 1}


def test_runtimes_are_no_packages() -> None:
    assert AuditReport(root=".", inventory=LOOKED_UP).packages == 1


def test_an_answer_is_complete_only_if_all_was_looked_at() -> None:
    whole = AuditReport(
        root=".",
        inventory=LOOKED_UP,
        files=(LockRead(path="a", format="b"),),
        sources=(state("osv-npm"),),
    )
    assert whole.complete

    lesser = (
        replace(whole, inventory=()),
        replace(whole, sources=()),
        replace(whole, gaps=("no source",)),
        replace(whole, not_audited=(NotJudged(purl="pkg:npm/a", why="x"),)),
        replace(whole, files=(LockRead(path="a", format="b", problems=("x",)),)),
    )
    assert not any(report.complete for report in lesser)
    # It hides nothing.
    assert replace(whole, ignores=IgnoreUse(unread=(".snyk: broken",))).complete
