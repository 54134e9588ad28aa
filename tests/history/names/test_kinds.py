"""The table of kinds."""

from pathlib import Path

from pratique.history.names.kinds import ALL, KINDS, Kind, Reach


def test_every_kind_has_its_row_and_its_words() -> None:
    assert set(Kind) == set(KINDS)
    assert len(Kind) == len({rule.words for rule in KINDS.values()})


def test_a_reach_is_met_by_any_of_its_steps() -> None:
    reach = Reach(((10, ALL), (6, 500)))

    assert [True, True, False, False] == [
        reach.holds(length, place) for length, place in ((10, 9_999), (6, 499), (6, 500), (5, 0))
    ]


def test_no_kind_holds_for_names_of_two_letters() -> None:
    assert not any(reach.holds(2, 0) for rule in KINDS.values() for reach in (rule.strong, rule.weak))


def test_a_reach_is_told_in_words() -> None:
    assert "never" == Reach(()).text
    assert "from 10 letters, 6 letters of the first 2,000" == Reach(((10, ALL), (6, 2_000))).text


def test_the_page_has_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "explanation" / "names.md").read_text(encoding="utf-8")
    rows = [
        f"| `{kind}` | {rule.words} | {rule.strong.text} | {rule.weak.text} |" for kind, rule in KINDS.items()
    ]

    assert [] == [row for row in rows if row not in page]
