"""Replays in several processes: the order stays, and what does not end is told."""

import shutil
from concurrent.futures import Future

import pytest
from gauntlet.incidents import INCIDENTS
from gauntlet.replay import Replay
from gauntlet.work import Failed, Task, _joined, replays, tasks_of

BY_ID = {incident.id: incident for incident in INCIDENTS}


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
def test_incidents_come_in_the_order_in_which_they_were_asked_for() -> None:
    told: list[str] = []
    wanted = [BY_ID["left-pad-2016"], BY_ID["ctx-2022"]]
    found = list(replays(wanted, moments=["1 h"], beside=False, tell=told.append))
    assert all(isinstance(one, Replay) for one in found)
    assert ["left-pad-2016", "ctx-2022"] == [one.incident.id for one in found]
    assert [[True, False]] * 2 == [
        [cell.age for cell in one.cells] for one in found if isinstance(one, Replay)
    ]
    assert 4 == len(told)
    assert "4 of 4: " == told[-1][:8]


def test_a_whole_replay_asks_the_other_verbs_and_who_is_warned() -> None:
    whole = [str(task) for task in tasks_of(BY_ID["ctx-2022"], ["1 h", "2 d"], beside=True)]
    assert [
        "ctx-2022 +1 h age on",
        "ctx-2022 +2 d age on",
        "ctx-2022 +1 h age off",
        "ctx-2022 +2 d age off",
        "ctx-2022 looks",
        "ctx-2022 warned",
    ] == whole
    assert 4 == len(tasks_of(BY_ID["ctx-2022"], ["1 h", "2 d"], beside=False))


def test_a_task_that_fails_makes_no_replay() -> None:
    good: Future[object] = Future()
    good.set_result(())
    bad: Future[object] = Future()
    bad.set_exception(RuntimeError("the gate had no answer: /npm/calm: 500"))
    incident = BY_ID["ctx-2022"]
    found = _joined(incident, [(Task("ctx-2022", "looks"), good), (Task("ctx-2022", "1 h", age=False), bad)])
    assert isinstance(found, Failed)
    assert ("ctx-2022 +1 h age off: RuntimeError: the gate had no answer: /npm/calm: 500",) == found.why
