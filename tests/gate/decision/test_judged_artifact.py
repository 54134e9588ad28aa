from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.assessment import Assessment
from pratique.core.evidence import Dossier, NotAsked
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Reason, Standing, Verdict
from pratique.gate.decision.judged_artifact import CHANGED_FOR, Judged, use_of
from pratique.store.record import AllowedBytes
from tests.core.dossiers import waiver

REF = PackageRef(Ecosystem.NPM, "calm").at("1.0.1")
NOTHING = NotAsked("of no matter here")


def judged(*codes: ReasonCode, digests: tuple[Digest, ...] = ()) -> Judged:
    dossier = Dossier(
        ref=REF,
        filename="calm-1.0.1.tgz",
        bytes_=NOTHING,
        inspection=NOTHING,
        published=NOTHING,
        first_seen=None,
        known_bad=NOTHING,
        signals=NOTHING,
        private=False,
    )
    reasons = tuple(Reason(code=code, text="so it is", source="somebody") for code in codes)
    verdict = Verdict(action=Action.BLOCK if codes else Action.ALLOW, reasons=reasons)
    found = Assessment(dossier=dossier, verdict=verdict, standing=Standing.NEW, digests=digests)
    return Judged(
        ref=REF, filename="calm-1.0.1.tgz", assessment=found, epoch="one", at=datetime(2026, 3, 1, tzinfo=UTC)
    )


def test_it_tells_its_bytes_by_their_sha256() -> None:
    assert judged().sha256 is None
    assert "a" * 64 == judged(digests=(Digest("sha1", "b" * 40), Digest("sha256", "a" * 64))).sha256


def test_it_tells_whether_its_registry_held_the_package_back() -> None:
    assert [False, False, True] == [
        judged().held_back,
        judged(ReasonCode.DENIED).held_back,
        judged(ReasonCode.DENIED, ReasonCode.QUARANTINED).held_back,
    ]


def test_bytes_that_nobody_promised_count_for_seconds() -> None:
    hour = timedelta(hours=1)
    assert CHANGED_FOR == judged(ReasonCode.CHANGED_BYTES, ReasonCode.FINDING).lasts(hour)
    assert timedelta(seconds=1) == judged(ReasonCode.CHANGED_BYTES).lasts(timedelta(seconds=1))
    assert hour == judged(ReasonCode.FINDING).lasts(hour)
    assert hour == judged().lasts(hour)


LET_IN = judged(digests=(Digest("sha256", "a" * 64),))
NOTE = Reason(code=ReasonCode.FINDING, text="so it is", source="somebody")
ALLOWED = Verdict(action=Action.ALLOW, notes=(NOTE,))


@pytest.mark.parametrize(
    "verdict",
    [
        replace(ALLOWED, early=True),
        replace(ALLOWED, notes=(NOTE, replace(NOTE, waived=waiver("new-install-hook")))),
        replace(ALLOWED, action=Action.HOLD),
        replace(ALLOWED, action=Action.BLOCK),
    ],
    ids=["before its age", "by a waiver", "held", "blocked"],
)
def test_what_is_not_let_in_for_good_is_not_in_use(verdict: Verdict) -> None:
    assert AllowedBytes("a" * 64, REF.purl) == use_of(LET_IN, ALLOWED)
    assert use_of(LET_IN, verdict) is None
    assert use_of(judged(), ALLOWED) is None
