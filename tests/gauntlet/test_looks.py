"""What the other verbs say of bad and good releases, by the clock of the incident."""

import shutil
from dataclasses import replace

import pytest
from gauntlet.incidents import INCIDENTS
from gauntlet.looks import Look, looks

from pratique.core.history import Weight
from pratique.core.policy import Action

BY_ID = {incident.id: incident for incident in INCIDENTS}
GOOD = Look(name="calm", version="1.0.0", bad=False, action=Action.ALLOW, evidence=(), marks=(), audit=False)


def test_the_bad_release_is_held_and_the_good_one_is_not() -> None:
    bad, good = looks(BY_ID["eslint-scope-2018"])
    assert ("eslint-scope", "3.7.2", Action.HOLD) == (bad.name, bad.version, bad.action)
    assert {"attack-chain", "new-install-hook"} <= set(bad.evidence)
    assert bad.audit
    assert {"inspect", "audit"} <= set(bad.alarms)
    assert ("3.7.1", Action.ALLOW, False, []) == (good.version, good.action, good.audit, list(good.alarms))


def test_the_door_is_marked_by_the_history_of_its_day() -> None:
    found = {(look.name, look.version): look for look in looks(BY_ID["event-stream-2018"])}
    door = found["event-stream", "3.3.6"]
    assert door.bad
    assert door.marks
    assert () == found["event-stream", "3.3.4"].marks


def test_without_an_advisory_audit_says_nothing() -> None:
    assert {None} == {look.audit for look in looks(replace(BY_ID["ctx-2022"], advisory=None))}


def test_what_another_index_has_is_not_asked_for() -> None:
    incident = BY_ID["torchtriton-2022"]
    assert incident.good
    assert [True] == [look.bad for look in looks(replace(incident, advisory=None))]


@pytest.mark.skipif(shutil.which("gem") is None, reason="gem is not installed here")
def test_a_lock_of_gems_is_audited_too() -> None:
    bad, good = looks(BY_ID["rest-client-2019"])
    assert (True, False) == (bad.audit, good.audit)


@pytest.mark.parametrize(
    ("look", "alarms"),
    [
        (GOOD, []),
        (replace(GOOD, action=Action.BLOCK), ["inspect"]),
        (replace(GOOD, marks=(("a", Weight.HOLDS),)), ["history"]),
        (replace(GOOD, marks=(("a", Weight.LENGTHENS), ("b", Weight.RANKS))), []),
        (replace(GOOD, audit=True), ["audit"]),
    ],
    ids=["none", "inspect", "history", "a-wait-is-no-alarm", "audit"],
)
def test_what_counts_as_an_alarm(look: Look, alarms: list[str]) -> None:
    assert alarms == list(look.alarms)
