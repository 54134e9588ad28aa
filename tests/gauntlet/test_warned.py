"""From the advisory to the names of whoever got it, with a real client and a real webhook."""

from dataclasses import replace
from datetime import timedelta

from gauntlet.incident import Advisory, Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.warned import SYNC_EVERY, warned

BY_ID = {incident.id: incident for incident in INCIDENTS}


def ctx() -> tuple[Incident, Advisory]:
    incident = BY_ID["ctx-2022"]
    assert incident.advisory is not None
    return incident, incident.advisory


def test_whoever_got_it_is_named_after_the_next_sync_and_gets_it_no_more() -> None:
    incident, advisory = ctx()
    found = warned(incident)
    assert found is not None
    assert found.got
    assert found.got == found.named == found.listed
    assert found.whole
    assert found.refused
    assert found.minutes is not None
    assert SYNC_EVERY < timedelta(minutes=found.minutes) <= SYNC_EVERY + timedelta(minutes=2)
    assert advisory.at == found.reported_at


def test_an_earlier_report_makes_it_longer() -> None:
    incident, advisory = ctx()
    found = warned(replace(incident, reported_at=advisory.at - timedelta(hours=3)))
    assert found is not None
    assert found.minutes is not None
    assert found.minutes > 240


def test_an_advisory_about_another_version_names_nobody() -> None:
    incident, advisory = ctx()
    found = warned(replace(incident, advisory=replace(advisory, about={"ctx": ("0.0.1",)})), patience_s=3)
    assert found is not None
    assert ((), (), None) == (found.named, found.listed, found.minutes)
    assert not found.whole
    assert not found.refused


def test_without_an_advisory_there_is_nothing_to_tell() -> None:
    assert warned(BY_ID["left-pad-2016"]) is None
