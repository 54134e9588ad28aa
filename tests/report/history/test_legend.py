"""The legend of the picture."""

from pratique.report.history.legend import legend_svg
from pratique.report.history.publishers import publishers_of
from tests.report.history import told


def test_it_names_every_colour_and_every_sign_that_is_drawn() -> None:
    value = told.stream(removed=True)
    parts, below = legend_svg(value, publishers_of(value.entries), left=12, right=1172, top=0)
    text = "".join(parts)
    for words in (
        "dominictarr (12)",
        "right9ctrl (3)",
        "publisher unknown (5)",
        "marked: extended cooldown",
        "judged here",
        "removed or yanked since",
        "a year or more without a release",
    ):
        assert words in text
    assert "faded: deprecated" not in text
    assert below > 0


def test_it_is_as_wide_as_there_is_room() -> None:
    value = told.stream()
    narrow = legend_svg(value, publishers_of(value.entries), left=12, right=300, top=0)[1]
    assert narrow > legend_svg(value, publishers_of(value.entries), left=12, right=1172, top=0)[1]
