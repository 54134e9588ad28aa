import csv
import io

import pytest
from hypothesis import given

from pratique.report.parts.escape import escape
from pratique.respond.indicators.hunt import Hunt
from pratique.respond.indicators.sheet import COLUMNS, text
from tests.respond.indicators.samples import EMPTY, GOOD, HUNTS


def rows(hunt: Hunt) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text(hunt))))


def test_the_first_row_names_the_columns() -> None:
    assert [list(COLUMNS)] == rows(EMPTY)


def test_each_artifact_and_each_indicator_has_a_row() -> None:
    told = rows(GOOD)
    assert ["artifact", f"sha256:{'ab' * 32}", "pkg:npm/sample", "1.0.0", "advisory.json"] == told[1]
    assert ["host", "collect[.]evil[.]invalid", "", "", "sample-1.0.0.tgz: gather.js:4"] == told[2]
    assert 1 + len(GOOD.artifacts) + len(GOOD.indicators) == len(told)


@pytest.mark.fuzz
@given(HUNTS)
def test_hostile_values_make_no_formula_and_no_row(hunt: Hunt) -> None:
    told = rows(hunt)
    assert 1 + len(hunt.artifacts) + len(hunt.indicators) == len(told)
    assert {len(COLUMNS)} == {len(row) for row in told}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in told for cell in row)
    assert [row for row in told for one in row if one != escape(one)] == []
