from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.sources.osv_record import NO_RECORD
from pratique.advisories.sources.pypa import NOT_YAML, REPEATED, SOURCE
from pratique.core.advisory import Advisory, AdvisoryKind, Product, Span
from tests.advisories.sources.osv_records import affected_versions, why

PATH = "advisory-database-main/vulns/Frob.Nicate/PYSEC-2099-9.yaml"
FROB = Product("pypi", "frob-nicate")
TEXT = """\
id: PYSEC-2099-9
details: In frob 2.2 before 2.2.18, the
  extract method follows links.
affected:
- package:
    name: Frob.Nicate
    ecosystem: PyPI
    purl: pkg:pypi/frob-nicate
  ranges:
  - type: GIT
    repo: https://example.invalid/frob
    events:
    - introduced: "0"
    - fixed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  - type: ECOSYSTEM
    events:
    - introduced: '2.2'
    - fixed: 2.2.18
    - introduced: '3.0'
    - fixed: 3.10
  versions:
  - '2.2'
  - 2.2.1
  - 1.1b1
references:
- type: WEB
  url: https://example.invalid/a
aliases:
- CVE-2099-3281
modified: '2099-02-04T19:07:00Z'
published: '2099-02-02T07:15:00Z'
"""


def read(text: str) -> Advisory:
    [row] = SOURCE.rows(Entry(PATH, text.encode()))
    assert isinstance(row, Advisory), row
    return row


def test_ranges_of_commits_stand_first_and_hide_nothing() -> None:
    advisory = read(TEXT)

    assert (Span("2.2", "2.2.18"), Span("3.0", "3.10")) == advisory.affected[0].spans
    assert ["1.1b1", "2.2", "2.2.17", "3.9"] == affected_versions(
        advisory, ["1.1", "1.1b1", "2.2", "2.2.17", "2.2.18", "3.9", "3.10", "3.11"], FROB
    )


def test_versions_that_look_like_numbers_stay_as_they_are_written() -> None:
    assert ("2.2.18", "3.10") == read(TEXT).affected[0].fixed


def test_the_fields_of_a_record_are_read() -> None:
    advisory = read(TEXT)

    assert ("PYSEC-2099-9", "pypa", AdvisoryKind.VULNERABILITY) == (
        advisory.id,
        advisory.source,
        advisory.kind,
    )
    assert ("CVE-2099-3281",) == advisory.aliases
    assert "In frob 2.2 before 2.2.18, the extract method follows links." == advisory.summary
    assert datetime(2099, 2, 4, 19, 7, tzinfo=UTC) == advisory.modified


def test_a_withdrawn_record_is_kept() -> None:
    assert datetime(2099, 3, 1, tzinfo=UTC) == read(TEXT + 'withdrawn: "2099-03-01T00:00:00Z"\n').withdrawn


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", NOT_YAML),
        (b"- a\n", NOT_YAML),
        (b"\xff\xfe", NOT_YAML),
        (b"a: &a [*a]\n", NOT_YAML),
        (b"a: " + b"[" * 100_000, NOT_YAML),
        (b"id: PYSEC-2099-1\nid: PYSEC-2099-2\n", REPEATED),
        (b"name: x\n", NO_RECORD),
    ],
)
def test_what_is_no_record_is_skipped_by_its_reason(data: bytes, reason: str) -> None:
    assert reason == why(SOURCE, data, PATH)


@pytest.mark.parametrize(
    ("path", "data", "wanted", "known"),
    [
        (PATH, TEXT.encode(), True, True),
        ("PYSEC-2099-9.yaml", b"details: x\nid: 'PYSEC-2099-9'\n", True, True),
        (PATH, b"name: x\n", True, False),
        ("advisory-database-main/vulns/salt/.id", b"", False, False),
        ("advisory-database-main/.github/workflows/auto_import.yaml", b"id: PYSEC-1", False, False),
    ],
)
def test_files_are_told_by_their_path(path: str, data: bytes, *, wanted: bool, known: bool) -> None:
    assert wanted == SOURCE.wants(path)
    assert known == SOURCE.recognises(Entry(path, data))


@given(st.binary(max_size=60) | st.text("id: PYSEC-1\naffected{}[]'&*", max_size=40).map(str.encode))
def test_any_bytes_give_one_row(data: bytes) -> None:
    [row] = SOURCE.rows(Entry(PATH, data))

    assert isinstance(row, Advisory | Skip)
