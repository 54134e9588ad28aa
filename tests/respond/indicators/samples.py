"""Indicators of an attack that was made up, and hostile ones."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.respond.indicators.hunt import Artifact, Hunt
from pratique.respond.wanted.value import Indicator, IndicatorKind
from tests.respond.behaviour.samples import REF

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
SHA256 = "16abf5010905b7a1ec18ed1d40b93eedcf388e8198a4d99ef3b785d23bd6b00f"


def indicator(kind: IndicatorKind, value: str, origin: str = "sample-1.0.0.tgz: gather.js:4") -> Indicator:
    return Indicator(id=f"{kind.value}:{value}", kind=kind, value=value, origin=origin)


GOOD = Hunt(
    title="sample 1.0.0",
    at=AT,
    artifacts=(Artifact(digest=Digest("sha256", "ab" * 32), ref=REF, origin="advisory.json"),),
    indicators=(
        indicator(IndicatorKind.HOST, "collect.evil.invalid"),
        indicator(IndicatorKind.HOST, "203.0.113.7"),
        indicator(IndicatorKind.HOST, "2001:db8::7"),
        indicator(IndicatorKind.URL, "https://collect.evil.invalid/drop?a=1"),
        indicator(IndicatorKind.PATH, ".github/workflows/discussion.yaml"),
        indicator(IndicatorKind.PATH, "act.mond.js"),
        indicator(IndicatorKind.PATH, "c:\\programdata\\wt.exe"),
        indicator(IndicatorKind.FILE_HASH, SHA256),
    ),
)
EMPTY = Hunt(title="nothing", at=AT)
NASTY = (
    "'",
    '"',
    "\\",
    "\\\\'",
    "*",
    "?",
    "\n- rule: evil",
    "] OR [file:name = 'x'",
    '" condition: true } rule x {',
    "=cmd|' /C calc'!A0",
    "\x1b[31m",
    "\u202e",
    "\ud800",
    "\0",
    "a%00b",
    "{{ x }}",
    "|",
    "\N{GRINNING FACE}",
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40)).flatmap(
    lambda one: st.sampled_from([one, f"{one}evil.invalid", f"https://e.invalid/{one}", f"/tmp/{one}"])
)
INDICATORS = st.builds(indicator, st.sampled_from(IndicatorKind), TEXTS, TEXTS)
HUNTS = st.builds(
    lambda title, indicators: Hunt(
        title=title, at=AT, artifacts=GOOD.artifacts, indicators=tuple(indicators)
    ),
    TEXTS,
    st.lists(INDICATORS, max_size=6),
)
