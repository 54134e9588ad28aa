"""Results: what is written is read again, and a run of a few incidents leaves the others."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gauntlet.incidents import INCIDENTS
from gauntlet.replay import Outcome, Replay
from gauntlet.sink import Trial
from gauntlet.warned import Warned

from gauntlet import results
from tests.gauntlet.test_page import GOOD, STOPPED

FIRST, SECOND = INCIDENTS[5], INCIDENTS[4]
TRIAL = Trial(gate=True, scripts=True, locked=False, code=1, installed=None, requests=0, leaked=False)


def whole() -> Replay:
    warned = Warned(
        reported_at=FIRST.at,
        advised_at=FIRST.at + timedelta(hours=1),
        named_at=None,
        got=("calm 1.0.1",),
        named=(),
        listed=(),
        refused=True,
    )
    cells = (STOPPED, replace(STOPPED, age=True, outcome=Outcome.LET_IN, gone=True, advised=True))
    return Replay(incident=FIRST, cells=cells, looks=(GOOD,), warned=warned)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "replays.json"
    assert ((), ()) == results.read(path)
    results.write([whole()], commit="abc", tokens=[TRIAL], path=path)
    assert ((whole(),), (TRIAL,)) == results.read(path)
    assert {"abc": 2} == results.commits(path)


def test_a_run_replaces_its_cells_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "replays.json"
    results.write([whole()], commit="abc", tokens=[TRIAL], path=path)
    let_in = replace(STOPPED, outcome=Outcome.LET_IN)
    results.write(
        [Replay(incident=FIRST, cells=(let_in,)), Replay(incident=SECOND, cells=(STOPPED,))],
        commit="def",
        path=path,
    )
    (second, first), tokens = results.read(path)
    assert (SECOND, FIRST) == (second.incident, first.incident)
    assert (let_in, whole().cells[1]) == first.cells
    assert (whole().looks, whole().warned) == (first.looks, first.warned)
    assert (TRIAL,) == tokens
    assert {"abc": 1, "def": 2} == results.commits(path)
