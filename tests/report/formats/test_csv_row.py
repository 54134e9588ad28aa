import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.report.formats.csv_row import cell, csv_line


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@SUM(A1)"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert f"'{text}" == cell(text)


def test_control_characters_are_written_out() -> None:
    assert "a\\x1b[2J" == cell("a\x1b[2J")
    assert "" == cell(None)


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=20), min_size=2, max_size=4))
def test_any_cells_are_one_row_that_is_read_back(texts: list[str]) -> None:
    cells = [cell(text) for text in texts]
    line = csv_line(cells)
    assert [cells] == list(csv.reader(io.StringIO(line)))
    assert 1 == line.count("\n")
