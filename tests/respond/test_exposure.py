"""The sightings of all places become one answer, which is never better than what was searched."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.respond.exposure import Answer, exposure
from pratique.respond.sighting import Contact, Sighting
from tests.respond.found import AXIOS, CONTACTED, GAP, INSTALLED, LOCKED, NOW, REFUSED, THEN, asked, made


@pytest.mark.parametrize(
    ("sightings", "answer", "exposed"),
    [
        ((INSTALLED, LOCKED, REFUSED), Answer.INSTALLED, True),
        ((LOCKED,), Answer.LOCKED, True),
        ((REFUSED,), Answer.REFUSED, False),
        ((CONTACTED,), Answer.FETCHED, True),
        ((), Answer.NOT_FOUND, False),
    ],
)
def test_the_gravest_contact_is_the_answer(
    sightings: tuple[Sighting, ...], answer: Answer, *, exposed: bool
) -> None:
    found = made(*sightings)
    assert (answer, exposed, True) == (found.answer, found.exposed, found.complete)


def test_nothing_found_is_not_checked_if_a_part_was_not_searched() -> None:
    assert (Answer.NOT_CHECKED, False) == (made(gaps=(GAP,)).answer, made(gaps=(GAP,)).complete)
    assert Answer.NOT_CHECKED is made(wanted=asked("axios@1.14.1", "what is this?")).answer
    assert (Answer.LOCKED, False) == (made(LOCKED, gaps=(GAP,)).answer, made(LOCKED, gaps=(GAP,)).complete)


def test_each_item_has_its_own_answer() -> None:
    found = made(LOCKED, CONTACTED, wanted=asked("axios@1.14.1", "axios@0.30.4", "evil[.]invalid"))
    assert [Answer.LOCKED, Answer.NOT_FOUND, Answer.FETCHED] == [
        found.answer_for(own) for own in found.wanted.ids
    ]
    assert ((LOCKED,), ()) == (found.found(AXIOS), found.found("pkg:npm/axios@0.30.4"))


def test_the_gravest_sighting_comes_first() -> None:
    contacts = [one.contact for one in made(REFUSED, LOCKED, INSTALLED).sightings]
    assert [Contact.INSTALLED, Contact.LOCKED, Contact.REFUSED] == contacts


def test_a_time_span_keeps_what_overlaps_it_and_what_has_no_time() -> None:
    found = made(INSTALLED, LOCKED, CONTACTED, wanted=asked("axios@1.14.1", "evil[.]invalid"))
    later = found.between(THEN + timedelta(days=5), None)
    earlier = found.between(None, THEN - timedelta(days=5))
    assert ((INSTALLED, CONTACTED), (CONTACTED,)) == (later.sightings, earlier.sightings)


def test_a_sighting_is_in_the_window_in_which_the_registry_had_the_release() -> None:
    ends = asked()
    item = replace(ends.releases[0], since=THEN, until=THEN + timedelta(hours=3))
    found = made(INSTALLED, wanted=replace(ends, releases=(item,)))
    times = [THEN, THEN - timedelta(days=1), THEN + timedelta(days=1), None]
    assert [True, False, False, None] == [found.in_window(replace(INSTALLED, first=at)) for at in times]
    assert made(INSTALLED).in_window(INSTALLED) is None


def test_an_exposure_without_results_found_nothing() -> None:
    assert () == exposure(asked(), [], NOW).sightings
