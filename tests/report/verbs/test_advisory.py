"""The page of an advisory."""

from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Rating, Span
from pratique.core.finding import Severity
from pratique.report.verbs.advisory import advisory
from tests.advisories.made import LEFT, THEN
from tests.report.answers import HOSTILE

TOLD = Advisory(
    id="GHSA-1",
    source="osv-npm",
    kind=AdvisoryKind.VULNERABILITY,
    aliases=("CVE-1",),
    summary=HOSTILE,
    details=f"first\n{HOSTILE}",
    published=THEN,
    ratings=(Rating(vector="CVSS:3.1/AV:N", score=9.8, severity=Severity.CRITICAL),),
    urls=("https://advisories.example/1",),
    affected=(
        Affected(product=LEFT, spans=(Span(low="1.0.0", high="1.5.0"),), fixed=("1.5.0",), symbols=("left",)),
        Affected(product=Product("gem", "left"), within=">= 0", outside=("~> 2.2",), platforms=("jruby",)),
        Affected(product=Product("pypi", "left")),
        Affected(product=Product("npm", "right"), versions=tuple(f"{n}.0.0" for n in range(50)), sole=True),
    ),
)


def test_a_page_has_all_that_the_source_tells() -> None:
    text = advisory([TOLD])

    for words in (
        "GHSA-1 (vulnerability), reported by osv-npm",
        "also called: CVE-1",
        "published 2026-01-01",
        "rated: critical 9.8 CVSS:3.1/AV:N",
        "affected: >= 1.0.0, < 1.5.0",
        "fixed in: 1.5.0",
        "in: left",
        "affected: >= 0, and not ~> 2.2",
        "only on: jruby",
        "the advisory does not list the versions",
        "and 10 more",
        "no other version is affected",
        "more information: https://advisories.example/1",
    ):
        assert words in text


def test_a_strangers_text_is_escaped() -> None:
    assert not set("\x1b\u202e") & set(advisory([TOLD]))


def test_a_withdrawn_advisory_says_so() -> None:
    withdrawn = Advisory(id="MAL-1", source="osv", kind=AdvisoryKind.MALWARE, withdrawn=THEN)

    assert "withdrawn on 2026-01-01: the advisory is no longer valid" in advisory([withdrawn])
