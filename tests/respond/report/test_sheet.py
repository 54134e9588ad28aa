"""The table has a row for each sighting and each gap, and no formula."""

import csv
import io
from dataclasses import replace

from pratique.respond.report.answered import Answered
from pratique.respond.report.sheet import FIELDS, sheet
from tests.respond.found import GAP, INSTALLED, LOCKED, answered, asked


def rows(value: Answered) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet(value))))


def test_each_sighting_and_each_gap_is_a_row() -> None:
    found = rows(answered(INSTALLED, LOCKED, gaps=(GAP,), wanted=asked("axios@1.14.1", "what is this?")))
    assert ["installed", "locked", "not-checked", "not-checked"] == [row["answer"] for row in found]
    assert list(FIELDS) == list(found[0])
    assert ("Bob <bob@example.invalid>", "no", "web > api-client > axios") == (
        found[1]["removed_by"],
        found[1]["current"],
        found[1]["path"],
    )
    assert ("bun.lock", "unknown lockfile format") == (found[2]["inside"], found[2]["note"])


def test_no_cell_is_a_formula() -> None:
    (row,) = rows(answered(replace(LOCKED, note="=HYPERLINK(1)")))
    assert "'=HYPERLINK(1)" == row["note"]
