"""What was measured, kept and shown."""

from pathlib import Path
from typing import Any

from bench.inspect.measured import (
    Measured,
    MeasuredEvasions,
    MeasuredSet,
    rates,
    read_measured,
    write_measured,
)
from bench.inspect.pages import features, measured_page, rule_line
from bench.inspect.summary import Count, Reading, adoptions, summarise
from bench.inspect.validated import Point, Validated, Validation, read_validated, write_validated

from pratique.analysis.features import FEATURES
from pratique.analysis.score.identity import MODELS
from tests.bench.making import row

SCORED: dict[str, Any] = {"rules": {"behaves-like-malware": "hold"}, "action": "hold"}


def measured() -> Measured:
    bad = summarise(
        "mal-npm", [row("a", set_="mal-npm", **SCORED), row("b", set_="mal-npm", **SCORED)], Reading()
    )
    rows = [
        row("c", drawn="projects shop,mill", **SCORED),
        row("d", drawn="project shop"),
        row("e"),
        row("f"),
    ]
    good = summarise("benign-npm", rows, Reading())
    adopted = adoptions(rows, Reading())
    return Measured(
        sets={
            "mal-npm": MeasuredSet("2026-01-01", "0" * 16, ["known-malware-clone"], bad),
            "benign-npm": MeasuredSet("2026-01-01", "0" * 16, [], good, adoptions=adopted),
        },
        evasions=MeasuredEvasions("2026-01-01", "0" * 16, Count(9, 10), Count(0, 5)),
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_measured(measured(), tmp_path / "m.json")
    assert measured() == read_measured(tmp_path / "m.json")
    assert Measured() == read_measured(tmp_path / "none.json")


def test_the_page_shows_what_adoption_stops() -> None:
    page = measured_page(measured(), Validated())

    assert "| mill | 1 | 0 | 1 |" in page
    assert "| shop | 2 | 0 | 1 |" in page


def test_the_page_shows_every_set_and_says_what_is_stale() -> None:
    page = measured_page(measured(), Validated())

    assert "| mal-npm | 2 | 0 | 0 of 2 = 0.00 % (0.00 to 65.76) | 2 of 2 = 100.0 % (34.24 to 100.00)" in page
    assert "| benign-npm | 4 | 0 of 4 = 0.00 % (0.00 to 48.99), below 52.7 % | 1 of 4 = 25.0 %" in page
    assert "| no | `known-malware-clone` | 0 |" in page
    assert "| pratique | 9 of 10 | 0 of 5 |" in page


def test_a_page_about_nothing_says_so() -> None:
    assert "Nothing has been measured" in measured_page(Measured(), Validated())


VALIDATION = Validation(7, {"review": Point(0.875, {"benign-npm": Count(1, 400), "mal-npm": Count(9, 10)})})
VALIDATED = Validated(models="0" * 16, alone=VALIDATION, beyond=VALIDATION)


def test_what_cross_validation_said_is_read_again_and_shown(tmp_path: Path) -> None:
    write_validated(VALIDATED, tmp_path / "v.json")
    assert (VALIDATED, Validated()) == (
        read_validated(tmp_path / "v.json"),
        read_validated(tmp_path / "none"),
    )
    page = measured_page(Measured(), VALIDATED)
    assert "| mean over 7 clone families | 87.5 % |" in page
    assert "| benign-npm | 1 of 400 = 0.25 % (0.04 to 1.40), below 1.18 % |" in page
    assert "The shipped models are not those of this cross-validation." in page


def test_what_is_shown_is_of_the_models_that_ship() -> None:
    assert MODELS == read_validated().models


def test_a_rule_tells_what_it_hit() -> None:
    line = rule_line(measured(), "behaves-like-malware")
    day = max(one.day for one in measured().sets.values())

    assert f"(last measured on {day})" in line
    assert "| 2 malicious | 2 (2 clone families) | 2 |\n| 4 benign | 1 | 1 of 4" in line
    assert "" == rule_line(Measured(), "behaves-like-malware")


def test_a_rule_that_was_left_out_of_a_set_is_not_counted_there() -> None:
    found = rates(measured(), "known-malware-clone")
    assert found is not None
    assert (0, 4) == (found.malicious_of, found.benign_of)


def test_a_rule_without_a_hit_has_no_line() -> None:
    assert "" == rule_line(measured(), "known-malware-clone")


def test_every_feature_is_on_its_page() -> None:
    page = features()
    assert [] == [feature.id for feature in FEATURES if f"| `{feature.id}` |" not in page]
