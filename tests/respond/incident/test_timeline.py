"""The timeline: which entries are events, of which phase, by which source."""

from dataclasses import replace
from datetime import datetime, timedelta

from pratique.respond.incident.document import Incident
from pratique.respond.incident.entry import (
    Answered,
    Body,
    Closed,
    Confidence,
    Entry,
    Known,
    Moment,
    Note,
    Opened,
    Section,
)
from pratique.respond.incident.timeline import Phase, timeline
from tests.respond.incident.making import AXIOS, NOW, made

BEFORE, LATER = NOW - timedelta(days=2), NOW + timedelta(days=2)


def entries(incident: Incident) -> list[Entry]:
    return list(incident.entries.values())


def test_an_incident_without_times_has_no_events() -> None:
    assert () == timeline([])
    assert () == timeline(entries(made(AXIOS, Note(text="x"))))


def test_a_note_is_an_event_if_it_has_a_time_and_a_section_with_times() -> None:
    timed = {Section.TIMELINE: "x", Section.DECISION: "Decided: x", Section.INFORMED: "Informed: x"}
    for section in Section:
        events = timeline(entries(made(Note(text="x", section=section, when=NOW))))
        wanted = timed.get(section, "x" if section is Section.RESPONSE else None)
        assert ([] if wanted is None else [wanted]) == [event.moment.text for event in events]


def test_a_note_without_a_source_names_its_writer() -> None:
    (event,) = timeline(entries(made(Note(text="x", when=NOW, confidence=Confidence.LIKELY))))

    assert ("ada, without a source", Confidence.LIKELY) == (event.moment.source, event.moment.confidence)


def test_listed_times_are_likely_and_publications_are_confirmed() -> None:
    listed = replace(AXIOS, since=BEFORE, until=NOW)
    known = Known(purl="pkg:npm/axios@1.14.1", published_at=BEFORE, publisher="eve", source="l")
    texts = {event.moment.text: event.moment.confidence for event in timeline(entries(made(listed, known)))}

    assert {
        "pkg:npm/axios@1.14.1 available": Confidence.LIKELY,
        "pkg:npm/axios@1.14.1 published by eve": Confidence.CONFIRMED,
        "pkg:npm/axios@1.14.1 removed by the registry": Confidence.LIKELY,
    } == texts


def test_phases_meet_at_the_first_publication_and_at_the_first_response() -> None:
    def note(when: datetime) -> Note:
        return Note(text=when.isoformat(), when=when)

    second = timedelta(seconds=1)
    times = (BEFORE - second, BEFORE, NOW - second, NOW)
    bodies: tuple[Body, ...] = (Opened(title="t"), replace(AXIOS, since=BEFORE), *map(note, times))
    events = timeline(entries(made(*bodies)))

    assert [Phase.BEFORE, Phase.ATTACK, Phase.ATTACK, Phase.RESPONSE] == [
        event.phase for when in times for event in events if event.moment.text == when.isoformat()
    ]


def test_opening_again_closing_and_answers_are_events_in_order_of_time() -> None:
    seen = Moment(when=BEFORE, text="seen", source="s", confidence=Confidence.CONFIRMED)
    answer = Answered(
        as_of=LATER,
        answer="locked",
        items={},
        sightings=2,
        places=1,
        unchecked=0,
        report="r.json",
        sha256="0",
        moments=(seen, seen),
    )
    incident = made(answer, Opened(title="a"), Closed(reason="over"), Opened(title="b"))

    assert [
        "seen",
        "Incident opened by ada: a",
        "Incident closed by ada: over",
        "Incident opened again by ada: b",
        "Exposure search: locked (2 sightings)",
    ] == [event.moment.text for event in timeline(entries(incident))]
