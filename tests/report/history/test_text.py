"""The history for a terminal."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from pratique.core.history import Timeline
from pratique.report.history.text import judged_words, lines
from pratique.report.text import style
from tests.report.history import told


def shown(value: Timeline) -> str:
    return style.render(lines(value), colour=False)


def test_the_marked_releases_come_first_with_why_then_the_story() -> None:
    assert """\
event-stream (npm): 3 releases of 20 with signals: 3.3.6, 3.3.5, 4.0.0
2011-12-29 to 2018-09-20; according to https://registry.example/
judged: 4.0.1, published 2018-09-20 by right9ctrl: no signals fired (not evidence that it is safe)

marked
  3.3.6  2018-09-09  right9ctrl  held for review
    right9ctrl first published it 4 d before, and adds flatmap-stream [newcomer-adds-dependency]
  3.3.5  2018-09-05  right9ctrl  extended cooldown
    right9ctrl publishes it for the first time, after 779 d of silence [publisher-after-silence]
  4.0.0  2018-09-16  right9ctrl  worth a look
    dominictarr is no longer a maintainer [maintainer-replaced]

story
  2011-12-29  0.9.0 to 0.9.8, 2 releases published by dominictarr, the last on 2012-03-20
  2012-09-18  1.0.0 published by dominictarr
  2012-10-02  2.0.0 to 2.0.7, 2 releases published by dominictarr, the last on 2012-10-18
  2012-11-10  2.1.2 published, publisher unknown
  2012-12-12  3.0.0 to 3.0.18, 3 releases published, publisher unknown, the last on 2013-11-15
  2014-01-21  3.1.0 to 3.3.4, 7 releases published by dominictarr, the last on 2016-07-17
              779 days without a release
  2018-09-05  3.3.5 published by right9ctrl  ! extended cooldown
                right9ctrl became a maintainer
  2018-09-09  3.3.6 published by right9ctrl  ! held for review
                new dependency: flatmap-stream ^0.1.0
  2018-09-16  4.0.0 published by right9ctrl  ! worth a look
                dominictarr is no longer a maintainer
                removed dependency: flatmap-stream
  2018-09-20  4.0.1 published by right9ctrl

not told
  publishers: unknown for 4 of 20 releases
  size: unknown for all releases (mirrors and some registries do not provide this data)
  signal dependency-young: its listing was not fetched
""" == shown(told.stream())


def test_a_removed_release_that_is_judged_says_that_nothing_can_be_read_of_it() -> None:
    value = told.stream(removed=True, judged="3.3.6")
    assert (
        "3.3.6, published 2018-09-09 by an unknown publisher: removed, so the signals of the release are unknown"
        == (judged_words(value))
    )
    assert "removed since: the registry no longer lists the release" in shown(value)


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        ("3.3.6", "the release needs review before use"),
        ("3.3.5", "a signal fired, but the extended cooldown is over"),
        ("4.0.0", "low-weight signals only; no cooldown"),
    ],
)
def test_what_the_signals_do_to_the_judged_release(judged: str, words: str) -> None:
    assert judged_words(told.stream(judged=judged)).endswith(words)


def test_a_wait_that_is_not_over_says_until_when() -> None:
    value = replace(told.stream(judged="3.3.5"), until=told.NOW)
    assert judged_words(value).endswith("cooldown until 2026-11-26 12:00 UTC")


def test_a_long_story_is_cut_and_says_so() -> None:
    text = shown(told.long(3_000))
    assert len(text.splitlines()) < 400
    assert "parts are omitted: --format json lists all" in text


def test_a_listing_that_tells_nothing_says_so() -> None:
    assert "kite (npm): the listing contains no release" == shown(told.nothing()).splitlines()[0]


@pytest.mark.fuzz
@given(told.HOSTILE)
def test_no_text_of_a_package_moves_the_terminal(value: Timeline) -> None:
    text = shown(value).replace("\n", "")
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}]
