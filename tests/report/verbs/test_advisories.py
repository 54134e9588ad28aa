"""What the index of advisories holds, told."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib import resources

import jsonschema
import pytest

from pratique.core.advisory import AdvisoryKind, Cover, CoverCount
from pratique.report.formats.json_text import compact
from pratique.report.text.style import render
from pratique.report.verbs.advisories import Held, document, lines, taken
from tests.advisories.made import THEN, state

NPM = replace(
    state("osv-npm", Cover("npm", AdvisoryKind.MALWARE)),
    rows=1030,
    imported=1000,
    withdrawn=20,
    skipped={"odd": 10, "no JSON": 20},
    digest="ab" * 32,
)
HELD = Held(
    file="advisories.sqlite3",
    size_bytes=60_000_000,
    built_at=THEN,
    sources=(NPM,),
    now=THEN + timedelta(days=3),
)


def text(value: Held) -> str:
    return render(lines(value), colour=False)


def test_a_source_is_told_with_its_age_its_counts_and_its_reasons() -> None:
    assert """advisories.sqlite3  60.0 MB, written 2026-01-01 00:00 UTC

osv-npm  osv-npm, 3 days old
  synced 2026-01-01 00:00 UTC, newest row 2026-01-01 00:00 UTC
  1,030 rows: 1,000 imported (20 of them withdrawn), 30 skipped
           20  no JSON
           10  odd
  complete for npm malware
  from made.zip
  sha256:abababababababab..., licence CC-BY-4.0
""" == text(HELD)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"as_of": None, "synced": False}, "of unknown age"),
        ({"covers": ()}, "not complete for any kind of advisory; supplements other sources"),
        (
            {"covers": (), "partial": True, "unread": 7},
            "not complete for any kind of advisory: 7 rows could not be read",
        ),
        (
            {
                "covers": (),
                "partial": True,
                "counts": (CoverCount(Cover("npm", AdvisoryKind.VULNERABILITY), 1, 923),),
            },
            "  not complete for npm vulnerability: 1 record, but the complete source has at least 923\n",
        ),
        (
            {"partial": True, "counts": (CoverCount(Cover("npm", AdvisoryKind.VULNERABILITY), 0, 923),)},
            "  complete for npm malware\n  not complete for npm vulnerability: 0 records",
        ),
        ({"checked_at": THEN + timedelta(days=2)}, "24 hours old"),
        ({"checked_at": THEN + timedelta(days=9)}, "less than an hour old"),
    ],
)
def test_what_is_not_known_is_said(change: dict[str, object], words: str) -> None:
    told = replace(NPM, **change)  # type: ignore[arg-type]  # fields of a state
    assert words in text(replace(HELD, sources=(told,)))


def test_an_empty_index_says_what_to_do() -> None:
    assert "advisories sync" in text(replace(HELD, sources=()))


def test_a_look_at_everything_is_told() -> None:
    assert "verified: every page and every row" in text(replace(HELD, problems=()))
    assert "page 7 is \\x1b damaged" in text(replace(HELD, problems=("page 7 is \x1b damaged",)))


@pytest.mark.parametrize("value", [HELD, replace(HELD, sources=(), problems=("odd",))])
def test_the_document_fits_its_schema(value: Held) -> None:
    schema = (
        resources.files("pratique.report.schemas").joinpath("advisories-status-1.schema.json").read_text()
    )
    jsonschema.validate(json.loads(compact(document(value))), json.loads(schema))


def test_the_document_tells_the_age_in_seconds() -> None:
    (source,) = json.loads(compact(document(HELD)))["sources"]
    assert 3 * 86400 == source["age_s"]
    assert {"no JSON": 20, "odd": 10} == source["skipped"]


def test_a_source_that_was_just_read_is_told_in_one_line_and_its_reasons() -> None:
    assert """osv-npm (whole): 1,030 rows: 1,000 imported (20 of them withdrawn), 30 skipped
           20  no JSON
           10  odd
""" == render(taken(NPM, "whole"), colour=False)
