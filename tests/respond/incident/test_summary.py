"""What the entries of an incident say together."""

from datetime import timedelta

from pratique.respond.incident.document import Incident, added
from pratique.respond.incident.entry import (
    Answered,
    Body,
    Bytes,
    Closed,
    Known,
    Note,
    Opened,
    Section,
    Withdrawn,
)
from pratique.respond.incident.summary import summary
from tests.respond.incident.making import AXIOS, NOW, key_of, made


def answer(days: int) -> Answered:
    return Answered(
        as_of=NOW + timedelta(days=days),
        answer="locked",
        items={},
        sightings=1,
        places=1,
        unchecked=0,
        report="r",
        sha256="0",
    )


def test_an_incident_without_entries_is_open_and_empty() -> None:
    value = summary(Incident(id="axios"))

    assert value.is_open
    assert ("", None, None, (), ()) == (
        value.title,
        value.opened_at,
        value.changed_at,
        value.known,
        value.events,
    )
    assert set(Section) == set(value.notes)


def test_the_last_entry_that_opens_or_closes_counts() -> None:
    closed = made(Opened(title="a"), Closed(reason="over"))
    again = added(closed, [Opened(title="b")], at=NOW + timedelta(hours=9), by="bob")

    assert ("a", NOW, NOW + timedelta(hours=1), "over") == (
        summary(closed).title,
        summary(closed).opened_at,
        summary(closed).closed_at,
        summary(closed).reason,
    )
    assert (True, "b", NOW, "") == (
        summary(again).is_open,
        summary(again).title,
        summary(again).opened_at,
        summary(again).reason,
    )


def test_entries_within_one_second_keep_their_order() -> None:
    bodies: tuple[Body, ...] = (Closed(reason="x"), Opened(title="y"), Closed(reason="z"))
    for number in range(20):
        incident = added(Incident(id="axios"), [Opened(title=f"t{number}")], at=NOW, by="ada")
        for millisecond, body in enumerate(bodies, 1):
            at = NOW + timedelta(milliseconds=millisecond)
            incident = added(incident, [body], at=at, by="ada")
        assert "z" == summary(incident).reason


def test_a_withdrawn_entry_disappears_and_a_withdrawn_withdrawal_has_no_effect() -> None:
    incident = made(Opened(title="a"), AXIOS)
    wrong = Withdrawn(entry=key_of(incident, AXIOS), reason="a mistake")
    without = added(incident, [wrong], at=NOW + timedelta(days=1), by="ada")
    back = Withdrawn(entry=key_of(without, wrong), reason="it was right")
    restored = added(without, [back], at=NOW + timedelta(days=2), by="ada")

    assert ((), 1) == (summary(without).listed, summary(without).withdrawn)
    assert ((AXIOS,), 1) == (summary(restored).listed, summary(restored).withdrawn)


def test_a_withdrawal_of_an_unknown_entry_withdraws_nothing() -> None:
    value = summary(made(AXIOS, Withdrawn(entry="x", reason="y")))

    assert (1, 0) == (len(value.listed), value.withdrawn)


def test_facts_count_only_for_listed_releases_and_name_every_listed_release() -> None:
    good = Known(purl="pkg:npm/axios@1.0.0", publisher="eve", source="l")
    other = Bytes(digest="sha256:a", purl="pkg:npm/b@1", origin="o")
    value = summary(made(AXIOS, good, other))

    assert {"pkg:npm/axios@1.14.1": "", "pkg:npm/b@1": "o"} == {one.purl: one.source for one in value.known}
    assert 2 == len(value.clusters)


def test_the_newest_answer_is_last_and_notes_keep_their_order() -> None:
    first, second = Note(text="b", section=Section.CAUSE), Note(text="a", section=Section.CAUSE)
    value = summary(made(answer(2), answer(1), first, second))

    assert [NOW + timedelta(days=days) for days in (1, 2)] == [one.as_of for one in value.answers]
    assert [first, second] == [note for _, _, note in value.notes[Section.CAUSE]]
