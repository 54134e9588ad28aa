"""Answers to render: one of each sort, with hostile text where an artifact could put it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from pratique.core.assessment import Assessment, ChangeKind, JudgedPackage, ProjectReport, Target, WaiverUse
from pratique.core.assessment import Change as LockChange
from pratique.core.comparison import (
    CapabilityChange,
    Change,
    Comparison,
    FileChange,
    ManifestChange,
    NewAddress,
)
from pratique.core.evidence import BadKind, ByteCheck, Dossier, Evidence, Known, KnownBad, NotAsked, Unknown
from pratique.core.finding import Confidence, Finding, Inspection, NativeCode, Severity, Unread
from pratique.core.location import Location
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Policy, Waiver
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.core.release import Dated, TimeSource
from pratique.core.verdict import Stage, Standing, decide
from pratique.errors import Reference

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REF = PackageRef(Ecosystem.NPM, "left-handed").at("2.0.0")
DIGEST = Digest("sha256", "ab" * 32)
HOSTILE = "\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}evil | `x` <b> @team\nnext"


def finding(*, severity: Severity = Severity.HIGH, message: str = "postinstall is new") -> Finding:
    return Finding(
        rule="new-install-hook",
        severity=severity,
        confidence=Confidence.HIGH,
        message=message,
        locations=(Location("package.json", 7), Location("lib/build.js", 1)),
        evidence="node lib/build.js",
    )


def assessment(
    *findings: Finding,
    standing: Standing = Standing.NEW,
    published: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    unread: tuple[Unread, ...] = (),
    native: NativeCode | None = None,
) -> Assessment:
    inspection: Evidence[Inspection] = Known(
        Inspection(
            artifact=DIGEST,
            baseline=None,
            ruleset="r",
            findings=findings,
            unread=unread,
            native=native,
            analysed=3,
            inventoried=1,
            capabilities=("network (import)",),
            unpacked_bytes=12_345,
            cpu_s=0.25,
        ),
        "inspection",
    )
    dossier = Dossier(
        ref=REF,
        filename="left-handed-2.0.0.tgz",
        bytes_=Known(ByteCheck(got=(DIGEST,), expected=(DIGEST,)), "bytes"),
        inspection=inspection,
        published=Known(Dated(published, TimeSource.REGISTRY), "the registry"),
        first_seen=NOW,
        known_bad=Known((), "the registry"),
        signals=NotAsked("this release of pratique reads no history"),
        baseline=REF.package.at("1.9.0"),
    )
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=standing, now=NOW)
    return Assessment(dossier=dossier, verdict=verdict, standing=standing, digests=(DIGEST,))


NATIVE = NativeCode(
    count=3,
    size_bytes=4_200_000,
    unsearched=1,
    paths=("build/x.node", "b.dll"),
    loaded_by=(Location("index.js", 4), Location("lib/load.js", 2)),
)


def held() -> Target:
    return Target(name="left-handed@2.0.0", ref=REF, assessments=(assessment(finding()),))


def clear() -> Target:
    return Target(name="left-handed@2.0.0", ref=REF, assessments=(assessment(),))


def hostile() -> Target:
    return Target(name=HOSTILE, ref=REF, assessments=(assessment(finding(message=HOSTILE)),))


def failed() -> Target:
    trouble = Trouble(Reference.REGISTRY_NOT_FOUND, "the registry does not know nowhere", "check the name")
    return Target(name="nowhere@1.0.0", error=trouble)


def project() -> ProjectReport:
    stopped = JudgedPackage(
        ref=REF,
        assessments=(assessment(finding()),),
        sources=("package-lock.json:42",),
        paths=(("app@1.0.0", "left-handed@2.0.0"),),
        paths_total=3,
    )
    quiet = JudgedPackage(
        ref=PackageRef(Ecosystem.NPM, "calm").at("1.0.0"),
        assessments=(assessment(finding(severity=Severity.LOW), standing=Standing.PINNED),),
        sources=("package-lock.json:7",),
    )
    return ProjectReport(
        root=".",
        files=(LockRead(path="package-lock.json", format="package-lock v3", packages=4),),
        packages=(stopped, quiet),
        not_judged=(
            NotJudged(
                purl="pkg:npm/gone@1.0.0",
                why="the registry does not know gone",
                sources=("package-lock.json:9",),
                trouble=Trouble(
                    Reference.REGISTRY_NOT_FOUND, "the registry does not know gone", "check the name"
                ),
            ),
        ),
        out_of_scope=(NotJudged(purl="pkg:npm/own@1.0.0", why="a workspace of the project itself"),),
        waivers=WaiverUse(expired=("new-install-hook old-one",)),
        adopted_at=NOW,
    )


def comparison() -> Comparison:
    return Comparison(
        gained=(CapabilityChange("network", "install", "https.request", "lib/build.js", 3),),
        lost=(CapabilityChange("process", "called", "child_process.exec", "index.js", 9),),
        manifest=(ManifestChange("hook", "postinstall", None, "node lib/build.js"),),
        addresses=(NewAddress("https://collector.invalid/x", "lib/build.js", 3),),
        files=(
            FileChange(
                path="lib/build.js",
                change=Change.ADDED,
                context="install",
                size_after_bytes=400,
                why_first=("network",),
                patch=("@@ -0,0 +1 @@", "+hello"),
            ),
            FileChange(path="README.md", change=Change.CHANGED, size_before_bytes=10, size_after_bytes=12),
        ),
        unchanged=5,
    )


EXPIRES = date(2026, 12, 31)
EXPIRED = date(2026, 1, 31)
UNKNOWN = Unknown("the registry is down", Reference.REGISTRY_FAILED, "registry")


def judged(
    name: str,
    version: str,
    *findings: Finding,
    change: LockChange | None = None,
    standing: Standing = Standing.NEW,
    baseline: str | None = "1.9.0",
    published: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    known_bad: tuple[KnownBad, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    capabilities: tuple[str, ...] = ("network (import)",),
    unread: tuple[Unread, ...] = (),
    ecosystem: Ecosystem = Ecosystem.NPM,
    line: int = 7,
    paths: tuple[tuple[str, ...], ...] = (),
) -> JudgedPackage:
    """One package of a project, judged by the law itself."""
    ref = PackageRef(ecosystem, name).at(version)
    whole = assessment(*findings, standing=standing, published=published, unread=unread)
    inspection = whole.inspection
    assert inspection is not None
    dossier = replace(
        whole.dossier,
        ref=ref,
        filename=f"{name.rpartition('/')[2]}-{version}.tgz",
        inspection=Known(replace(inspection, capabilities=capabilities), "inspection"),
        known_bad=Known(known_bad, "the registry"),
        baseline=ref.package.at(baseline) if baseline else None,
        waivers=waivers,
    )
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=standing, now=NOW)
    return JudgedPackage(
        ref=ref,
        assessments=(replace(whole, dossier=dossier, verdict=verdict),),
        sources=(f"package-lock.json:{line}",),
        paths=paths or ((f"{name}@{version}",),),
        paths_total=1,
        change=change,
    )


def met_now(package: JudgedPackage) -> JudgedPackage:
    """The same package, whose publish time nobody tells, on a machine that never saw it before."""
    (whole,) = package.assessments
    dossier = replace(whole.dossier, published=UNKNOWN, first_seen=NOW)
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=Standing.NEW, now=NOW)
    return replace(package, assessments=(replace(whole, dossier=dossier, verdict=verdict),))


def review() -> ProjectReport:
    """A change that upgrades one package badly, adds others, and brings a waiver for itself."""
    hook = finding(message="postinstall is new: npm will run `node lib/build.js` at install")
    gain = replace(
        finding(severity=Severity.MEDIUM, message="new in this release: network (install), process (called)"),
        rule="capability-gained",
    )
    waiver = Waiver(
        rule="new-install-hook",
        ecosystem=Ecosystem.NPM,
        package="waved",
        reason="read by us",
        owner="security@company.example",
        expires=EXPIRES,
    )
    return ProjectReport(
        root=".",
        files=(
            LockRead(path="package-lock.json", format="package-lock v3", packages=1210),
            LockRead(path="tools/requirements.txt", format="requirements", packages=3),
        ),
        packages=(
            judged(
                "left-handed",
                "2.0.0",
                hook,
                gain,
                change=LockChange(kinds=(ChangeKind.UPGRADED,), before=("1.8.0", "1.9.0")),
                paths=(("app@1.0.0", "left-handed@2.0.0"),),
                line=42,
            ),
            judged(
                "@scope/fresh", "0.1.0", change=LockChange(kinds=(ChangeKind.ADDED,)), published=NOW, line=50
            ),
            judged(
                "calm", "1.2.0", change=LockChange(kinds=(ChangeKind.UPGRADED,), before=("1.1.0",)), line=60
            ),
            judged(
                "waved",
                "3.0.0",
                hook,
                change=LockChange(kinds=(ChangeKind.MOVED, ChangeKind.REHASHED), before=("3.0.0",)),
                waivers=(waiver,),
                line=70,
            ),
            judged(
                "worse",
                "6.6.6",
                standing=Standing.PINNED,
                known_bad=(KnownBad(BadKind.ADVISORY, "it steals wallets", "advisories"),),
                line=80,
            ),
            judged("steady", "1.0.0", hook, standing=Standing.PINNED, line=90),
        ),
        not_judged=project().not_judged,
        out_of_scope=project().out_of_scope,
        waivers=WaiverUse(applied=("new-install-hook waved (pratique.toml:3)",)),
        adopted_at=NOW,
        since=Since(
            reference="main",
            commit="0123456789abcdef0123456789abcdef01234567",
            removed=(PackageRef(Ecosystem.NPM, "old").at("1.0.0"),),
            unchanged=1204,
        ),
        ignored=(
            "waiver new-install-hook left-handed (pratique.toml:9): it is part of the change it would let through",
        ),
    )
