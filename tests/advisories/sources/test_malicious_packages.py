from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry
from pratique.advisories.sources.malicious_packages import SOURCE
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM
from pratique.core.advisory import AdvisoryKind
from tests.advisories.sources.osv_records import (
    advisory_in,
    affected_versions,
    events,
    package,
    record,
    why,
)

ROOT = "malicious-packages-main/osv"
CHALK = record(
    package(name="chalk", versions=["5.6.1"], database_specific={"cwes": [{"cweId": "CWE-506"}]}),
    id="MAL-2025-46969",
    summary="Malicious code in chalk (npm)",
    aliases=["GHSA-2v46-p5h4-248w"],
    database_specific={"malicious-packages-origins": [{"source": "ghsa-malware", "versions": ["5.6.1"]}]},
)


def test_a_record_is_malware_of_the_versions_that_it_lists() -> None:
    advisory = advisory_in(SOURCE, CHALK, f"{ROOT}/malicious/npm/chalk/MAL-2025-46969.json")

    assert AdvisoryKind.MALWARE == advisory.kind
    assert ("malicious-packages", ("CWE-506",)) == (advisory.source, advisory.cwes)
    assert ["5.6.1"] == affected_versions(advisory, ["5.6.0", "5.6.1", "5.6.2"], advisory.affected[0].product)


def test_a_range_from_the_first_version_means_every_version() -> None:
    advisory = advisory_in(SOURCE, record(package(ranges=events(("introduced", "0"))), id="MAL-1"))

    assert ["0.0.0-a", "1.0.0", "99.0.0"] == affected_versions(advisory, ["0.0.0-a", "1.0.0", "99.0.0"])


def test_a_record_in_the_folder_of_withdrawn_ones_is_withdrawn() -> None:
    path = f"{ROOT}/withdrawn/npm/chalk/MAL-2025-46969.json"

    assert datetime(2024, 2, 1, tzinfo=UTC) == advisory_in(SOURCE, CHALK, path).withdrawn
    assert (
        datetime(2025, 10, 1, tzinfo=UTC)
        == advisory_in(SOURCE, CHALK | {"withdrawn": "2025-10-01T00:00:00Z"}, path).withdrawn
    )
    assert advisory_in(SOURCE, CHALK, path.replace("withdrawn", "malicious")).withdrawn is None


def test_a_record_of_another_ecosystem_is_skipped() -> None:
    assert ANOTHER_ECOSYSTEM == why(SOURCE, record(package("crates.io", "x"), id="MAL-2"), "osv/MAL-2.json")


@pytest.mark.parametrize(
    ("path", "wanted", "known"),
    [
        (f"{ROOT}/malicious/npm/@a/b/MAL-2025-1.json", True, True),
        (f"{ROOT}/withdrawn/pypi/x/MAL-2025-1.json", True, True),
        ("npm/x/MAL-2025-1.json", True, False),
        ("internal/testdata/osv/malicious/npm/x/MAL-2025-1.json", False, False),
        (f"{ROOT}/malicious/npm/x/README.md", False, False),
        ("config/config.json", False, False),
    ],
)
def test_files_are_told_by_their_path(path: str, *, wanted: bool, known: bool) -> None:
    assert wanted == SOURCE.wants(path)
    assert known == SOURCE.recognises(Entry(path, b"{"))


@given(st.sampled_from(["malicious", "withdrawn"]), st.binary(max_size=60))
def test_any_bytes_give_one_row(folder: str, data: bytes) -> None:
    assert 1 == len(list(SOURCE.rows(Entry(f"osv/{folder}/npm/x/MAL-1.json", data))))
