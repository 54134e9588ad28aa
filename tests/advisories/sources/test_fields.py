from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources import fields
from pratique.core.finding import Severity

ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.none())
)


def test_a_summary_is_one_line_whatever_it_was() -> None:
    assert "Two lines and a tab" == fields.one_line("  Two\nlines  and\ta tab ")
    assert 300 == len(fields.one_line("x" * 10_000_000))
    assert "" == fields.one_line(["no text"])


def test_details_keep_their_lines_and_end_at_their_limit() -> None:
    assert "one\n\ntwo" == fields.paragraphs("\none\n\ntwo\n")
    assert fields.MOST_DETAILS_CHARS == len(fields.paragraphs("x" * 5_000))


def test_half_a_character_is_replaced_so_that_it_can_be_written() -> None:
    fields.one_line("a\ud800b").encode()
    fields.paragraphs("a\ud800b").encode()
    "".join(fields.addresses(["https://registry.example/\ud800"])).encode()


def test_only_addresses_of_the_web_are_addresses_each_once() -> None:
    told = ["https://a.example/", "javascript:alert(1)", 3, "https://a.example/", "http://b.example/"]

    assert ("https://a.example/", "http://b.example/") == fields.addresses(told)
    assert 10 == len(fields.addresses(f"https://a.example/{n}" for n in range(50)))
    assert () == fields.addresses(["https://a.example/" + "x" * 3_000])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-11-26", date(2018, 11, 26)),
        ("2018-11-26T23:58:21Z", date(2018, 11, 26)),
        ("2018-02-30", None),
        ("26.11.2018", None),
        (20181126, None),
    ],
)
def test_a_day_is_read_where_a_source_writes_one(value: object, expected: date | None) -> None:
    assert expected == fields.day(value)


def test_a_date_counts_from_its_first_moment_in_utc() -> None:
    assert datetime(2018, 11, 26, tzinfo=UTC) == fields.midnight("2018-11-26")
    assert fields.midnight("soon") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[(7.5, 7.5), ("7.5", 7.5), (0, 0.0), ("10", 10.0), (10.1, None), (-1, None), ("1e9", None)],
        *[(True, None), (float("nan"), None), ("nan", None), ("7,5", None), (None, None), ("0x7", None)],
    ],
)
def test_a_score_is_a_number_within_its_scale(value: object, expected: float | None) -> None:
    assert expected == fields.number(value, most=10.0)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("moderate", Severity.MEDIUM), ("CRITICAL", Severity.CRITICAL), ("unknown", None), ("high" * 99, None)],
)
def test_words_of_severity_are_those_of_the_sources(word: str, expected: Severity | None) -> None:
    assert expected == fields.severity(word)


def test_the_second_version_of_cvss_knows_nothing_above_high() -> None:
    assert Severity.CRITICAL == fields.severity_of_score(9.8)
    assert Severity.HIGH == fields.severity_of_score(9.8, cvss_2=True)
    assert Severity.MEDIUM == fields.severity_of_score(6.9, cvss_2=True)


def test_ids_get_their_one_spelling() -> None:
    assert "CVE-2020-8164" == fields.cve_id("2020-8164") == fields.cve_id("cve-2020-8164")
    assert "GHSA-8727-m6gj-mc37" == fields.ghsa_id("8727-M6gj-mc37") == fields.ghsa_id("GHSA-8727-m6gj-mc37")
    assert fields.cve_id("2020-8164 ") is fields.ghsa_id("8727-m6gj") is fields.cve_id(2020) is None


def test_weaknesses_tell_code_that_was_made_to_do_harm() -> None:
    assert ("CWE-79", "CWE-506") == fields.cwe_ids(["CWE-79", "79", "CWE-506", "CWE-79", 506])
    assert fields.is_malicious_code(["CWE-79", "CWE-506"])
    assert not fields.is_malicious_code(["CWE-79", "CWE-94"])


@given(ANYTHING)
def test_nothing_that_a_stranger_writes_breaks_a_reader(value: object) -> None:
    score = fields.number(value, most=10.0)

    assert score is None or 0 <= score <= 10
    assert "\n" not in fields.one_line(value)
    assert len(fields.paragraphs(value)) <= fields.MOST_DETAILS_CHARS
    assert fields.severity(value) is None or isinstance(value, str)
    assert (fields.midnight(value) is None) == (fields.day(value) is None)
    assert fields.items(value) == (value if isinstance(value, list) else [])
    assert fields.cve_id(value) is None or isinstance(value, str)
    assert fields.ghsa_id(value) is None or isinstance(value, str)
