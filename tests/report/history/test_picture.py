"""The picture of a history."""

import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from pratique.core.history import Timeline
from pratique.report.history.picture import MOST_NUMBERED, numbered, picture, svg
from tests.report.history import told
from tests.report.history.reading import harmless, words_of, xml

BROWSER = os.environ.get("PRATIQUE_BROWSER")
"""A Chromium to draw with, where somebody names one: it is slow, and not on every machine."""


def test_it_tells_the_story_of_event_stream() -> None:
    words = words_of(xml(svg(told.stream())))
    assert "3 releases of 20 with signals: 3.3.6, 3.3.5, 4.0.0" in words
    for said in (
        "779 days",
        "flatmap-stream",
        "in",
        "out",
        "2018-09-09",
        "A",
        "dominictarr (12)",
        "no release has an install hook",
    ):
        assert said in words
    assert "3.3.6, 2018-09-09, published by right9ctrl: held for review" in words
    assert (
        "right9ctrl first published it 4 d before, and adds flatmap-stream [newcomer-adds-dependency]"
        in words
    )


def test_it_has_a_title_and_a_description_for_those_who_do_not_see_it() -> None:
    root = xml(svg(told.stream()))
    named = {item.attrib.get("id"): "".join(item.itertext()) for item in root.iter()}
    assert root.attrib["aria-labelledby"].split() == ["history-title", "history-words"]
    assert "History of event-stream (npm)" == named["history-title"]
    assert "3.3.6 (2018-09-09): right9ctrl first published it 4 d before" in named["history-words"]
    assert "img" == root.attrib["role"]


def test_it_needs_nothing_beside_it() -> None:
    text = svg(told.stream())
    harmless(text)
    assert not re.search(r"url\(|@import|<image|<use|<foreignObject", text)
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"<]*(?=\")", text)


def test_a_removed_release_is_crossed_out_and_said() -> None:
    words = words_of(xml(svg(told.stream(removed=True))))
    assert "removed or yanked since" in words
    assert "3.3.6" in words


def test_without_times_it_says_so() -> None:
    words = words_of(xml(svg(told.MIRRORED)))
    assert "in order of versions" in words


@pytest.mark.parametrize("count", [1, 5, 60, 500, 3_000])
def test_it_stays_readable_with_many_releases(count: int) -> None:
    text = svg(told.long(count, marked=lambda number: number % 30 == 7))
    root = xml(text)
    labels = [item for item in root.iter() if "version" in item.attrib.get("class", "").split()]
    assert len(labels) <= 120
    assert len(text) < 900_000
    right = max(float(item.attrib["x"]) for item in root.iter() if item.tag.endswith("}text"))
    assert right <= 1200


def test_labels_of_one_lane_do_not_run_into_each_other() -> None:
    root = xml(svg(told.long(500)))
    rows: dict[str, list[tuple[float, float]]] = {}
    for item in root.iter():
        if "version" in item.attrib.get("class", "").split():
            half = 3.5 * len("".join(item.itertext()))
            x = float(item.attrib["x"])
            rows.setdefault(item.attrib["y"], []).append((x - half, x + half))
    assert rows
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered))


def test_no_more_is_numbered_than_can_be_read_and_the_rest_is_counted() -> None:
    value = told.long(400, marked=lambda number: number % 10 == 0)
    assert list(range(1, MOST_NUMBERED + 1)) == list(numbered(value).values())
    assert "and 28 more releases with a ring, described in the text and JSON reports" in words_of(
        xml(svg(value))
    )


def test_a_listing_without_releases_has_a_picture_that_says_so() -> None:
    assert "the listing contains no release" in words_of(xml(svg(told.nothing())))


def test_inside_a_page_it_has_no_words_below() -> None:
    assert "Signals of the numbered releases" not in picture(told.stream(), story=False)


@pytest.mark.fuzz
@given(told.HOSTILE)
def test_hostile_text_is_text(value: Timeline) -> None:
    text = svg(value)
    xml(text)
    harmless(text)


@pytest.mark.skipif(BROWSER is None, reason="PRATIQUE_BROWSER names no Chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_a_browser_draws_it(tmp_path: Path, *, dark: bool) -> None:
    assert BROWSER is not None
    (tmp_path / "history.svg").write_text(svg(told.stream()), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    options += ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    options += ["--blink-settings=preferredColorScheme=0"] if dark else []
    subprocess.run(
        [BROWSER, *options, f"--screenshot={tmp_path / 'shot.png'}", f"file://{tmp_path / 'history.svg'}"],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert (tmp_path / "shot.png").stat().st_size > 20_000
