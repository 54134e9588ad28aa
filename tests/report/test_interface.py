"""What a report format is."""

from dataclasses import FrozenInstanceError

import pytest

from pratique.report.interface import Look, Report


def test_a_format_has_only_the_answers_that_it_names() -> None:
    report = Report(name="x", audit=lambda _value, _look: "said\n")
    assert (None, None, None) == (report.targets, report.project, report.comparison)
    assert not report.streams


def test_a_look_shows_neither_colour_nor_notes_unless_asked() -> None:
    look = Look(rules={})
    assert (False, False, None, None) == (look.colour, look.notes, look.diff_url, look.now)
    with pytest.raises(FrozenInstanceError):
        look.colour = True  # type: ignore[misc]
