from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry
from pratique.advisories.sources.ghsa import NOT_REVIEWED, SOURCE
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM
from pratique.advisories.sources.osv_json import NOT_JSON
from pratique.core.advisory import AdvisoryKind
from pratique.core.finding import Severity
from tests.advisories.sources.osv_records import (
    advisory_in,
    affected_versions,
    events,
    package,
    record,
    why,
)

ROOT = "advisory-database-main/advisories"
REVIEWED = f"{ROOT}/github-reviewed/2024/01/GHSA-aaaa-bbbb-cccc/GHSA-aaaa-bbbb-cccc.json"
UNREVIEWED = REVIEWED.replace("github-reviewed", "unreviewed")


def reviewed(*affected: Any, **rest: Any) -> dict[str, Any]:
    return record(*affected, database_specific={"severity": "MODERATE", "github_reviewed": True} | rest)


def test_ranges_of_npm_are_those_of_the_ecosystem_with_one_entry_for_each_line() -> None:
    value = reviewed(
        package(ranges=events(("introduced", "0"), ("fixed", "1.8.2"), kind="ECOSYSTEM")),
        package(ranges=events(("introduced", "2.0.0"), ("fixed", "2.0.1"), kind="ECOSYSTEM")),
    )
    advisory = advisory_in(SOURCE, value, REVIEWED)

    assert ["1.8.1", "2.0.0"] == affected_versions(advisory, ["1.8.1", "1.8.2", "2.0.0", "2.0.1"])
    assert [Severity.MEDIUM] == [rating.severity for rating in advisory.ratings]


def test_an_advisory_without_a_fix_ends_with_the_last_version_known_to_be_affected() -> None:
    value = reviewed(
        package(
            name="xlsx",
            ranges=events(("introduced", "0"), kind="ECOSYSTEM"),
            database_specific={"last_known_affected_version_range": "< 0.20.2"},
        )
    )
    advisory = advisory_in(SOURCE, value, REVIEWED)

    assert ["0.18.5"] == affected_versions(
        advisory, ["0.18.5", "0.20.2", "1.0.0"], advisory.affected[0].product
    )


def test_functions_that_have_the_fault_are_named() -> None:
    value = reviewed(package(ecosystem_specific={"affected_functions": ["lodash.template"]}))

    assert ("lodash.template",) == advisory_in(SOURCE, value, REVIEWED).affected[0].symbols


def test_one_advisory_names_several_packages() -> None:
    advisory = advisory_in(
        SOURCE, reviewed(package(), package(name="lodash-es"), package("Maven", "x:y")), REVIEWED
    )

    assert ["lodash", "lodash-es"] == [affected.product.name for affected in advisory.affected]


def test_what_nobody_reviewed_is_skipped_by_its_folder_or_its_own_word() -> None:
    assert NOT_REVIEWED == why(SOURCE, reviewed(package()), UNREVIEWED)
    assert NOT_REVIEWED == why(SOURCE, reviewed(package(), github_reviewed=False), REVIEWED)
    assert NOT_REVIEWED == why(SOURCE, b"\xff", UNREVIEWED)


def test_what_is_no_advisory_of_ours_is_skipped() -> None:
    assert NOT_JSON == why(SOURCE, b"{", REVIEWED)
    assert ANOTHER_ECOSYSTEM == why(SOURCE, reviewed(package("Go", "x")), REVIEWED)


def test_it_covers_vulnerabilities_alone() -> None:
    assert {AdvisoryKind.VULNERABILITY} == {cover.kind for cover in SOURCE.covers}
    assert {"npm", "pypi", "gem"} == {cover.type for cover in SOURCE.covers}


@pytest.mark.parametrize(
    ("path", "data", "wanted", "known"),
    [
        (REVIEWED, b"{", True, True),
        (UNREVIEWED, b"{", True, True),
        ("GHSA-aaaa-bbbb-cccc.json", b'{"database_specific": {"github_reviewed": true}}', True, False),
        ("package.json", b"{", False, False),
    ],
)
def test_files_are_told_by_their_path(path: str, data: bytes, *, wanted: bool, known: bool) -> None:
    assert wanted == SOURCE.wants(path)
    assert known == SOURCE.recognises(Entry(path, data))


@given(st.sampled_from([REVIEWED, UNREVIEWED]), st.binary(max_size=60))
def test_any_bytes_give_one_row(path: str, data: bytes) -> None:
    assert 1 == len(list(SOURCE.rows(Entry(path, data))))
