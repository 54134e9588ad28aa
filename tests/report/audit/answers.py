"""Answers of audits to render: one of each sort, with hostile text where an advisory or a lock could put it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from pratique.core.advisory import (
    NODE,
    AdvisoryKind,
    AdvisoryMatch,
    Cover,
    Exploitation,
    Product,
    SourceState,
)
from pratique.core.audit import (
    Audited,
    AuditFinding,
    AuditReport,
    CopyKind,
    FixAdvice,
    Ignore,
    IgnoreUse,
    Remedy,
    Retired,
    RetiredKind,
    VendoredCopy,
)
from pratique.core.finding import Severity
from pratique.core.names import Ecosystem
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.errors import Reference
from tests.report.answers import HOSTILE

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def npm(name: str) -> Product:
    return Product("npm", name)


ADVISORIES = SourceState(
    name="osv-npm",
    title="OSV records of npm",
    licence="CC-BY-4.0",
    origin="https://advisories.example/npm/all.zip",
    checked_at=NOW,
    as_of=datetime(2026, 11, 24, tzinfo=UTC),
    rows=212_400,
    imported=212_345,
    withdrawn=120,
    skipped={"no affected package of a known kind": 55},
    digest="cd" * 32,
    covers=(Cover("npm", AdvisoryKind.VULNERABILITY), Cover("npm", AdvisoryKind.MALWARE)),
    synced=True,
)
EPSS = replace(
    ADVISORIES,
    name="epss",
    title="Exploit Prediction Scoring System",
    licence="FIRST",
    origin="/mirror/epss.csv.gz",
    as_of=datetime(2026, 11, 20, tzinfo=UTC),
    rows=270_000,
    imported=270_000,
    withdrawn=0,
    skipped={},
    covers=(),
    synced=False,
)
INCIDENTS = replace(
    EPSS, name="incidents", title="Great incidents", origin="built in", as_of=None, rows=1, imported=1
)
SOURCES = (ADVISORIES, EPSS, INCIDENTS)


def match(name: str = "lodash", version: str = "4.17.20", **told: object) -> AdvisoryMatch:
    made = AdvisoryMatch(
        product=npm(name),
        version=version,
        id="GHSA-35jh-r3h4-6jhm",
        aliases=("CVE-2021-23337",),
        kind=AdvisoryKind.VULNERABILITY,
        summary="Command injection in the template function",
        severity=Severity.HIGH,
        score=7.2,
        vector="CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
        affected=("< 4.17.21",),
        fixed=("4.17.21",),
        urls=("https://advisories.example/GHSA-35jh-r3h4-6jhm",),
        cwes=("CWE-94",),
        sources=("osv-npm",),
        published=datetime(2021, 5, 6, tzinfo=UTC),
    )
    return replace(made, **told)  # type: ignore[arg-type]


def finding(made: AdvisoryMatch | None = None, **told: object) -> AuditFinding:
    made = made or match()
    found = AuditFinding(
        match=made,
        sources=("package-lock.json:42",),
        paths=(("builder@2.1.0", f"{made.product}@{made.version}"),),
        paths_total=1,
    )
    return replace(found, **told)  # type: ignore[arg-type]


MALWARE = match(
    "event-strum",
    "3.3.6",
    id="MAL-2026-1234",
    aliases=("GHSA-mh6f-8j2x-4483",),
    kind=AdvisoryKind.MALWARE,
    summary="Malicious code in event-strum",
    severity=Severity.CRITICAL,
    score=None,
    vector=None,
    affected=("3.3.6",),
    fixed=(),
    cwes=("CWE-506",),
    sources=("incidents", "osv-npm"),
    note="GHSA says every version; the curated list names 3.3.6 alone, and was used",
)
AFTERWARDS = (
    "Assume that malicious code ran wherever event-strum@3.3.6 was installed. The credentials that the package reads are unknown. "
    "Rotate all credentials that this machine or CI job could read: npm and PyPI tokens, cloud keys, SSH keys, CI secrets, wallet files."
)
REMOVED = f"Remove event-strum: no good version is known. {AFTERWARDS}"
PINNED = FixAdvice(
    remedy=Remedy.PIN,
    version="3.3.5",
    text="Remove event-strum, or pin the last good version: event-strum@3.3.5.",
    command="npm install --save-exact event-strum@3.3.5",
)
IN_RANGE = FixAdvice(
    remedy=Remedy.IN_RANGE,
    version="4.17.21",
    text="all who ask for lodash accept 4.17.21: the client's own update is enough",
    command="npm update lodash",
    judged=True,
)
OVERRIDE = FixAdvice(
    remedy=Remedy.OVERRIDE,
    version="2.1.3",
    text="nothing that asks for braces accepts 2.1.3: only an override brings it in",
    snippet='{\n  "overrides": {\n    "braces": "2.1.3"\n  }\n}\n',
    file="package.json",
)
NO_FIX = FixAdvice(
    remedy=Remedy.NONE, text="no version fixes the problem: do without it, or read whether it concerns you"
)
EXPLOITED = Exploitation(
    cve="CVE-2021-23337",
    epss=0.9743,
    percentile=0.9991,
    epss_model="v2026.06.15",
    epss_date=date(2026, 11, 24),
    kev_added=date(2023, 1, 2),
    kev_due=date(2023, 1, 23),
    ransomware=True,
)
COPY = VendoredCopy(
    path="static/js/vendor.min.js", product=npm("jquery"), version="1.12.4", kind=CopyKind.CONTENT
)
LASTING = Ignore(
    ids=("GHSA-w573-4hg7-7wgq",),
    ecosystem=Ecosystem.NPM,
    package="decoder",
    versions="<0.2.1",
    path="app>builder>*",
    groups=frozenset({"dev", "docs"}),
    reason="only our own input is decoded",
    owner="security@company.example",
    expires=date(2027, 1, 31),
    origin="pratique.toml:12",
    justification="vulnerable_code_not_in_execute_path",
)
ENDLESS = Ignore(ids=("CVE-2020-0001",), reason="read from elsewhere", origin=".osv/ignores.toml:4")
EXPIRED = replace(LASTING, ids=("CVE-2019-9999",), expires=date(2026, 1, 31), origin="pratique.toml:30")


def rich() -> AuditReport:
    """A project with something of everything."""
    lodash = (
        finding(
            match(exploitation=EXPLOITED, symbols=("template", "assignWith")),
            fix=IN_RANGE,
            paths=(
                ("builder@2.1.0", "lodash@4.17.20"),
                ("b@1", "c@2", "lodash@4.17.20"),
            ),
            paths_total=4,
            groups=frozenset({"dev"}),
        ),
        finding(
            match(
                id="GHSA-29mw-wpgm-hmr9",
                aliases=("CVE-2020-28500", "SNYK-JS-LODASH-1018905"),
                summary="Regular expression denial of service",
                severity=Severity.MEDIUM,
                score=5.3,
                exploitation=Exploitation(cve="CVE-2020-28500", epss=0.0004),
            ),
            fix=IN_RANGE,
            paths=(
                ("b@1", "c@2", "lodash@4.17.20"),
                ("builder@2.1.0", "lodash@4.17.20"),
            ),
            paths_total=4,
            groups=frozenset({"dev"}),
        ),
    )
    hostile = finding(
        match(
            HOSTILE.replace("\n", ""),
            "1.0.0",
            id="GHSA-evil-\N{RIGHT-TO-LEFT OVERRIDE}<b>",
            aliases=(HOSTILE,),
            summary=f"</pre><script>alert(1)</script> {HOSTILE}",
            severity=None,
            score=None,
            vector=None,
            affected=(HOSTILE,),
            fixed=(),
            symbols=(HOSTILE,),
            urls=("javascript:alert(1)", "https://evil.invalid/\"onclick='x'<b>"),
            sources=("osv-npm",),
        ),
        paths=(("builder@2.1.0", HOSTILE),),
        sources=("packages/\x1b[31mred/package-lock.json:7",),
        fix=FixAdvice(
            remedy=Remedy.DIRECT,
            version="2.0.0\x07",
            text=f"ask for 2.0.0 {HOSTILE}",
            command="npm install 'x' && echo `id`",
            snippet='"x": "</code>\N{RIGHT-TO-LEFT OVERRIDE}"\n\x1b]8;;https://evil.invalid\x07',
            file="package.json\x00",
            judged=True,
        ),
    )
    node = finding(
        replace(
            match(id="CVE-2025-23166", aliases=(), summary="Crash by malformed signatures"),
            product=NODE,
            version="22.11.0",
            affected=("22.x < 22.15.1",),
            fixed=("22.15.1",),
            score=7.5,
            sources=("nodejs-core",),
            symbols=("crypto.verify",),
        ),
        sources=(".nvmrc:1",),
        paths=(),
        paths_total=0,
        direct=True,
    )
    copied = finding(
        match(
            "jquery",
            "1.12.4",
            id="GHSA-gxr4-xjj5-5px2",
            aliases=("CVE-2020-11022",),
            severity=Severity.MEDIUM,
            score=6.1,
            summary="Cross-site scripting in htmlPrefilter",
            affected=(">= 1.2.0, < 3.5.0",),
            fixed=("3.5.0",),
            sources=("retire",),
        ),
        sources=("static/js/vendor.min.js",),
        paths=(),
        paths_total=0,
        copy=COPY,
    )
    braces = finding(
        match(
            "braces",
            "2.1.0",
            id="GHSA-grv7-fg5c-xmjg",
            aliases=("CVE-2024-4068",),
            severity=Severity.CRITICAL,
            score=9.1,
            summary="Uncontrolled resource consumption",
            affected=("< 2.1.3", ">= 3.0.0, < 3.0.3"),
            fixed=("2.1.3", "3.0.3"),
        ),
        sources=tuple(f"packages/p{n}/package-lock.json:{n}" for n in (30, 4, 2, 7)),
        fix=OVERRIDE,
    )
    unsure = finding(
        match(
            "vague",
            "0.3.0",
            id="CVE-2018-3721",
            aliases=(),
            severity=Severity.LOW,
            score=3.1,
            certain=False,
            summary="Prototype pollution",
            affected=(),
            fixed=(),
            sources=("security-wg",),
        ),
        fix=NO_FIX,
    )
    ignored = finding(
        match(
            "decoder",
            "0.2.0",
            id="GHSA-w573-4hg7-7wgq",
            aliases=("CVE-2022-38900",),
            severity=Severity.HIGH,
            summary="Denial of service by malformed input",
            affected=("< 0.2.1",),
            fixed=("0.2.1",),
        ),
        ignored=LASTING,
    )
    endless = finding(
        match(
            "elsewhere",
            "1.0.0",
            id="CVE-2020-0001",
            aliases=(),
            severity=Severity.INFO,
            score=None,
            vector=None,
            summary="",
            affected=("every version",),
            fixed=(),
        ),
        ignored=ENDLESS,
        direct=True,
        paths=(("elsewhere@1.0.0",),),
    )
    malware = finding(
        MALWARE, sources=("package-lock.json:99",), direct=True, paths=(("event-strum@3.3.6",),)
    )
    found = (*lodash, hostile, node, copied, braces, unsure, ignored, endless, malware)
    releases = {(f.match.product, f.match.version): f for f in found if f.copy is None}
    inventory = [
        Audited(product=product, version=version, sources=kept.sources)
        for (product, version), kept in releases.items()
    ]
    inventory += [
        Audited(
            product=npm("app"),
            version="1.0.0",
            sources=("package-lock.json:2",),
            asks=("pkg:npm/builder@2.1.0",),
        ),
        Audited(product=npm("builder"), version="2.1.0", sources=("package-lock.json:20",)),
    ]
    return AuditReport(
        root=".",
        files=(LockRead(path="package-lock.json", format="package-lock v3", packages=9),),
        inventory=tuple(sorted(inventory, key=lambda item: (item.product, item.version))),
        copies=2,
        findings=found,
        retired=(
            Retired(
                purl="pkg:npm/request@2.88.2",
                kind=RetiredKind.DEPRECATED,
                text=f"request has been deprecated {HOSTILE}",
                sources=("package-lock.json:77",),
            ),
            Retired(
                purl="pkg:generic/node@16.20.2",
                kind=RetiredKind.END_OF_LIFE,
                text="line 16 ended on 2023-09-11",
            ),
        ),
        out_of_scope=(
            NotJudged(purl="pkg:npm/own@1.0.0", why="a workspace of the project itself"),
            NotJudged(purl="pkg:npm/own-two@1.0.0", why="a workspace of the project itself"),
        ),
        sources=SOURCES,
        index_built_at=NOW,
        ignores=IgnoreUse(unused=(ENDLESS,), expired=(EXPIRED,)),
        notes=(f"ignores of .snyk of the change itself {HOSTILE}",),
    )


def incomplete() -> AuditReport:
    """The same project with a source missing, a file that cannot be read, and entries without a version."""
    trouble = Trouble(
        Reference.LOCK_INVALID, "yarn.lock is damaged at line 3", "write it anew with the client"
    )
    return replace(
        rich(),
        files=(
            *rich().files,
            LockRead(path="yarn.lock", format=None, error=trouble),
            LockRead(path="poetry.lock", format="poetry", packages=3, problems=("line 9: no version",)),
        ),
        gaps=("the source osv-pypi is not there: nothing of PyPI was looked at",),
        not_audited=(
            NotJudged(
                purl="pkg:npm/from-git@1.0.0", why="from a git repository", sources=("package-lock.json:5",)
            ),
            NotJudged(purl=f"pkg:npm/{HOSTILE}", why="no version is locked"),
        ),
        ignores=replace(rich().ignores, unread=(".trivyignore.yaml:4: no id",)),
    )


def clear() -> AuditReport:
    """Complete, and nothing found."""
    return replace(
        rich(), findings=(), retired=(), out_of_scope=(), ignores=IgnoreUse(), notes=(), copies=None
    )


def changed() -> AuditReport:
    """Compared with a branch: one finding is new."""
    return replace(
        clear(),
        findings=(finding(),),
        since=Since(reference="main", commit="0" * 40),
        known=12,
        groups=("prod",),
    )


def nothing() -> AuditReport:
    """No lockfile at all."""
    return AuditReport(root=".", sources=SOURCES)
