"""Places in locks."""

from pratique.intake.audit.places import Place
from tests.intake.audit.made import entry, lock


def test_a_place_is_told_by_its_line_where_the_lock_has_lines() -> None:
    assert Place("a/package-lock.json", lock(), entry("left", line=7)).source == "a/package-lock.json:7"
    assert Place("a/package-lock.json", lock(), entry("left")).source == "a/package-lock.json"
