"""The law about known bad, bytes, findings and incomplete inspections."""

from dataclasses import replace

from pratique.core.evidence import BadKind, Known, Unknown
from pratique.core.finding import Confidence, Severity
from pratique.core.installed import DifferenceKind
from pratique.core.score import SCORE_RULE
from pratique.core.verdict import Standing
from pratique.errors import Reference
from tests.core.dossiers import (
    BLOCKING,
    CHANGED_CODE,
    HOLDING,
    NO_ANSWER,
    NOT_ASKED,
    NOTED,
    bad,
    changed_bytes,
    compared,
    finding,
    inspected,
    waiver,
)
from tests.core.row import (
    ALLOW,
    BLOCK,
    FAILED,
    IN_BASELINE,
    IN_TESTS,
    LENIENT,
    LISTING,
    PINNED,
    REVIEW,
    UNREAD,
    YOUNG,
    Row,
)

TOO_LARGE = Unknown("the file has 5 GB", Reference.BODY_TOO_LARGE, "registry.example")

_KNOWN_BAD = [
    Row(
        says="what the registry quarantines is blocked",
        about={"known_bad": bad(BadKind.QUARANTINED)},
        verdict=BLOCK,
        reasons="quarantined",
    ),
    Row(
        says="what an advisory names as malicious is blocked",
        about={"known_bad": bad(BadKind.ADVISORY)},
        verdict=BLOCK,
        reasons="advisory",
    ),
    Row(
        says="what the policy denies is blocked",
        about={"known_bad": bad(BadKind.DENIED)},
        verdict=BLOCK,
        reasons="denied",
    ),
    Row(
        says="what a person refused is blocked",
        about={"known_bad": bad(BadKind.REFUSED)},
        verdict=BLOCK,
        reasons="refused",
    ),
    Row(
        says="what was blocked here before and cannot be judged again is blocked",
        about={"known_bad": bad(BadKind.REMEMBERED)},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="blocked-before",
    ),
    Row(
        says="lost records of malicious releases hold what is new for review",
        about={"advisories": NO_ANSWER},
        verdict=REVIEW,
        reasons="advisories-unavailable",
    ),
    Row(
        says="no exception of the policy lifts a hold for lost records",
        about={"advisories": NO_ANSWER, "waivers": (waiver("advisories-unavailable"),)},
        verdict=REVIEW,
        reasons="advisories-unavailable",
    ),
    Row(
        says="lost records are noted for what is in use",
        about={"advisories": NO_ANSWER},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="advisories-unavailable",
    ),
    Row(
        says="lost records do not stop a listing",
        about={"advisories": NO_ANSWER},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
    Row(
        says="records that never were stop nothing",
        about={"advisories": NOT_ASKED},
        verdict=ALLOW,
    ),
    Row(
        says="known bad blocks a pinned artifact",
        about={"known_bad": bad(BadKind.ADVISORY)},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="advisory",
    ),
    Row(
        says="known bad blocks a private artifact",
        about={"known_bad": bad(BadKind.DENIED), "private": True},
        verdict=BLOCK,
        reasons="denied",
    ),
    Row(
        says="known bad blocks at stage listing",
        about={"known_bad": bad(BadKind.QUARANTINED)},
        asked={"stage": LISTING},
        verdict=BLOCK,
        reasons="quarantined",
    ),
    Row(
        says="known bad cannot be waived",
        about={
            "known_bad": bad(BadKind.ADVISORY),
            "waivers": (waiver("advisory"), waiver("registry.example")),
        },
        verdict=BLOCK,
        reasons="advisory",
    ),
    *(
        Row(
            says=f"a disputed advisory holds for review: {words}",
            about={"known_bad": bad(BadKind.ADVISORY, disputed=True), **about},
            asked=asked,
            verdict=REVIEW,
            reasons="disputed",
        )
        for words, about, asked in (
            ("new", {}, {}),
            ("pinned", {}, {"standing": PINNED}),
            ("at stage listing", {}, {"stage": LISTING}),
            ("private", {"private": True}, {}),
        )
    ),
    Row(
        says="a disputed advisory beside another bad thing blocks",
        about={
            "known_bad": Known(
                (
                    *bad(BadKind.ADVISORY, disputed=True).value,
                    *bad(BadKind.ADVISORY).value,
                ),
                "registry.example",
            )
        },
        verdict=BLOCK,
        reasons="advisory disputed",
    ),
    *(
        Row(
            says=f"a disputed advisory is lifted by a waiver of {rule!r}",
            about={"known_bad": bad(BadKind.ADVISORY, disputed=True), "waivers": (waiver(rule),)},
            asked={"standing": standing},
            verdict=ALLOW,
            notes="disputed",
        )
        for rule in ("disputed", "*")
        for standing in Standing
    ),
    Row(
        says="an unanswered question about known bad stops nothing by itself",
        about={"known_bad": NO_ANSWER},
        verdict=ALLOW,
    ),
]

_BYTES = [
    Row(
        says="changed bytes are blocked",
        about={"bytes_": changed_bytes()},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes of a pinned artifact are blocked",
        about={"bytes_": changed_bytes()},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes of a private artifact are blocked",
        about={"bytes_": changed_bytes(), "private": True},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
    Row(
        says="changed bytes cannot be waived",
        about={"bytes_": changed_bytes(), "waivers": (waiver("changed-bytes"), waiver("bytes"))},
        verdict=BLOCK,
        reasons="changed-bytes",
    ),
]

_SCORED = finding(Severity.CRITICAL, Confidence.MEDIUM, SCORE_RULE)
_PRECEDENTS = ("left-pad@1.2.0", "left-pad@1.1.0")
_FINDINGS = [
    Row(says="a score holds", about={"inspection": inspected(_SCORED)}, verdict=REVIEW, reasons="finding"),
    Row(
        says="a score is noted where earlier releases show the same",
        about={"inspection": inspected(_SCORED), "precedents": _PRECEDENTS},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="earlier releases speak for no other finding",
        about={"inspection": inspected(HOLDING, _SCORED), "precedents": _PRECEDENTS},
        verdict=REVIEW,
        reasons="finding",
        notes="finding",
    ),
    Row(
        says="earlier releases speak for no score that blocks",
        about={
            "inspection": inspected(finding(Severity.CRITICAL, Confidence.HIGH, SCORE_RULE)),
            "precedents": _PRECEDENTS,
        },
        verdict=BLOCK,
        reasons="finding",
    ),
    Row(
        says="a blocking finding blocks",
        about={"inspection": inspected(BLOCKING)},
        verdict=BLOCK,
        reasons="finding",
    ),
    Row(
        says="a holding finding holds for review",
        about={"inspection": inspected(HOLDING)},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(says="any other finding stops nothing", about={"inspection": inspected(NOTED)}, verdict=ALLOW),
    Row(
        says="a blocking finding stops a pinned artifact",
        about={"inspection": inspected(BLOCKING)},
        asked={"standing": PINNED},
        verdict=BLOCK,
        reasons="finding",
    ),
    Row(
        says="a holding finding about a pinned artifact is a note",
        about={"inspection": inspected(HOLDING)},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a blocking finding about a private artifact is a note",
        about={"inspection": inspected(BLOCKING), "private": True},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="at stage listing the findings of a known inspection count",
        about={"inspection": inspected(HOLDING)},
        asked={"stage": LISTING},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="the gravest action of several is the verdict, and its reason comes first",
        about={"inspection": inspected(HOLDING, BLOCKING), "published": YOUNG},
        verdict=BLOCK,
        reasons="finding finding too-young",
    ),
]

_INCOMPLETE = [
    Row(
        says="unread executable content holds for review",
        about={"inspection": inspected(unread=(UNREAD,))},
        verdict=REVIEW,
        reasons="incomplete",
    ),
    Row(
        says="unread content that is in the baseline too holds nothing",
        about={"inspection": inspected(unread=(IN_BASELINE,))},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="unread content that a release in use has too holds nothing",
        about={
            "inspection": inspected(unread=(UNREAD, IN_BASELINE)),
            "accepted": frozenset({UNREAD, IN_BASELINE}),
        },
        verdict=ALLOW,
    ),
    Row(
        says="unread content beside what a release in use has too holds for review",
        about={"inspection": inspected(unread=(UNREAD, IN_BASELINE)), "accepted": frozenset({IN_BASELINE})},
        verdict=REVIEW,
        reasons="incomplete",
    ),
    Row(
        says="unread content that nothing shipped asks for holds nothing",
        about={"inspection": inspected(unread=(IN_TESTS,))},
        verdict=ALLOW,
    ),
    Row(
        says="a rule that failed holds for review",
        about={"inspection": inspected(failed=FAILED)},
        verdict=REVIEW,
        reasons="incomplete",
    ),
    Row(
        says="unread content of a pinned artifact is a note",
        about={"inspection": inspected(unread=(UNREAD,))},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="unread content is no matter at stage listing",
        about={"inspection": inspected(unread=(UNREAD,), failed=FAILED)},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
    Row(
        says="a policy may leave incomplete inspections free",
        about={"inspection": inspected(unread=(UNREAD,), failed=FAILED)},
        asked={"policy": LENIENT},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="an inspection that did not end holds for review, whatever the policy asks for",
        about={"inspection": NO_ANSWER},
        asked={"policy": LENIENT},
        verdict=REVIEW,
        reasons="not-inspected",
    ),
    Row(
        says="at the barrier an artifact that nobody inspected is held for review",
        about={"inspection": NOT_ASKED},
        verdict=REVIEW,
        reasons="not-inspected",
    ),
    Row(
        says="at stage listing an artifact that was not inspected yet stays resolvable",
        about={"inspection": NOT_ASKED, "bytes_": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
    Row(
        says="bytes that could not be had hold for review with one reason",
        about={"bytes_": NO_ANSWER, "inspection": NO_ANSWER},
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes above the size limit are held for review and no waiver lifts that",
        about={"bytes_": TOO_LARGE, "inspection": TOO_LARGE, "waivers": (waiver("too-large"),)},
        verdict=REVIEW,
        reasons="too-large",
    ),
    Row(
        says="what is in use may go before its inspection ends",
        about={"inspection": NOT_ASKED, "before_inspection": True},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="served-before-inspection",
    ),
    Row(
        says="what is new never goes before its inspection ends, and no waiver lifts that",
        about={
            "inspection": NOT_ASKED,
            "before_inspection": True,
            "waivers": (waiver("served-before-inspection"), waiver("not-inspected")),
        },
        verdict=REVIEW,
        reasons="served-before-inspection",
    ),
    Row(
        says="bytes that could not be had and were so never inspected give one reason",
        about={"bytes_": NO_ANSWER, "inspection": NOT_ASKED},
        asked={"policy": LENIENT},
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes that could not be had are not waived",
        about={
            "bytes_": NO_ANSWER,
            "inspection": NO_ANSWER,
            "waivers": (waiver("no-bytes"), waiver("not-inspected")),
        },
        verdict=REVIEW,
        reasons="no-bytes",
    ),
    Row(
        says="bytes are not asked for at stage listing",
        about={"bytes_": NO_ANSWER, "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=ALLOW,
    ),
]

_SOURCE = [
    Row(
        says="a new artifact that a change takes from elsewhere than a registry needs review",
        about={"left_registry": "vendor/calm.tgz"},
        verdict=REVIEW,
        reasons="source-changed",
    ),
    Row(
        says="what is in use already may have come from elsewhere",
        about={"left_registry": "vendor/calm.tgz"},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="source-changed",
    ),
    Row(
        says="a waiver for source-changed lets it in",
        about={"left_registry": "vendor/calm.tgz", "waivers": (waiver("source-changed"),)},
        verdict=ALLOW,
        notes="source-changed",
    ),
]

_INSTALLED = [
    Row(
        says="installed code that is not the artifact's holds it",
        about={"installed": compared(CHANGED_CODE)},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="installed code that is not the artifact's holds a pinned artifact",
        about={"installed": compared(CHANGED_CODE)},
        asked={"standing": PINNED},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="installed code that is not the artifact's holds a private artifact",
        about={"installed": compared(CHANGED_CODE), "private": True},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="installed code that was changed on purpose can be waived",
        about={"installed": compared(CHANGED_CODE), "waivers": (waiver("installed-differs"),)},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="installed code that an install hook may have made stops nothing",
        about={"installed": compared(replace(CHANGED_CODE, sure=False))},
        verdict=ALLOW,
    ),
    Row(
        says="installed data that differs and installed files that are missing stop nothing",
        about={
            "installed": compared(
                replace(CHANGED_CODE, runs=False), replace(CHANGED_CODE, kind=DifferenceKind.MISSING)
            )
        },
        verdict=ALLOW,
    ),
    Row(
        says="what is installed and could not be compared stops nothing by itself",
        about={"installed": NO_ANSWER},
        verdict=ALLOW,
    ),
]

ROWS = [*_KNOWN_BAD, *_BYTES, *_SOURCE, *_INSTALLED, *_FINDINGS, *_INCOMPLETE]
