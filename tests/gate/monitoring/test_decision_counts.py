"""Decisions are counted once they are stored."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.errors import Reference, StoreError
from pratique.gate.monitoring.decision_counts import CountedDecisions
from pratique.gate.monitoring.metrics import Metrics

DECISION = Decision(
    at=datetime(2026, 11, 26, tzinfo=UTC),
    ref=PackageRef(Ecosystem.NPM, "calm").at("1.0.0"),
    filename="calm-1.0.0.tgz",
    sha256=None,
    action=Action.HOLD,
    grounds=(Ground("too-young", "young", "policy"), Ground("finding", "x", "y")),
    standing=Standing.NEW,
    epoch="e",
    client=Client("127.0.0.1"),
)


class Disk:
    """Is full for a while."""

    full = True

    def add_many(self, decisions: Iterable[Decision]) -> None:
        if self.full and list(decisions):
            raise StoreError(Reference.DISK_FULL, "no room is left", hint="make room")


def test_what_could_not_be_stored_is_not_counted_and_told_until_it_goes_again() -> None:
    metrics, disk = Metrics(), Disk()
    counted = CountedDecisions(disk, metrics)
    with pytest.raises(StoreError):
        counted.add_many([DECISION])
    trouble, before = counted.trouble, metrics.text()
    disk.full = False
    counted.add_many([DECISION])

    assert "no room is left" == trouble
    assert b"too-young" not in before
    assert b'decisions_total{action="hold",reason="too-young"} 1.0' in metrics.text()
    assert "" == counted.trouble
