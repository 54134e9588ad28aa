from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.malicious_index import NO_TIME, SOURCE
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM
from pratique.advisories.sources.osv_events import TOO_LONG
from pratique.advisories.sources.osv_record import NO_RECORD
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span

HEADER = "id,ecosystem,package,versions,published,aliases,sources,withdrawn\n"


def row(line: str) -> Row:
    [found] = SOURCE.rows(Entry("x.csv", (HEADER + line).encode()))
    return found


def advisory(line: str) -> Advisory:
    found = row(line)
    assert isinstance(found, Advisory), found
    return found


def test_a_line_becomes_an_advisory_of_malware() -> None:
    assert Advisory(
        id="MAL-2099-1",
        source="malicious-index",
        kind=AdvisoryKind.MALWARE,
        aliases=("GHSA-aaaa-bbbb-cccc", "SNYK-1"),
        summary="Malicious code in a-b (PyPI)",
        details="Reported by one, two.",
        affected=(Affected(product=Product("pypi", "a-b"), versions=("1.0", "1.0rc1")),),
        published=datetime(2099, 11, 3, 21, 5, 3, tzinfo=UTC),
    ) == advisory(
        "MAL-2099-1,PyPI,A_b,1.0|1.0rc1,2099-11-03T21:05:03Z,GHSA-aaaa-bbbb-cccc|SNYK-1|MAL-2099-1,one|two,"
    )


def test_a_star_means_every_version() -> None:
    assert (Affected(product=Product("npm", "x"), spans=(Span(),)),) == advisory("MAL-1,npm,x,*,,,,").affected


def test_no_version_means_that_it_is_not_told() -> None:
    assert [False] == [affected.tells for affected in advisory("MAL-1,npm,x,,,,,").affected]


def test_a_withdrawn_line_is_kept() -> None:
    assert datetime(2099, 1, 1, tzinfo=UTC) == advisory("MAL-1,npm,x,*,2099-01-01T00:00:00Z,,,1").withdrawn


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("MAL-1,Go,x,*,,,,", ANOTHER_ECOSYSTEM),
        ("MAL-1,npm,x,*,,,,1", NO_TIME),
        (" ,npm,x,*,,,,", NO_RECORD),
        (f"MAL-1,npm,x,1.0.0|{'1' * 257},,,,", TOO_LONG),
    ],
)
def test_a_line_that_is_not_taken_says_why(line: str, why: str) -> None:
    assert Skip("x.csv:2", why) == row(line)


def test_the_table_is_recognised() -> None:
    assert SOURCE.recognises(Entry("x.csv", HEADER.encode()))
    assert not SOURCE.recognises(Entry("x.csv", b"ecosystem,package,version,campaign\n"))


@given(st.lists(st.sampled_from(["MAL-1", "npm", "x", "*", "|", "1", "", "\0", "a b"]), max_size=9))
def test_any_line_is_one_row(cells: list[str]) -> None:
    assert isinstance(row(",".join([*cells, "."])), Advisory | Skip)
