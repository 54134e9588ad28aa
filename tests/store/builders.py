"""Values for the tests of the store."""

import hashlib
from datetime import UTC, datetime

from pratique.analysis.facts import Capability, Command, FileFacts, Language, Use
from pratique.analysis.job import FactsKey
from pratique.core.finding import Confidence, Finding, Inspection, Severity, Skipped, Unread
from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.core.score import Contribution, Point, Score
from pratique.store.record import InspectionKey, Seen

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def seen(purl: str = "pkg:npm/a@1", filename: str = "a-1.tgz", data: str = "a", at: datetime = NOW) -> Seen:
    return Seen(
        purl=purl,
        filename=filename,
        sha256=sha256(data),
        sha512=hashlib.sha512(data.encode()).hexdigest(),
        sha1=hashlib.sha1(data.encode(), usedforsecurity=False).hexdigest(),
        size_bytes=len(data),
        first_seen=at,
    )


def facts_key(text: str, language: Language = Language.JAVASCRIPT) -> FactsKey:
    return FactsKey(sha256(text), language)


def facts(api: str = "child_process.exec") -> FileFacts:
    return FileFacts(
        language=Language.JAVASCRIPT,
        uses=(Use(Capability.PROCESS, api, 3, at_load=True, argument="echo hello"),),
        commands=(Command("node", ("-e", "1"), 1, inline=(Language.JAVASCRIPT, "1")),),
        lines=10,
    )


def inspection_key(text: str = "a", *, baseline: str = "", ruleset: str = "rules-1") -> InspectionKey:
    return InspectionKey(
        artifact=sha256(text),
        baseline=sha256(baseline) if baseline else "",
        package="pkg:npm/a",
        ruleset=ruleset,
        limits="default",
    )


def inspection(key: InspectionKey) -> Inspection:
    return Inspection(
        artifact=Digest("sha256", key.artifact),
        baseline=Digest("sha256", key.baseline) if key.baseline else None,
        ruleset=key.ruleset,
        findings=(
            Finding(
                rule="hidden-characters",
                severity=Severity.HIGH,
                confidence=Confidence.MEDIUM,
                message="text that a reader does not see",
                locations=(Location("lib/a.js", 3), Location("lib/b.js")),
                evidence="\u202e",
            ),
        ),
        ran=("hidden-characters",),
        not_applicable=(Skipped("new-install-hook", "no baseline to compare with"),),
        unread=(Unread("lib/c.js", "too large", sha256="ab" * 32, in_baseline=True),),
        score=Score(
            0.25, Point.NOTE, (Contribution("can-network", "talks", 1.5, (Location("lib/a.js", 3),)),), "m"
        ),
        capabilities=("network (at install)",),
        cpu_s=0.125,
    )
