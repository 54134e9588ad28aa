from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from pratique.core.decision import Client, Decision
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing


def test_a_decision_is_never_changed() -> None:
    decision = Decision(
        at=datetime(2026, 1, 1, tzinfo=UTC),
        ref=PackageRef(Ecosystem.NPM, "calm").at("1.0.0"),
        filename="calm-1.0.0.tgz",
        sha256=None,
        action=Action.ALLOW,
        standing=Standing.NEW,
        epoch="e",
        client=Client("127.0.0.1"),
    )

    with pytest.raises(FrozenInstanceError):
        decision.action = Action.BLOCK  # type: ignore[misc]
