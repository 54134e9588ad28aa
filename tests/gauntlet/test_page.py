"""The page: what it counts, what it calls a miss, and how it stays short."""

from dataclasses import replace
from datetime import timedelta

import pytest
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.looks import Look
from gauntlet.page import page
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay
from gauntlet.sections import section
from gauntlet.sink import Trial
from gauntlet.sums import sums, table
from gauntlet.warned import Warned

from pratique.core.history import Weight
from pratique.core.policy import Action

BY_ID = {incident.id: incident for incident in INCIDENTS}
STOPPED = Cell(
    moment="1 h",
    age=False,
    outcome=Outcome.STOPPED,
    evidence=("attack-chain",),
    reasons=(),
    words="",
    tries=1,
    ranged={},
    good_lock=True,
    gone=False,
    advised=None,
)
GOOD = Look(
    name="event-stream", version="3.3.4", bad=False, action=Action.ALLOW, evidence=(), marks=(), audit=False
)


def replayed(incident: Incident, *outcomes: Outcome) -> Replay:
    cells = tuple(
        replace(STOPPED, moment=moment, outcome=outcome)
        for moment, outcome in zip(MOMENTS, outcomes, strict=False)
    )
    return Replay(incident=incident, cells=cells)


def test_what_was_let_in_is_a_miss_with_what_would_have_stopped_it() -> None:
    incident = replace(BY_ID["event-stream-2018"], reminder="a review")
    door = replayed(incident, Outcome.DOOR, Outcome.STOPPED)
    told = page([door], written=list(BY_ID))
    assert (
        "event-stream-2018: not stopped at +1 h age off (door let in). What would have stopped it: a review."
        in told
    )
    assert "age off: +1 h 0 of 1, +2 d 1 of 1" in told
    assert "50 of the 51 incidents. Written, and not replayed for this page: left-pad-2016, " in told
    assert "+1 h  age off  door let in" in table([door])


def test_cells_with_the_same_answer_are_one_line() -> None:
    four = [Outcome.STOPPED] * 4
    lines = section(replayed(BY_ID["event-stream-2018"], *four)).splitlines()
    assert "| +1 h, +2 d, +8 d, +30 d age off | stopped | attack-chain | nothing | came through |" in lines
    mixed = section(replayed(BY_ID["event-stream-2018"], Outcome.LET_IN, *four[1:]))
    assert "| +1 h age off | LET IN |" in mixed
    assert "| +2 d, +8 d, +30 d age off | stopped |" in mixed


def test_goals_are_counted_for_as_many_as_were_replayed() -> None:
    one = replayed(BY_ID["event-stream-2018"], Outcome.STOPPED)
    two = replayed(BY_ID["ctx-2022"], Outcome.LET_IN)
    assert "| stopped at +1 h, age off (36 of 45) | 2 of 2 | 1 of 2: short |" in page([one, two])
    assert "| stopped at +1 h, age off (36 of 45) | 1 of 1 | 1 of 1 |" in page([one])


def test_a_good_release_that_does_not_come_through_is_told() -> None:
    failed = Replay(incident=BY_ID["event-stream-2018"], cells=(replace(STOPPED, good_lock=False),))
    told = page([failed])
    assert "event-stream-2018: the last good release did not come through by lock at +1 h age off." in told
    assert "| the last good release came through | 1 of 1 cells | 0: short |" in told
    assert "THE LAST GOOD RELEASE DID NOT COME THROUGH" in table([failed])


def test_where_there_is_no_good_release_none_is_asked_for() -> None:
    typed = replace(STOPPED, lasting=False, tries=0)
    assert typed.passed
    assert "the last good release came through in 0 of 0 cells" in list(
        sums([Replay(incident=BY_ID["event-stream-2018"], cells=(typed,))])
    )
    assert not replace(typed, good_lock=False).passed


def test_false_alarms_on_a_good_release_are_counted_apart() -> None:
    bad = replace(GOOD, version="3.3.6", bad=True, action=Action.HOLD, evidence=("attack-chain",), audit=True)
    alarm = replace(GOOD, marks=(("dormant", Weight.HOLDS),))
    quiet = Replay(incident=BY_ID["event-stream-2018"], cells=(STOPPED,), looks=(bad, GOOD))
    loud = replace(quiet, looks=(bad, alarm))
    assert "false alarms of the three on a last good release: 0 of 1" in list(sums([quiet]))
    assert "false alarms of the three on a last good release: 1 of 1: event-stream 3.3.4 (history)" in list(
        sums([loud])
    )
    assert "inspect stops something bad of 1 of 1 incidents" in list(sums([quiet]))
    assert "| event-stream 3.3.6 (door) | hold: attack-chain | no mark | named |" in section(quiet)
    assert "| event-stream 3.3.4 (good) | allow | dormant (holds) | nothing |" in section(loud)


@pytest.mark.parametrize(
    ("named", "counted", "told"),
    [
        (("calm 1.0.1",), "1 of 1 incidents with an advisory, 61 to 61 minutes", "named 61 minutes after"),
        ((), "0 of 1 incidents with an advisory", "calm 1.0.1 was let in, and NOT named"),
    ],
    ids=["named", "not-named"],
)
def test_minutes_to_named_victims(named: tuple[str, ...], counted: str, told: str) -> None:
    incident = BY_ID["event-stream-2018"]
    at = incident.at + timedelta(days=3)
    warned = Warned(
        reported_at=at,
        advised_at=at,
        named_at=at + timedelta(minutes=60, seconds=5) if named else None,
        got=("calm 1.0.1",),
        named=named,
        listed=named,
        refused=True,
    )
    one = Replay(incident=incident, cells=(STOPPED,), looks=(GOOD,), warned=warned)
    assert any(f"whoever got it was named in {counted}" in line for line in sums([one]))
    assert told in section(one)


def test_a_token_that_left_is_told_as_loudly() -> None:
    stayed = Trial(gate=True, scripts=True, locked=False, code=1, installed=None, requests=0, leaked=False)
    told = page([replayed(BY_ID["ctx-2022"], Outcome.STOPPED)], tokens=[stayed, replace(stayed, leaked=True)])
    assert "| through the gate | on | range | nothing | 0 | stayed |" in told
    assert "| through the gate | on | range | nothing | 0 | LEFT |" in told


def test_every_incident_that_was_replayed_has_a_part_and_a_line_of_the_table() -> None:
    told = page([replayed(one, Outcome.STOPPED) for one in INCIDENTS])
    for incident in INCIDENTS:
        assert 1 == told.count(f"\n### {incident.id}\n")
        assert 1 == told.count(f"| [{incident.id}](#{incident.id}) |")
