"""How a history is worded."""

from datetime import UTC, datetime

import pytest

from pratique.core.history import Entry, Event, EventKind, Mark, Unread, Weight
from pratique.core.release import Dated, TimeSource
from pratique.report.history.words import (
    day,
    event_words,
    gravest,
    headline,
    mark_words,
    size,
    span,
    status_words,
    unread_words,
)
from tests.report.history import told

AT = datetime(2018, 9, 9, 8, 28, tzinfo=UTC)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_words_and_takes_braces_as_they_are(kind: EventKind) -> None:
    words = event_words(Event(kind=kind, version="1.0.0", at=None, subject="{0}\x1b", before="1", after="9"))
    assert words
    assert "\x1b" not in words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event(kind=EventKind.RELEASE, version="1", at=None), "published, publisher unknown"),
        (Event(kind=EventKind.YANKED, version="1", at=None), "yanked since, reason unknown"),
        (
            Event(kind=EventKind.SIZE_JUMP, version="1", at=None, before="2048", after="5242880"),
            "grew from 2.0 KiB to 5.0 MiB",
        ),
        (
            Event(kind=EventKind.PERSON_OUT, version=None, at=None, subject="ada", later=True),
            "ada is no longer a maintainer, after the last release",
        ),
    ],
)
def test_what_is_said_of_an_event(event: Event, words: str) -> None:
    assert words == event_words(event)


def test_a_day_says_whose_it_is() -> None:
    assert "2018-09-09" == day(Dated(AT, TimeSource.REGISTRY))
    assert "2018-09-09 or before" == day(Dated(AT, TimeSource.MIRROR))
    assert "not told" == day(None)


@pytest.mark.parametrize(
    ("value", "words"), [(None, "not told"), (1, "1 byte"), (900, "900 bytes"), (3 << 30, "3.0 GiB")]
)
def test_a_size_has_its_unit(value: int | None, words: str) -> None:
    assert words == size(value)


def test_the_gravest_come_first_and_of_those_the_newest() -> None:
    def entry(version: str, weight: Weight) -> Entry:
        return Entry(version=version, line="1.x", published=None, marks=(Mark("s", "t", weight),))

    entries = [entry("1", Weight.HOLDS), entry("2", Weight.RANKS), entry("3", Weight.HOLDS)]
    assert ["3", "1", "2"] == [item.version for item in gravest(entries)]


def test_a_mark_names_its_signal() -> None:
    assert "why \\x07 [signal]" == mark_words(Mark("signal", "why \x07", Weight.RANKS))


def test_the_headline_and_the_span() -> None:
    assert "3 releases of 20 with signals: 3.3.6, 3.3.5, 4.0.0" == headline(told.stream())
    assert "50 releases, none with signals" == headline(told.long(50))
    assert "in the order of versions" == span(told.MIRRORED)
    assert "" == status_words(told.stream())


def test_signals_that_could_not_be_read_for_one_reason_are_told_together() -> None:
    first = Entry(
        version="1", line="1.x", published=None, unread=(Unread("a", "no times"), Unread("c", "other"))
    )
    second = Entry(version="2", line="1.x", published=None, unread=(Unread("b", "no times"),))
    assert ["signals a, b: no times", "signal c: other"] == unread_words([first, second])
