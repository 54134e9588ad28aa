"""Dossiers, policies and verdicts for the tests of the law: plain ones to change, and random ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from pratique.core.evidence import (
    BadKind,
    ByteCheck,
    Dossier,
    Evidence,
    Known,
    KnownBad,
    NotAsked,
    Signal,
    Unknown,
)
from pratique.core.finding import Confidence, Finding, Inspection, Severity, Skipped, Unread
from pratique.core.history import Weight
from pratique.core.installed import Difference, DifferenceKind, InstalledCheck
from pratique.core.location import Location
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Policy, Waiver
from pratique.core.reason import ReasonCode
from pratique.core.release import Dated, TimeSource
from pratique.core.verdict import HoldKind, Stage, Standing, Verdict, decide
from pratique.errors import Reference

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MIN_AGE = Policy().min_age
SIGNALLED = Policy().min_age_signalled
SHA256 = Digest("sha256", "5" * 64)
REF = PackageRef(Ecosystem.NPM, "left-pad").at("1.3.0")
NO_ANSWER = Unknown("the registry did not answer", Reference.REGISTRY_UNREACHABLE, "registry.example")
NOT_ASKED = NotAsked("nobody asked")
DORMANT = Signal("dormant", "first release in 3 years", 0.02)
RARE = Signal("hook-added", "postinstall is new", 0.0008, Weight.HOLDS)
COMMON = Signal("hook-added", "postinstall is new", 0.001, Weight.HOLDS)
SEEN_IN_CODE = Signal("hook-added", "postinstall is new", 0.0008, Weight.HOLDS, rule="a-rule")
UNMEASURED = Signal("provenance-lost", "it has no provenance", None, Weight.HOLDS)
RANKING = Signal("new-publisher", "bob is new", 0.03, Weight.RANKS)


def inspected(*findings: Finding, **changes: Any) -> Known[Inspection]:
    """Evidence of an inspection with these findings, complete if nothing else is said."""
    plain = Inspection(artifact=SHA256, baseline=None, ruleset="r1", findings=findings, ran=("a-rule",))
    return Known(replace(plain, **changes), "inspection")


def finding(severity: Severity, confidence: Confidence, rule: str = "new-install-hook") -> Finding:
    """A finding in package.json."""
    return Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        message=f"{rule} fired",
        locations=(Location("package.json", 3),),
    )


BLOCKING = finding(Severity.CRITICAL, Confidence.HIGH)
HOLDING = finding(Severity.HIGH, Confidence.HIGH)
NOTED = finding(Severity.MEDIUM, Confidence.HIGH)


def published(age: timedelta, source: TimeSource = TimeSource.REGISTRY) -> Known[Dated]:
    """Evidence of a publish time, `age` before now."""
    return Known(Dated(NOW - age, source), "registry.example")


def bad(kind: BadKind, *, disputed: bool = False) -> Known[tuple[KnownBad, ...]]:
    """Evidence that the artifact is known as bad."""
    return Known(
        (KnownBad(kind, f"{kind.value}: it steals", "registry.example", disputed=disputed),),
        "registry.example",
    )


def changed_bytes() -> Known[ByteCheck]:
    """Evidence that the bytes are not those of the lock."""
    return Known(ByteCheck((SHA256,), (Digest("sha256", "6" * 64),), ("the lock names others",)), "bytes")


CHANGED_CODE = Difference("node_modules/left-pad/index.js", DifferenceKind.CHANGED, runs=True)


def compared(*differences: Difference, instead: str = "") -> Known[InstalledCheck]:
    """Evidence that an installed copy differs in these files."""
    check = InstalledCheck(places=("node_modules/left-pad",), differences=differences, instead=instead)
    return Known(check, "installed files")


def waiver(rule: str, expires: date = TODAY, **changes: Any) -> Waiver:
    """A waiver of one rule or reason for left-pad."""
    plain = Waiver(
        rule=rule,
        ecosystem=Ecosystem.NPM,
        package="left-pad",
        reason="read it",
        owner="ada",
        expires=expires,
    )
    return replace(plain, **changes)


CLEAN = Dossier(
    ref=REF,
    filename="left-pad-1.3.0.tgz",
    bytes_=Known(ByteCheck((SHA256,), (SHA256,)), "bytes"),
    inspection=inspected(),
    published=published(365 * DAY),
    first_seen=NOW,
    known_bad=Known((), "registry.example"),
    signals=Known((), "registry.example"),
)
"""An old artifact about which everything was asked, and nothing is held against it."""


def dossier(**changes: Any) -> Dossier:
    """The clean dossier with changes."""
    return replace(CLEAN, **changes)


def judge(
    about: Dossier,
    *,
    policy: Policy | None = None,
    stage: Stage = Stage.ARTIFACT,
    standing: Standing = Standing.NEW,
    now: datetime = NOW,
) -> Verdict:
    """Decide, at the barrier and by the default policy if nothing else is said."""
    return decide(policy or Policy(), about, stage=stage, standing=standing, now=now)


def strictness(verdict: Verdict) -> tuple[int, bool, datetime]:
    """How much a verdict stops: the action, a review before a wait, a long wait before a short one."""
    until = verdict.until or datetime.min.replace(tzinfo=UTC)
    return verdict.action.rank, verdict.kind is HoldKind.REVIEW, until


RULE_IDS = ("archive-anomaly", "hidden-characters", "new-install-hook")


def findings() -> st.SearchStrategy[Finding]:
    """Any finding."""
    return st.builds(
        finding, st.sampled_from(Severity), st.sampled_from(Confidence), st.sampled_from(RULE_IDS)
    )


def times() -> st.SearchStrategy[datetime]:
    """Any time near now, and times that no honest clock tells."""
    near = st.timedeltas(min_value=-40 * DAY, max_value=40 * DAY).map(lambda span: NOW + span)
    far = st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
    return st.one_of(near, near, near, far)


def waivers() -> st.SearchStrategy[tuple[Waiver, ...]]:
    """Waivers of rules, of reasons and of words that are neither, some of them at their end."""
    rules = st.sampled_from(
        [*RULE_IDS, *(code.value for code in ReasonCode), "policy", "inspection", "registry.example"]
    )
    ends = st.integers(-2, 60).map(lambda days: TODAY + timedelta(days=days))
    return st.lists(st.builds(waiver, rules, ends), max_size=4).map(tuple)


def policies() -> st.SearchStrategy[Policy]:
    """Policies with ages of up to 30 days, in any order of the two."""
    ages = st.timedeltas(min_value=timedelta(0), max_value=30 * DAY)
    return st.builds(Policy, min_age=ages, min_age_signalled=ages, hold_incomplete=st.booleans())


def _evidence(known: st.SearchStrategy[Any]) -> st.SearchStrategy[Evidence[Any]]:
    answered = known.map(lambda value: Known(value, "registry.example"))
    return st.one_of(answered, answered, answered, st.just(NO_ANSWER), st.just(NOT_ASKED))


def _inspections() -> st.SearchStrategy[Inspection]:
    unread = st.builds(
        Unread, st.just("lib/a.js"), st.just("too large"), st.none(), st.booleans(), st.booleans()
    )
    return st.builds(
        Inspection,
        artifact=st.just(SHA256),
        baseline=st.none(),
        ruleset=st.just("r1"),
        findings=st.lists(findings(), max_size=3).map(tuple),
        failed=st.lists(st.just(Skipped("archive-anomaly", "KeyError: 'x'")), max_size=1).map(tuple),
        unread=st.lists(unread, max_size=2).map(tuple),
    )


def known_inspections() -> st.SearchStrategy[Known[Inspection]]:
    """Evidence of any inspection."""
    return _inspections().map(lambda value: Known(value, "inspection"))


def dossiers(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Dossier]:
    """Any dossier: each part known, unknown or not asked, except where `parts` says what it may be."""
    mismatches = st.sampled_from([(), (), (), ("the lock names others",)])
    checks = mismatches.map(lambda said: ByteCheck((SHA256,), (SHA256,), said))
    bad_things = st.builds(
        KnownBad, st.sampled_from(BadKind), st.just("it steals"), st.just("osv"), st.booleans()
    )
    anything: dict[str, st.SearchStrategy[Any]] = {
        "ref": st.just(REF),
        "filename": st.just("left-pad-1.3.0.tgz"),
        "bytes_": _evidence(checks),
        "inspection": _evidence(_inspections()),
        "published": _evidence(st.builds(Dated, times(), st.sampled_from(TimeSource))),
        "first_seen": st.one_of(st.none(), times()),
        "known_bad": _evidence(st.one_of(st.just(()), st.just(()), st.tuples(bad_things))),
        "signals": _evidence(st.sampled_from([(), (), (DORMANT,), (RANKING,), (RARE, DORMANT)])),
        "private": st.sampled_from([False, False, False, True]),
        "waivers": waivers(),
    }
    return st.builds(Dossier, **{**anything, **parts})


def ageing() -> st.SearchStrategy[Dossier]:
    """Dossiers whose age alone can stop them."""
    clean = {name: st.just(getattr(CLEAN, name)) for name in ("bytes_", "inspection", "known_bad", "waivers")}
    signals = _evidence(st.sampled_from([(), (DORMANT,), (RANKING,)]))
    return dossiers(private=st.just(False), signals=signals, **clean)


def grave() -> st.SearchStrategy[Dossier]:
    """Dossiers of what is known as bad, or has changed bytes."""
    known_bad = dossiers(known_bad=st.sampled_from(BadKind).map(bad))
    return st.one_of(known_bad, dossiers(bytes_=st.just(changed_bytes())))


def stages() -> st.SearchStrategy[Stage]:
    """Any stage."""
    return st.sampled_from(Stage)


def standings() -> st.SearchStrategy[Standing]:
    """Any standing."""
    return st.sampled_from(Standing)
