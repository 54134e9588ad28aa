import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.kev import SOURCE
from pratique.core.advisory import Exploitation
from tests.advisories.sources.osv_records import why
from tests.lockfiles.locks import shapes

ENTRY: dict[str, object] = {
    "cveID": "CVE-2031-44228",
    "vendorProject": "Example",
    "product": "Logger",
    "vulnerabilityName": "Example Logger Code Execution",
    "dateAdded": "2031-12-10",
    "shortDescription": "It runs what it logs.",
    "requiredAction": "Update.",
    "dueDate": "2031-12-24",
    "knownRansomwareCampaignUse": "Known",
    "notes": "",
    "cwes": ["CWE-917"],
}
PATH = "known_exploited_vulnerabilities.json"


def catalogue(*entries: object) -> bytes:
    value = {
        "title": "Catalog",
        "catalogVersion": "2031.12.10",
        "count": len(entries),
        "vulnerabilities": entries,
    }
    return json.dumps(value).encode()


def rows(*entries: object) -> list[Row]:
    return list(SOURCE.rows(Entry(PATH, catalogue(*entries))))


def test_an_entry_says_since_when_and_until_when() -> None:
    [row] = rows(ENTRY)

    assert (
        Exploitation(
            cve="CVE-2031-44228",
            kev_added=date(2031, 12, 10),
            kev_due=date(2031, 12, 24),
            ransomware=True,
        )
        == row
    )


def test_ransomware_counts_only_where_it_is_known() -> None:
    [unknown, absent] = rows(
        {**ENTRY, "knownRansomwareCampaignUse": "Unknown"},
        {"cveID": "CVE-2031-1234", "dateAdded": "2031-01-01"},
    )

    assert isinstance(unknown, Exploitation)
    assert not unknown.ransomware
    assert Exploitation(cve="CVE-2031-1234", kev_added=date(2031, 1, 1)) == absent


def test_an_entry_without_a_cve_or_a_day_is_told() -> None:
    found = rows(ENTRY, {**ENTRY, "cveID": "none"}, {**ENTRY, "dateAdded": "soon"}, "?")

    assert ["the entry does not contain a CVE id and the day of its addition"] * 3 == [
        row.why for row in found if isinstance(row, Skip)
    ]
    assert f"{PATH}#1" == getattr(found[1], "where", "")


def test_a_file_that_is_no_catalogue_is_told() -> None:
    assert "the file is empty or not the KEV catalogue" == why(SOURCE, {"vulnerabilities": []}, PATH)
    assert why(SOURCE, b"<html>", PATH)


def test_the_file_is_wanted_and_known_again() -> None:
    assert SOURCE.wants(PATH)
    assert not SOURCE.wants("package.json")
    assert SOURCE.recognises(Entry("download.json", catalogue(ENTRY)))
    assert not SOURCE.recognises(Entry("download.json", b'{"cveID": "CVE-2031-1"}'))
    assert SOURCE.default


LEAVES = st.none() | st.sampled_from(["CVE-2031-1234", "2031-01-01", "Known", "\ud800", 4, True])


@given(shapes(LEAVES, st.sampled_from([*ENTRY, "vulnerabilities"])))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    found = rows({**ENTRY, **value} if isinstance(value, dict) else value)

    assert 1 == len(found)
    assert isinstance(found[0], Exploitation | Skip)
