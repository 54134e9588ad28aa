"""The law about age, private registries, waivers, and what nothing is held against."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pratique.core.evidence import Known, NotAsked
from pratique.core.freeze import Freeze
from pratique.core.policy import Policy
from pratique.core.release import Dated, TimeSource
from tests.core.dossiers import (
    BLOCKING,
    COMMON,
    DAY,
    DORMANT,
    HOLDING,
    HOUR,
    MIN_AGE,
    NO_ANSWER,
    NOT_ASKED,
    NOW,
    RANKING,
    RARE,
    REF,
    SECOND,
    SEEN_IN_CODE,
    SIGNALLED,
    UNMEASURED,
    inspected,
    published,
    waiver,
)
from tests.core.row import ALLOW, LISTING, MIRROR, PINNED, REVIEW, UNREAD, YOUNG, Row, wait

_AGE = [
    Row(
        says="a young artifact waits until it is old enough",
        about={"published": YOUNG},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="one second less than the age asked for still waits",
        about={"published": published(MIN_AGE - SECOND)},
        verdict=wait(NOW + SECOND),
        reasons="too-young",
    ),
    Row(says="exactly the age asked for is enough", about={"published": published(MIN_AGE)}, verdict=ALLOW),
    Row(
        says="a young artifact waits at stage listing too",
        about={"published": YOUNG, "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="the age of a pinned artifact is a note",
        about={"published": YOUNG},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="too-young",
    ),
    Row(
        says="a signal lengthens the wait",
        about={"published": published(4 * DAY), "signals": Known((DORMANT,), "registry.example")},
        verdict=wait(NOW - 4 * DAY + SIGNALLED),
        reasons="too-young",
    ),
    Row(
        says="a signal about an artifact of the longer age stops nothing",
        about={"published": published(SIGNALLED), "signals": Known((DORMANT,), "registry.example")},
        verdict=ALLOW,
    ),
    Row(
        says="a signal never shortens the wait that a strict policy asks for",
        about={"published": published(20 * DAY), "signals": Known((DORMANT,), "registry.example")},
        asked={"policy": Policy(min_age=30 * DAY)},
        verdict=wait(NOW + 10 * DAY),
        reasons="too-young",
    ),
    Row(
        says="a signal that only ranks lengthens nothing",
        about={"published": published(4 * DAY), "signals": Known((RANKING,), "registry.example")},
        verdict=ALLOW,
    ),
    Row(
        says="an unanswered question about signals lengthens nothing",
        about={"published": published(4 * DAY), "signals": NO_ANSWER},
        verdict=ALLOW,
    ),
    Row(
        says="an unknown time counts from the first sight",
        about={"published": NO_ANSWER, "first_seen": NOW - 70 * HOUR},
        verdict=wait(NOW + 2 * HOUR),
        reasons="too-young",
    ),
    Row(
        says="a wait for an unknown time ends",
        about={"published": NO_ANSWER, "first_seen": NOW - MIN_AGE},
        verdict=ALLOW,
    ),
    Row(
        says="an artifact never seen before counts from now",
        about={"published": NO_ANSWER, "first_seen": None},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a first sight in the future counts from now",
        about={"published": NO_ANSWER, "first_seen": NOW + 9 * DAY},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a mirror's time says that an artifact is at least so old",
        about={"published": published(MIN_AGE, MIRROR), "first_seen": NOW},
        verdict=ALLOW,
    ),
    Row(
        says="a young time of a mirror yields to an earlier first sight",
        about={"published": published(HOUR, MIRROR), "first_seen": NOW - 70 * HOUR},
        verdict=wait(NOW + 2 * HOUR),
        reasons="too-young",
    ),
    Row(
        says="a young time of a mirror without an earlier sight waits",
        about={"published": published(HOUR, MIRROR), "first_seen": None},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a publish time in the far future waits no longer than the age asked for",
        about={"published": Known(Dated(datetime.max.replace(tzinfo=UTC), TimeSource.REGISTRY), "r.example")},
        verdict=wait(NOW + MIN_AGE),
        reasons="too-young",
    ),
    Row(
        says="a publish time in the far past is old",
        about={"published": Known(Dated(datetime.min.replace(tzinfo=UTC), TimeSource.REGISTRY), "r.example")},
        verdict=ALLOW,
    ),
    Row(
        says="a publish time after the first sight cannot be true",
        about={"published": YOUNG, "first_seen": NOW - MIN_AGE},
        verdict=ALLOW,
    ),
    Row(
        says="where time was not asked for there is no age rule",
        about={"published": NotAsked("a file"), "first_seen": None},
        verdict=ALLOW,
    ),
    Row(
        says="a policy without an age lets the youngest pass",
        about={"published": published(timedelta(0))},
        asked={"policy": Policy(min_age=timedelta(0))},
        verdict=ALLOW,
    ),
    Row(
        says="a private artifact has no age rule",
        about={"published": YOUNG, "private": True},
        verdict=ALLOW,
    ),
    Row(
        says="a review beside a wait is a review without an end",
        about={"published": YOUNG, "inspection": inspected(HOLDING)},
        verdict=REVIEW,
        reasons="finding too-young",
    ),
]

_HISTORY = [
    Row(
        says="a signal that benign releases almost never show holds for review, however old the release is",
        about={"signals": Known((RARE,), "registry.example")},
        verdict=REVIEW,
        reasons="history",
    ),
    Row(
        says="where a rule looked for the same in the bytes, the rule counts and not the signal",
        about={"published": published(4 * DAY), "signals": Known((SEEN_IN_CODE,), "registry.example")},
        verdict=ALLOW,
    ),
    Row(
        says="where that rule did not run, the signal holds",
        about={"signals": Known((SEEN_IN_CODE,), "registry.example"), "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=REVIEW,
        reasons="history",
    ),
    Row(
        says="it holds at stage listing too",
        about={"signals": Known((RARE,), "registry.example"), "inspection": NOT_ASKED},
        asked={"stage": LISTING},
        verdict=REVIEW,
        reasons="history",
    ),
    Row(
        says="a young release with such a signal is held for review, and its age is told beside it",
        about={"published": YOUNG, "signals": Known((RARE,), "registry.example")},
        verdict=REVIEW,
        reasons="history too-young",
    ),
    Row(
        says="a pinned artifact is not stopped by a signal",
        about={"signals": Known((RARE,), "registry.example")},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="history",
    ),
    Row(
        says="a signal of a private registry is a note",
        about={"signals": Known((RARE,), "registry.example"), "private": True},
        verdict=ALLOW,
        notes="history",
    ),
    Row(
        says="a signal is waived by its id",
        about={"signals": Known((RARE,), "registry.example"), "waivers": (waiver("hook-added"),)},
        verdict=ALLOW,
        notes="history",
    ),
    Row(
        says="a signal is waived by the reason",
        about={"signals": Known((RARE,), "registry.example"), "waivers": (waiver("history"),)},
        verdict=ALLOW,
        notes="history",
    ),
    Row(
        says="a signal that is shown once in a thousand holds nothing, and lengthens",
        about={"published": published(4 * DAY), "signals": Known((COMMON,), "registry.example")},
        verdict=wait(NOW - 4 * DAY + SIGNALLED),
        reasons="too-young",
    ),
    Row(
        says="a signal whose rate was not measured holds nothing, and lengthens",
        about={"published": published(4 * DAY), "signals": Known((UNMEASURED,), "registry.example")},
        verdict=wait(NOW - 4 * DAY + SIGNALLED),
        reasons="too-young",
    ),
]

_PRIVATE = [
    Row(
        says="an incomplete inspection of a private artifact is a note",
        about={"inspection": inspected(unread=(UNREAD,)), "private": True},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="bytes of a private artifact that could not be had are a note",
        about={"bytes_": NO_ANSWER, "inspection": NO_ANSWER, "private": True},
        verdict=ALLOW,
        notes="no-bytes",
    ),
]

_WAIVERS = [
    Row(
        says="a waiver of a rule turns its blocking finding into a note",
        about={"inspection": inspected(BLOCKING), "waivers": (waiver(BLOCKING.rule),)},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver of the reason turns every finding into a note",
        about={"inspection": inspected(BLOCKING, HOLDING), "waivers": (waiver("finding"),)},
        verdict=ALLOW,
        notes="finding finding",
    ),
    Row(
        says="a waiver of another rule frees nothing",
        about={"inspection": inspected(HOLDING), "waivers": (waiver("hidden-characters"),)},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="a waiver of age ends a wait",
        about={"published": YOUNG, "waivers": (waiver("too-young"),)},
        verdict=ALLOW,
        notes="too-young",
    ),
    Row(
        says="a waiver of incomplete frees",
        about={"inspection": inspected(unread=(UNREAD,)), "waivers": (waiver("incomplete"),)},
        verdict=ALLOW,
        notes="incomplete",
    ),
    Row(
        says="a waiver of the missing inspection frees",
        about={"inspection": NO_ANSWER, "waivers": (waiver("not-inspected"),)},
        verdict=ALLOW,
        notes="not-inspected",
    ),
    Row(
        says="the name of a source that is no rule waives nothing",
        about={
            "inspection": inspected(unread=(UNREAD,)),
            "published": YOUNG,
            "waivers": (waiver("inspection"), waiver("policy"), waiver("registry.example")),
        },
        verdict=REVIEW,
        reasons="incomplete too-young",
    ),
    Row(
        says="a waiver holds through its last day",
        about={"inspection": inspected(HOLDING), "waivers": (waiver(HOLDING.rule, NOW.date()),)},
        asked={"now": NOW.replace(hour=23, minute=59, second=59)},
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver has expired on the day after",
        about={"inspection": inspected(HOLDING), "waivers": (waiver(HOLDING.rule, NOW.date()),)},
        asked={"now": NOW.replace(hour=0) + DAY},
        verdict=REVIEW,
        reasons="finding",
    ),
    Row(
        says="an expired waiver does not hide a valid one behind it",
        about={
            "inspection": inspected(HOLDING),
            "waivers": (waiver(HOLDING.rule, NOW.date() - DAY), waiver(HOLDING.rule)),
        },
        verdict=ALLOW,
        notes="finding",
    ),
    Row(
        says="a waiver frees only what it names",
        about={
            "inspection": inspected(HOLDING),
            "published": YOUNG,
            "waivers": (waiver(HOLDING.rule),),
        },
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young",
        notes="finding",
    ),
]

_CLEAN = [
    Row(says="nothing held against it: allowed", about={}, verdict=ALLOW),
    Row(
        says="where nothing was asked a pinned artifact is allowed, with what is missing as a note",
        about={
            "bytes_": NOT_ASKED,
            "inspection": NOT_ASKED,
            "published": NOT_ASKED,
            "known_bad": NOT_ASKED,
            "signals": NOT_ASKED,
        },
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="not-inspected",
    ),
]

_END = NOW + 2 * DAY
_FREEZE = Freeze(published_before=NOW - 10 * DAY, until=_END, who="ada", reason="a worm")
_FROZEN = [
    Row(
        says="a freeze holds what was published at its moment or later until it ends",
        about={"published": published(10 * DAY), "freezes": (_FREEZE,)},
        verdict=wait(_END),
        reasons="frozen",
    ),
    Row(
        says="a freeze holds at stage listing too",
        about={"published": published(9 * DAY), "inspection": NOT_ASKED, "freezes": (_FREEZE,)},
        asked={"stage": LISTING},
        verdict=wait(_END),
        reasons="frozen",
    ),
    Row(
        says="a freeze does not hold what is older",
        about={"published": published(10 * DAY + SECOND), "freezes": (_FREEZE,)},
        verdict=ALLOW,
    ),
    Row(
        says="a freeze holds what has no known time and was first seen after its moment",
        about={"published": NO_ANSWER, "first_seen": NOW - 9 * DAY, "freezes": (_FREEZE,)},
        verdict=wait(_END),
        reasons="frozen",
    ),
    Row(
        says="a freeze does not hold what was first seen before its moment",
        about={"published": NO_ANSWER, "first_seen": NOW - 11 * DAY, "freezes": (_FREEZE,)},
        verdict=ALLOW,
    ),
    Row(
        says="by the time of a mirror an artifact is at least that old, for a freeze too",
        about={"published": published(11 * DAY, MIRROR), "freezes": (_FREEZE,)},
        verdict=ALLOW,
    ),
    Row(
        says="what is in use is not frozen",
        about={"published": published(9 * DAY), "freezes": (_FREEZE,)},
        asked={"standing": PINNED},
        verdict=ALLOW,
        notes="frozen",
    ),
    Row(
        says="what comes from a private registry is not frozen",
        about={"published": published(9 * DAY), "private": True, "freezes": (_FREEZE,)},
        verdict=ALLOW,
        notes="frozen",
    ),
    Row(
        says="a freeze that has ended holds nothing",
        about={"published": published(9 * DAY), "freezes": (replace(_FREEZE, until=NOW),)},
        verdict=ALLOW,
    ),
    Row(
        says="a release that a freeze names as an exception is not held",
        about={"published": published(9 * DAY), "freezes": (replace(_FREEZE, spared=frozenset({REF.purl})),)},
        verdict=ALLOW,
    ),
    Row(
        says="of two freezes both hold, and the exception of one is none of the other",
        about={
            "published": published(9 * DAY),
            "freezes": (_FREEZE, replace(_FREEZE, until=_END + DAY, spared=frozenset({REF.purl}))),
        },
        verdict=wait(_END),
        reasons="frozen",
    ),
    Row(
        says="no waiver of the policy lifts a freeze",
        about={"published": published(9 * DAY), "freezes": (_FREEZE,), "waivers": (waiver("frozen"),)},
        verdict=wait(_END),
        reasons="frozen",
    ),
    Row(
        says="a person's release lifts a freeze",
        about={"published": published(9 * DAY), "freezes": (_FREEZE,), "waivers": (waiver("*"),)},
        verdict=ALLOW,
        notes="frozen",
    ),
    Row(
        says="a young artifact waits for the later of its age and a freeze",
        about={"published": YOUNG, "freezes": (_FREEZE,)},
        verdict=wait(NOW - HOUR + MIN_AGE),
        reasons="too-young frozen",
    ),
]

ROWS = [*_AGE, *_HISTORY, *_PRIVATE, *_WAIVERS, *_FROZEN, *_CLEAN]
