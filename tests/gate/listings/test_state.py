from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.decision.listing_decision import Marking
from pratique.gate.decision.nearest_allowed import Ladder
from pratique.gate.listings.state import State

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BARE = Marking(marks={}, ladder=Ladder(Ecosystem.NPM, (), ()))


def state(changes_at: datetime | None) -> State:
    marking = replace(BARE, changes_at=changes_at)
    return State(
        package=PackageRef(Ecosystem.NPM, "calm"),
        url="https://registry.example/calm",
        accept="",
        own=False,
        marking=marking,
        itself=marking,
        needs=frozenset(),
        refused=None,
        removed=frozenset(),
        epoch="one",
        digest="",
        digest_itself="",
        fresh_until=NOW,
        sets=1,
    )


def test_what_was_decided_stands_for_its_epoch_and_until_the_first_wait_ends() -> None:
    waiting = state(NOW + timedelta(hours=1))

    assert state(None).holds("one", NOW, sets=2)
    assert not state(None).holds("two", NOW, sets=1)
    assert waiting.holds("one", NOW, sets=1)
    # Another fix set was found: what waits may not wait.
    assert not waiting.holds("one", NOW, sets=2)
    assert not waiting.holds("one", NOW + timedelta(hours=1), sets=1)
