"""Counts of a replay."""

from datetime import UTC, datetime

from pratique.core.assessment import JudgedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reading import NotJudged
from pratique.core.replay import Replay, ReplayedCommit, Tally
from pratique.core.verdict import HoldKind, Verdict
from tests.core.test_assessment import assessment

AT = datetime(2026, 1, 1, tzinfo=UTC)


def judged(name: str, verdict: Verdict) -> JudgedPackage:
    return JudgedPackage(ref=PackageRef(Ecosystem.NPM, name).at("1.0.0"), assessments=(assessment(verdict),))


def test_each_package_counts_once_by_its_verdict() -> None:
    commits = (
        ReplayedCommit(
            commit="1" * 40,
            at=AT,
            packages=(
                judged("a", Verdict(action=Action.ALLOW)),
                judged("b", Verdict(action=Action.HOLD, kind=HoldKind.REVIEW)),
                judged("c", Verdict(action=Action.HOLD, kind=HoldKind.WAIT, until=AT)),
                judged("d", Verdict(action=Action.BLOCK)),
            ),
            not_judged=(NotJudged(purl="pkg:npm/e@1", why="down"),),
        ),
    )
    tally = Tally.of(commits)
    assert (4, 1, 1, 1, 1) == (tally.brought_in, tally.waits, tally.reviews, tally.blocks, tally.not_judged)
    assert 25.0 == tally.reviews_per_hundred
    assert ["b", "c", "d"] == [package.ref.package.name for package in commits[0].stopped]


def test_nothing_brought_in_is_no_rate() -> None:
    assert 0.0 == Tally.of(()).reviews_per_hundred


def test_a_replay_of_nothing_is_not_complete() -> None:
    assert not Replay(root=".", first="", last="", commits=()).complete
