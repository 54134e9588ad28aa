"""The page: what it counts, what it calls a miss, and how it stays short."""

from dataclasses import replace
from datetime import timedelta

import pytest
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.looks import Look
from gauntlet.page import incidents_page, page, place
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay
from gauntlet.sections import section
from gauntlet.sink import Trial
from gauntlet.sums import sums, table
from gauntlet.warned import Warned

from gauntlet import ground_page, results
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


def test_what_was_let_in_is_a_miss_with_the_reason() -> None:
    incident = replace(BY_ID["event-stream-2018"], missed="No rule follows it")
    door = replayed(incident, Outcome.DOOR, Outcome.STOPPED)
    told = page([door])
    assert (
        "Pratique does not stop event-stream-2018 in these cases: dependent let in at 1 h with the cooldown off. No rule follows it."
        in told
    )
    assert "| cooldown off | 0 of 1 (goal 1: short) | 1 of 1 (goal 1) |" in told
    assert "50 of the 51 incidents are not replayed: " in told
    assert "Incidents that were written, not replayed: left-pad-2016, " in told
    assert "+1 h  age off  dependent let in" in table([door])


def test_cells_with_the_same_answer_are_one_line() -> None:
    four = [Outcome.STOPPED] * 4
    lines = section(replayed(BY_ID["event-stream-2018"], *four)).splitlines()
    assert 'The outcome for event-stream-2018 is "stopped" at every moment with the cooldown off.' in lines
    mixed = section(replayed(BY_ID["event-stream-2018"], Outcome.LET_IN, *four[1:]))
    assert "with the cooldown off are: let in at 1 h; stopped at 2 d, 8 d and 30 d." in mixed


def test_goals_are_counted_for_as_many_as_were_replayed() -> None:
    one = replayed(BY_ID["event-stream-2018"], Outcome.STOPPED)
    two = replayed(BY_ID["ctx-2022"], Outcome.LET_IN)
    assert "| cooldown off | 1 of 2 (goal 2: short) |" in page([one, two])
    assert "| cooldown off | 1 of 1 (goal 1) |" in page([one])


def test_a_good_release_that_does_not_come_through_is_told() -> None:
    failed = Replay(incident=BY_ID["event-stream-2018"], cells=(replace(STOPPED, good_lock=False),))
    told = page([failed])
    assert (
        "event-stream-2018: the last good release did not install by lock at 1 h with the cooldown off."
        in told
    )
    assert "The client installed the last good release in 0 of 1 replays: short." in told
    assert "and the last good release did NOT install" in section(failed)
    assert "THE LAST GOOD RELEASE DID NOT INSTALL" in table([failed])


def test_where_there_is_no_good_release_none_is_asked_for() -> None:
    typed = replace(STOPPED, lasting=False, tries=0)
    assert typed.passed
    assert "the client installed the last good release in 0 of 0 replays" in list(
        sums([Replay(incident=BY_ID["event-stream-2018"], cells=(typed,))])
    )
    assert not replace(typed, good_lock=False).passed


def test_false_alarms_on_a_good_release_are_counted_apart() -> None:
    bad = replace(GOOD, version="3.3.6", bad=True, action=Action.HOLD, evidence=("attack-chain",), audit=True)
    alarm = replace(GOOD, marks=(("dormant", Weight.HOLDS),))
    quiet = Replay(incident=BY_ID["event-stream-2018"], cells=(STOPPED,), looks=(bad, GOOD))
    loud = replace(quiet, looks=(bad, alarm))
    assert "`inspect`, `history` and `audit` report 0 of 1 last good releases by mistake" in list(
        sums([quiet])
    )
    assert (
        "`inspect`, `history` and `audit` report 1 of 1 last good releases by mistake: event-stream 3.3.4 (history)"
        in list(sums([loud]))
    )
    assert "`inspect` detects a bad release in 1 of 1 incidents" in list(sums([quiet]))
    assert (
        "`inspect` (hold: attack-chain) and `audit` detect event-stream-2018, but `history` does not."
        in section(quiet)
    )
    assert "A good release has a false positive: event-stream 3.3.4 (history)." in section(loud)


@pytest.mark.parametrize(
    ("named", "counted"),
    [
        (("calm 1.0.1",), "1 of 1 incidents with an advisory, 61 to 61 minutes"),
        ((), "0 of 1 incidents with an advisory"),
    ],
    ids=["named", "not-named"],
)
def test_minutes_to_listed_clients(named: tuple[str, ...], counted: str) -> None:
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
    assert any(f"affected clients are listed in {counted}" in line for line in sums([one]))


def test_a_token_that_left_is_told_as_loudly() -> None:
    stayed = Trial(gate=True, scripts=True, locked=False, code=1, installed=None, requests=0, leaked=False)
    told = page([replayed(BY_ID["ctx-2022"], Outcome.STOPPED)], tokens=[stayed, replace(stayed, leaked=True)])
    assert "| yes | on | range | nothing | 0 | stayed |" in told
    assert "| yes | on | range | nothing | 0 | LEFT |" in told


def test_every_incident_that_was_replayed_has_a_section_and_a_line_of_the_table() -> None:
    replays = [replayed(one, Outcome.STOPPED) for one in INCIDENTS]
    told, sections = page(replays), incidents_page(replays)
    for incident in INCIDENTS:
        assert 1 == sections.count(f"\n### {incident.id}\n")
        assert 1 == told.count(f"| [{incident.id}](gauntlet-incidents.md#{incident.id}) |")


def test_the_pages_are_those_of_the_files_of_results() -> None:
    replays, tokens = results.read()
    rows = ground_page.read()
    again = "run `python -m gauntlet page`"
    assert page(replays, rows, tokens, results.commits()) == place("gauntlet.md").read_text(
        encoding="utf-8"
    ), again
    assert incidents_page(replays, rows) == place("gauntlet-incidents.md").read_text(encoding="utf-8"), again


def test_the_pages_stay_short() -> None:
    words = [
        len(place(name).read_text(encoding="utf-8").split())
        for name in ("gauntlet.md", "gauntlet-incidents.md")
    ]
    assert sum(words) < 10_500
