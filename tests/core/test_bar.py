"""The bar of an audit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Exploitation, Product
from pratique.core.audit import AuditFinding, Ignore, InsecureSource, SourceRule
from pratique.core.bar import WORDS, Bar
from pratique.core.finding import Severity
from pratique.errors import ParseError

LEFT = Product("npm", "left")


def finding(
    severity: Severity | None = Severity.HIGH,
    *,
    kind: AdvisoryKind = AdvisoryKind.VULNERABILITY,
    fixed: tuple[str, ...] = (),
    exploited: bool = False,
    certain: bool = True,
    direct: bool = False,
    groups: frozenset[str] = frozenset(),
    ignored: Ignore | None = None,
) -> AuditFinding:
    return AuditFinding(
        match=AdvisoryMatch(
            product=LEFT,
            version="1.0.0",
            id="GHSA-1",
            kind=kind,
            severity=severity,
            fixed=fixed,
            certain=certain,
            exploitation=Exploitation(cve="CVE-1", kev_added=date(2026, 1, 1)) if exploited else None,
        ),
        direct=direct,
        groups=groups,
        ignored=ignored,
    )


@pytest.mark.parametrize(
    ("bar", "reached", "not_reached"),
    [
        ("high", finding(Severity.CRITICAL), finding(Severity.MEDIUM)),
        ("kev", finding(Severity.LOW, exploited=True), finding(Severity.CRITICAL)),
        ("high+fixable", finding(fixed=("2.0.0",)), finding()),
        ("critical,low+direct", finding(Severity.LOW, direct=True), finding(Severity.HIGH)),
        ("high+prod", finding(), finding(groups=frozenset({"dev"}))),
    ],
)
def test_a_bar_parts_findings(bar: str, reached: AuditFinding, not_reached: AuditFinding) -> None:
    assert Bar.parse(bar).reached_by(reached)
    assert not Bar.parse(bar).reached_by(not_reached)


def test_what_nobody_rated_reaches_every_severity() -> None:
    assert Bar.parse("critical").reached_by(finding(None))


@pytest.mark.parametrize("bar", ["critical", "kev", "fixable", "critical+kev+direct"])
def test_no_bar_hides_malware(bar: str) -> None:
    assert Bar.parse(bar).reached_by(finding(Severity.CRITICAL, kind=AdvisoryKind.MALWARE))


def test_neither_what_is_ignored_nor_what_may_be_sound_reaches_a_bar() -> None:
    assert not Bar().reached_by(finding(ignored=Ignore(ids=("GHSA-1",))))
    assert not Bar().reached_by(finding(certain=False))


@pytest.mark.parametrize("text", ["", "hihg", "high,,kev", "high+", ",".join(["high"] * 21)])
def test_what_is_no_bar_is_refused_with_the_words_that_are(text: str) -> None:
    with pytest.raises(ParseError) as refused:
        Bar.parse(text)

    assert "fixable" in refused.value.hint


BARS = st.lists(
    st.frozensets(st.sampled_from(WORDS), min_size=1, max_size=3), min_size=1, max_size=3, unique=True
).map(lambda found: Bar(tuple(found)))
FINDINGS = st.builds(
    finding,
    st.sampled_from([None, *Severity]),
    fixed=st.sampled_from([(), ("2.0.0",)]),
    exploited=st.booleans(),
    direct=st.booleans(),
    groups=st.sampled_from([frozenset[str](), frozenset({"dev"})]),
)


@pytest.mark.fuzz
@given(bar=BARS)
def test_a_bar_is_read_as_it_is_written(bar: Bar) -> None:
    assert Bar.parse(str(bar)) == bar


@pytest.mark.fuzz
@given(new=BARS, old=BARS, what=FINDINGS)
def test_a_stricter_bar_lets_nothing_pass_that_the_other_stops(
    new: Bar, old: Bar, what: AuditFinding
) -> None:
    if new.at_least_as_strict_as(old) and old.reached_by(what):
        assert new.reached_by(what)


@pytest.mark.parametrize(
    ("bar", "plain", "off"),
    [
        ("info", True, True),
        ("high", False, True),
        ("critical", False, False),
        ("kev,medium", True, True),
        ("medium+direct", False, False),
    ],
)
def test_an_insecure_source_reaches_a_bar_by_its_severity_and_a_note_reaches_none(
    bar: str, *, plain: bool, off: bool
) -> None:
    read = Bar.parse(bar)

    for rule, reached in ((SourceRule.PLAINTEXT, plain), (SourceRule.TLS_OFF, off)):
        source = InsecureSource(rule=rule, text="x", sources=(".npmrc:1",))
        assert reached == read.reached_by_source(source)
        assert not read.reached_by_source(replace(source, noted=True))
