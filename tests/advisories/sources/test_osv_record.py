import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Skip
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import (
    NO_RECORD,
    advisory_of,
    is_id,
    is_malware_title,
    read_record,
)
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Rating, Span
from pratique.core.finding import Severity
from tests.advisories.sources.osv_records import LODASH, events, odd_records, package, record

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"
REVIEWED = {"cwe_ids": ["CWE-77", "CWE-94", "none"], "severity": "HIGH", "github_reviewed": True}


def read(value: Any) -> Advisory:
    return advisory_of(value, source="osv")


def kind(**rest: Any) -> AdvisoryKind:
    return read(record(package(), **rest)).kind


def test_a_record_becomes_an_advisory() -> None:
    value = record(
        package(ranges=events(("introduced", "0"), ("fixed", "4.17.21"))),
        schema_version="1.7.5",
        published="2021-05-06T16:05:51Z",
        aliases=["CVE-2021-23337", "GHSA-aaaa-bbbb-cccc", "CVE-2021-23337"],
        summary="Command\nInjection  in lodash",
        details="Versions before 4.17.21.\n\nUpgrade.\n",
        severity=[{"type": "CVSS_V3", "score": VECTOR}],
        references=[{"type": "WEB", "url": "https://example.invalid/a"}, {"url": "javascript:x"}, 7],
        database_specific=REVIEWED,
        future={"anything": [1]},
    )

    assert Advisory(
        id="GHSA-aaaa-bbbb-cccc",
        source="osv",
        kind=AdvisoryKind.VULNERABILITY,
        aliases=("CVE-2021-23337",),
        summary="Command Injection in lodash",
        details="Versions before 4.17.21.\n\nUpgrade.",
        ratings=(Rating(VECTOR, 8.8, Severity.HIGH), Rating(severity=Severity.HIGH)),
        affected=(Affected(product=LODASH, spans=(Span(None, "4.17.21"),), fixed=("4.17.21",)),),
        published=datetime(2021, 5, 6, 16, 5, 51, tzinfo=UTC),
        modified=datetime(2024, 2, 1, tzinfo=UTC),
        urls=("https://example.invalid/a",),
        cwes=("CWE-77", "CWE-94"),
        reviewed=True,
    ) == read(value)


def test_a_withdrawn_record_is_kept_with_its_time() -> None:
    withdrawn = read(record(package(), withdrawn="2024-03-01T12:00:00.5Z"))

    assert datetime(2024, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC) == withdrawn.withdrawn


@pytest.mark.parametrize("time", ["yesterday", "2024-03-01", 7, "", None, "9999-99-99T00:00:00Z"])
def test_a_withdrawal_at_no_time_withdraws_nothing(time: object) -> None:
    assert read(record(package(), withdrawn=time)).withdrawn is None


def test_the_beginning_of_the_details_serves_as_a_summary_where_there_is_none() -> None:
    advisory = read(record(package(), details="In Django 2.2\nbefore 2.2.18 " + "x" * 9_000))

    assert advisory.summary.startswith("In Django 2.2 before 2.2.18 xxx")
    assert (300, 4_000) == (len(advisory.summary), len(advisory.details))


def test_texts_lists_and_addresses_are_bounded() -> None:
    many = [f"CVE-2024-{n:04}" for n in range(600)]
    links = [{"url": f"https://example.invalid/{n}"} for n in range(20)]
    advisory = read(record(package(), summary="s" * 900, aliases=many, references=links))

    assert (300, 500, 10) == (len(advisory.summary), len(advisory.aliases), len(advisory.urls))


