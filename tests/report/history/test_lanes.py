"""The lanes of the picture."""

from dataclasses import replace

import pytest

from pratique.history.chronicle import chronicle_of
from pratique.history.timeline import timeline_of
from pratique.report.history.axis import axis_of
from pratique.report.history.lanes import MOST_LANES, Shelf, entry_title, fades, lane_svg, lanes_of, radii
from pratique.report.history.picture import numbered
from pratique.report.history.publishers import publishers_of
from tests.history.telling import DAY, START, listing, release
from tests.report.history import told


def test_a_lane_for_each_line_the_highest_on_top() -> None:
    assert ["4.x", "3.x", "2.x", "1.x", "0.x"] == [lane.name for lane in lanes_of(told.stream(), {})]


def test_a_lane_with_a_number_in_it_has_more_room() -> None:
    value = told.stream()
    loud = {lane.name: lane.loud for lane in lanes_of(value, numbered(value))}
    assert {"4.x": True, "3.x": True, "2.x": False, "1.x": False, "0.x": False} == loud


def test_too_many_lines_share_a_lane_and_no_release_is_left_out() -> None:
    value = timeline_of(chronicle_of(listing([release(f"{n}.0.0", START + n * DAY) for n in range(40)])))
    lanes = lanes_of(value, {"3.0.0": 1})
    assert MOST_LANES == len(lanes)
    assert "3.x" in [lane.name for lane in lanes]
    assert "32 other lines" == lanes[-1].name
    assert list(range(40)) == sorted(place for lane in lanes for place in lane.places)


def test_releases_that_would_lie_on_one_another_become_one_run_with_a_count() -> None:
    value = told.long(900)
    axis = axis_of(value.entries, by_time=True, left=132, right=1172)
    lane = lanes_of(value, {})[0]
    drawn = "".join(lane_svg(lane, value, axis, publishers_of(value.entries), {}, top=0))
    assert drawn.count("<circle") + drawn.count("<rect") < len(lane.places) / 3
    assert "releases, 2." in drawn


def test_a_larger_release_is_a_larger_dot() -> None:
    small, large = told.stream().entries[:2]
    small, large = replace(small, size_bytes=1_000), replace(large, size_bytes=5_000_000)
    r = radii([small, large, told.stream().entries[3]], step=50)
    assert r[0] < r[2] < r[1]


def test_a_package_that_is_deprecated_as_a_whole_is_not_drawn_faint() -> None:
    value = told.stream()
    whole = replace(value, entries=tuple(replace(entry, deprecated="gone") for entry in value.entries))
    assert (True, False) == (fades(value), fades(whole))


def test_words_on_one_row_do_not_overlap() -> None:
    shelf = Shelf()
    assert shelf.fits(0, 10)
    assert not shelf.fits(9, 20)
    assert shelf.fits(10, 20)


@pytest.mark.parametrize(
    "said", ["3.3.6", "2018-09-09", "published by right9ctrl", "[newcomer-adds-dependency]"]
)
def test_the_title_of_a_release_tells_all_of_it(said: str) -> None:
    entry = next(entry for entry in told.stream().entries if entry.version == "3.3.6")
    assert said in entry_title(entry)
