from datetime import UTC, datetime

import pytest

from pratique.core.decision import Client, Decision, Ground
from pratique.core.hold import StoppedFile, Use
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Standing
from pratique.gate.decision.excluded_baselines import unfit_versions

AT = datetime(2026, 3, 1, tzinfo=UTC)


def stopped(version: str, *codes: ReasonCode, let_in_at: datetime | None = None) -> StoppedFile:
    decision = Decision(
        at=AT,
        ref=PackageRef(Ecosystem.NPM, "steps").at(version),
        filename=f"steps-{version}.tgz",
        sha256=None,
        action=Action.HOLD,
        grounds=tuple(Ground(code.value, "", "") for code in codes),
        standing=Standing.NEW,
        epoch="",
        client=Client("", "", ""),
    )
    return StoppedFile(decision=decision, use=Use(times=1, clients=1, first=AT, last=AT), let_in_at=let_in_at)


@pytest.mark.parametrize(
    "code", [ReasonCode.FINDING, ReasonCode.HISTORY, ReasonCode.INCOMPLETE, ReasonCode.REFUSED]
)
def test_what_was_held_for_what_it_is_is_unfit_until_it_is_let_in(code: ReasonCode) -> None:
    held = [stopped("1.0.1", ReasonCode.TOO_YOUNG, code), stopped("1.0.2", code, let_in_at=AT)]

    assert {"1.0.1"} == unfit_versions(held)


def test_a_wait_makes_nothing_unfit() -> None:
    assert frozenset() == unfit_versions([stopped("1.0.1", ReasonCode.TOO_YOUNG)])
