"""The tables of settings, as data: what a row may say, and that the documentation has each."""

from pathlib import Path

from pratique.core.deciding import Effect
from pratique.intake.install_settings.family import FAMILIES
from pratique.intake.install_settings.setting import Key, Kind

ROWS = [(family.names[0], row) for family in FAMILIES for row in family.keys]
PAGE = (Path(__file__).parents[3] / "docs/reference/install-settings.md").read_text(encoding="utf-8")


def word(row: Key) -> str:
    """The part of a row by which the documentation names it."""
    last = row.way[-1] if row.way[-1] != "*" else row.way[-2]
    return "@scope:registry" if last == "@*:registry" else last.replace("--*", "").strip("*").rstrip("_")


def test_a_row_is_a_way_of_keys() -> None:
    assert [] == [
        row for _, row in ROWS if not row.way or any(not part or set("[?") & set(part) for part in row.way)
    ]


def test_what_a_lock_may_hold_is_a_selection() -> None:
    held = [row for _, row in ROWS if row.kind in {Kind.HELD, Kind.SOURCE}]
    assert {Effect.SELECTION} == {row.effect for row in held}


def test_the_documentation_names_each_file() -> None:
    assert [] == [name for family in FAMILIES for name in family.names if f"`{name}`" not in PAGE]


def test_the_documentation_names_each_setting() -> None:
    assert [] == [(name, row.way) for name, row in ROWS if f"`{word(row)}" not in PAGE]