def test_lone_surrogates_become_question_marks() -> None:
    data = rb'{"id": "GHSA-a", "summary": "\ud800x", "affected": [{"package": {"ecosystem": "npm", "name": "a"}}]}'
    row = read_record(data, source="osv", where="x")

    assert isinstance(row, Advisory)
    assert "?x" == row.summary


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ({"id": "MAL-2025-46969"}, AdvisoryKind.MALWARE),
        ({"aliases": ["MAL-2025-46969"]}, AdvisoryKind.MALWARE),
        ({"summary": "Malware in lodash"}, AdvisoryKind.MALWARE),
        ({"database_specific": {"type": "malware"}}, AdvisoryKind.MALWARE),
        ({"database_specific": {"type": ["malware"]}}, AdvisoryKind.VULNERABILITY),
        (
            {"summary": "Embedded malware in x", "database_specific": {"cwe_ids": ["CWE-506"]}},
            AdvisoryKind.MALWARE,
        ),
        (
            {
                "summary": "Critical severity vulnerability that affects x and y",
                "details": "The package `y` is considered malicious.",
                "database_specific": {"cwe_ids": ["CWE-506"]},
            },
            AdvisoryKind.MALWARE,
        ),
        (
            {"summary": "Left a debug shell", "database_specific": {"cwe_ids": ["CWE-506"]}},
            AdvisoryKind.VULNERABILITY,
        ),
        ({"summary": "DoS via malicious record IDs"}, AdvisoryKind.VULNERABILITY),
        ({"summary": "Malicious code injection in x"}, AdvisoryKind.VULNERABILITY),
        ({"database_specific": {"informational": "unmaintained"}}, AdvisoryKind.UNMAINTAINED),
        ({"database_specific": {"informational": "notice"}}, AdvisoryKind.VULNERABILITY),
        ({}, AdvisoryKind.VULNERABILITY),
    ],
)
def test_the_kind_is_told_by_id_title_and_weakness(rest: dict[str, Any], expected: AdvisoryKind) -> None:
    assert expected == kind(**rest)


def test_unmaintained_and_weaknesses_may_be_told_of_the_package() -> None:
    unmaintained = record(package(ecosystem_specific={"informational": "Unmaintained"}))
    malicious = record(
        package(database_specific={"cwes": [{"cweId": "CWE-506"}, {"cweId": "CWE-506"}, 3]}), summary="trojan"
    )

    assert AdvisoryKind.UNMAINTAINED == read(unmaintained).kind
    assert (AdvisoryKind.MALWARE, ("CWE-506",)) == (read(malicious).kind, read(malicious).cwes)


@pytest.mark.parametrize(
    ("title", "malware"),
    [
        ("Malicious Package in x", True),
        ("Malicious npm package: x", True),
        ("Embedded malware in x", True),
        ("Embedded Malicious Code in x", True),
        ("Malicious code in `x`", True),
        ("Hijacked Environment Variables in x", True),
        ("Entropy Backdoor in x", True),
        ("Misinterpretation of malicious XML input", False),
        ("Malicious takeover of previously owned ENS names", False),
        ("Malicious packages in the registry are not refused", False),
    ],
)
def test_the_titles_that_github_gives_to_malware_are_known(title: str, *, malware: bool) -> None:
    assert malware == is_malware_title(title)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("GHSA-35jh-r3h4-6jhm", True),
        ("compromised:npm/@a/b@1.0.0", True),
        ("", False),
        ("a b", False),
        ("a\n", False),
        ("é", False),
        ("x" * 401, False),
        (7, False),
    ],
)
def test_an_id_is_visible_ascii(value: object, *, valid: bool) -> None:
    assert valid == is_id(value)


@pytest.mark.parametrize(
    "value", [[], "x", 7, None, {}, record(package(), id="a b"), record(package(), id=["x"])]
)
def test_what_has_no_id_is_no_record(value: object) -> None:
    assert Skip("x.json", NO_RECORD) == read_record(json.dumps(value).encode(), source="osv", where="x.json")


@given(odd_records)
def test_any_object_is_an_advisory_or_refused(value: Any) -> None:
    try:
        advisory = read(value)
    except UnreadableError as error:
        assert error.why  # noqa: PT017 - both endings are right
    else:
        assert advisory.affected
        assert str(advisory).encode()


@given(st.binary(max_size=60))
def test_any_bytes_are_one_row(data: bytes) -> None:
    row = read_record(data, source="osv", where="x")

    assert isinstance(row, Skip | Advisory)


def test_that_github_reviewed_it_is_what_the_record_says() -> None:
    assert read(record(package(), database_specific=REVIEWED)).reviewed
    for told in (False, "true", 1, None):
        assert not read(record(package(), database_specific={**REVIEWED, "github_reviewed": told})).reviewed
