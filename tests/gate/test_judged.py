from datetime import UTC, datetime, timedelta

from pratique.core.assessment import Assessment
from pratique.core.evidence import Dossier, NotAsked
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Reason, Standing, Verdict
from pratique.gate.judged import CHANGED_FOR, Judged

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
