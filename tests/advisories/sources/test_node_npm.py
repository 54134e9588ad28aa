import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry
from pratique.advisories.sources.node_npm import SOURCE
from pratique.core.advisory import AdvisoryKind, Product, Rating
from pratique.core.finding import Severity
from tests.advisories.sources.osv_records import advisory_in, affected_versions, row_of, why
from tests.lockfiles.locks import shapes

PATH = "security-wg-main/vuln/npm/42.json"
RECORD: dict[str, object] = {
    "id": 42,
    "title": "Path Traversal",
    "overview": "The server gives files\nof other folders.",
    "created_at": "2018-01-02",
    "updated_at": "2018-03-04",
    "publish_date": "2018-02-03",
    "author": {"name": "A. Finder"},
    "module_name": "served",
    "cves": ["CVE-2018-0042"],
    "vulnerable_versions": "<=1.1.0",
    "patched_versions": ">=1.1.1",
    "recommendation": "Upgrade.",
    "references": ["https://reports.example/1"],
    "cvss_vector": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
    "cvss_score": 7.5,
    "coordinating_vendor": None,
}
KEYS = st.sampled_from([*RECORD, "0", ""])
LEAVES = st.none() | st.sampled_from([42, "served", "<1.0.0", "CVE-2018-0042", "\ud800", ">=", True, 1.5])


def test_a_record_is_an_advisory_with_all_that_it_tells() -> None:
    advisory = advisory_in(SOURCE, RECORD, PATH)

    assert ("NSWG-ECO-42", "CVE-2018-0042") == advisory.ids
    assert AdvisoryKind.VULNERABILITY == advisory.kind
    assert "Path Traversal" == advisory.summary
    assert "The server gives files\nof other folders." == advisory.details
    assert datetime(2018, 2, 3, tzinfo=UTC) == advisory.published
    assert datetime(2018, 3, 4, tzinfo=UTC) == advisory.modified
    assert ("https://reports.example/1",) == advisory.urls
    [affected] = advisory.affected
    assert Product("npm", "served") == affected.product
    assert ("1.1.1",) == affected.fixed
    assert "<=1.1.0 (patched: >=1.1.1)" == affected.shown
    assert ["1.0.0", "1.1.0"] == affected_versions(
        advisory, ["1.0.0", "1.1.0", "1.1.1", "2.0.0"], Product("npm", "served")
    )


def test_the_score_of_the_record_counts_beside_another_of_its_vector() -> None:
    vector = str(RECORD["cvss_vector"])
    rated = Rating(vector=vector, score=7.5, severity=Severity.HIGH)
    graver = Rating(score=9.3, severity=Severity.CRITICAL)

    assert (rated,) == advisory_in(SOURCE, RECORD, PATH).ratings
    assert (rated, graver) == advisory_in(SOURCE, {**RECORD, "cvss_score": 9.3}, PATH).ratings
    assert (graver,) == advisory_in(SOURCE, {**RECORD, "cvss_vector": "?", "cvss_score": 9.3}, PATH).ratings
    assert () == advisory_in(SOURCE, {**RECORD, "cvss_vector": None, "cvss_score": -1}, PATH).ratings


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        # The two records of the set that are malicious releases, numbers 450 and 477.
        ("Malicious Package", AdvisoryKind.MALWARE),
        ("Embedded Malicious Code", AdvisoryKind.MALWARE),
        ("Arbitrary File Write Through Archive Extraction", AdvisoryKind.VULNERABILITY),
        ("Malicious users may read files", AdvisoryKind.VULNERABILITY),
    ],
)
def test_a_malicious_release_is_told_by_its_title(title: str, kind: AdvisoryKind) -> None:
    overview = "A malicious user could send a malicious archive."

    assert kind == advisory_in(SOURCE, {**RECORD, "title": title, "overview": overview}, PATH).kind


def test_a_file_of_all_records_gives_each_of_them() -> None:
    one, other = {**RECORD, "id": 1}, {**RECORD, "id": 2}
    data = {"1": one, "2": other, "3": {"id": 3}}
    rows = list(SOURCE.rows(Entry("vuln/npm/index.json", json.dumps(data).encode())))

    assert ["NSWG-ECO-1", "NSWG-ECO-2"] == [getattr(row, "id", "") for row in rows[:2]]
    assert "vuln/npm/index.json#3" == getattr(rows[2], "where", "")


def test_what_is_no_record_is_told() -> None:
    assert "the record is not an advisory of this collection" == why(
        SOURCE, {"module_name": "served", "id": "42"}, PATH
    )
    assert "the record is not an advisory of this collection" == why(SOURCE, {**RECORD, "id": True}, PATH)
    assert "the package name is not valid" == why(SOURCE, {**RECORD, "module_name": "../served"}, PATH)
    assert why(SOURCE, b"\x00", PATH)


def test_files_of_the_set_are_wanted_and_known_again() -> None:
    assert SOURCE.wants(PATH)
    assert SOURCE.wants("vuln/npm/7.json")
    assert not SOURCE.wants("vuln/npm/index.json")
    assert not SOURCE.wants("vuln/core/7.json")
    assert SOURCE.recognises(Entry("42.json", b'{"id": 42, "created_at": "", "module_name": "served"}'))
    assert not SOURCE.recognises(Entry("42.json", b'{"id": "GHSA-x", "affected": []}'))


def test_a_closed_set_covers_nothing_and_is_not_brought_unasked() -> None:
    assert not SOURCE.covers
    assert not SOURCE.default


@given(shapes(LEAVES, KEYS))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    row_of(SOURCE, {**RECORD, **value} if isinstance(value, dict) else [value], PATH)
