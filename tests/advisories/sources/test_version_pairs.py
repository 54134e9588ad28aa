from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM
from pratique.advisories.sources.version_pairs import NOT_MALICIOUS, SOURCE, VERSION_INVALID
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product

HEADER = (
    "package,ecosystem,version_before,version_before_date,version_after,version_after_date,label,source_dataset,"
    "download_status,incident_date,notes\n"
)


def row(package: str, ecosystem: str, before: str, after: str, label: str = "malicious") -> Row:
    line = f"{package},{ecosystem},{before},,{after},,{label},OSV,both_available,2099-05-13T13:21:56Z,"
    [found] = SOURCE.rows(Entry("x.csv", (HEADER + line).encode()))
    return found


def test_the_version_after_is_the_bad_one() -> None:
    assert Advisory(
        id="malicious-version:npm/@a/b@3.0.0",
        source="malicious-versions",
        kind=AdvisoryKind.MALWARE,
        summary="Malicious release of @a/b",
        details="The previous release was 2.13.2.",
        affected=(Affected(product=Product("npm", "@a/b"), versions=("3.0.0",)),),
        published=datetime(2099, 5, 13, 13, 21, 56, tzinfo=UTC),
    ) == row("@a/b", "npm", "2.13.2", "3.0.0")


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (row("x", "npm", "1.0.0", "1.0.1", "benign"), NOT_MALICIOUS),
        (row("x", "cargo", "1.0.0", "1.0.1"), ANOTHER_ECOSYSTEM),
        (row("x", "npm", "1.0.0", ""), VERSION_INVALID),
        (row("x", "pypi", "1.0.0", "1.0 1"), VERSION_INVALID),
    ],
)
def test_a_line_that_is_not_taken_says_why(found: Row, why: str) -> None:
    assert Skip("x.csv:2", why) == found


def test_the_table_is_recognised() -> None:
    assert SOURCE.recognises(Entry("x.csv", HEADER.encode()))
    assert not SOURCE.recognises(Entry("x.csv", b"ecosystem,package,version,campaign\n"))


words = st.sampled_from(["npm", "pypi", "x", "1.0.0", "", "\0", "a b", "é"])


@given(words, words, words, words)
def test_any_line_is_one_row(package: str, ecosystem: str, before: str, after: str) -> None:
    assert isinstance(row(package, ecosystem, before, after), Advisory | Skip)
