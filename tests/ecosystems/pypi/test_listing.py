import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import ArtifactKind, Listing, ProjectStatus, TimeSource
from pratique.ecosystems.pypi.address import normalise
from pratique.ecosystems.pypi.listing import parse_listing
from pratique.errors import ParseError, Reference
from tests.ecosystems.samples import sample


def read(data: bytes, name: str = "kite-py") -> Listing:
    return parse_listing(
        data,
        package=normalise(name),
        registry="https://index.example/simple/",
        url="https://index.example/simple/kite-py/",
    )


@pytest.fixture
def current() -> Listing:
    return read(sample("pypi-current.json"))


def test_files_are_put_together_by_version(current: Listing) -> None:
    assert {"1.0": 2, "1.1.0": 1, "2.0rc1": 1, "3.0": 0} == {
        version: len(release.artifacts) for version, release in current.releases.items()
    }
    assert [ArtifactKind.WHEEL, ArtifactKind.SDIST] == [a.kind for a in current.releases["1.0"].artifacts]


def test_a_file_has_its_address_size_digest_and_python(current: Listing) -> None:
    wheel = current.releases["1.0"].artifacts[0]
    assert wheel.url == "https://index.example/files/kite_py-1.0-py3-none-any.whl"
    assert wheel.size_bytes == 1000
    assert wheel.requires_python == ">=3.8"
    assert ["sha256"] == [digest.algorithm for digest in wheel.digests]


def test_a_release_was_published_with_its_first_file(current: Listing) -> None:
    published = current.releases["1.0"].published
    assert published is not None
    assert datetime(2024, 1, 2, 3, 4, 4, tzinfo=UTC) == published.at
    assert published.source is TimeSource.REGISTRY
    assert current.releases["3.0"].published is None


def test_yanked_files_keep_their_reason(current: Listing) -> None:
    assert [None, "broken build"] == [artifact.yanked for artifact in current.releases["1.0"].artifacts]
    assert not current.releases["1.0"].yanked
    assert current.releases["1.1.0"].artifacts[0].yanked == ""
    assert current.releases["1.1.0"].yanked


def test_provenance_needs_every_file_that_tells(current: Listing) -> None:
    assert [False, True, None, None] == [release.provenance for release in current.releases.values()]


def test_a_file_tells_where_its_provenance_is(current: Listing) -> None:
    told = {file.filename: file.provenance_url for one in current.releases.values() for file in one.artifacts}
    assert told["kite_py-1.0-py3-none-any.whl"] is None
    assert "https://index.example/integrity/kite-py" == told["kite.py-1.0.0.tar.gz"]


def test_the_status_of_the_project_is_told(current: Listing) -> None:
    assert (ProjectStatus.ARCHIVED, "no time") == (current.status, current.status_reason)


def test_what_is_not_understood_is_left_out_and_said(current: Listing) -> None:
    assert [
        "the name of the file '../kite_py-9.9.tar.gz' has no version of kite-py",
        "the name of the file 'other-1.0.tar.gz' has no version of kite-py",
        "the file 'kite_py-1.1.0.tar.gz' has no usable URL",
        "a file has no name",
    ] == list(current.problems)


def test_the_index_tells_no_people(current: Listing) -> None:
    release = current.releases["1.0"]
    assert (None, None, None, None) == (
        current.maintainers,
        release.publisher,
        release.maintainers,
        release.hooks,
    )


def test_older_names_are_read_by_the_listed_versions() -> None:
    listing = read(sample("pypi-older.json"), "old-kite")
    assert {"2004d": ["sdist"], "1.0": ["other", "other", "other"], "1.0-final-2": ["sdist"]} == {
        version: [artifact.kind.value for artifact in release.artifacts]
        for version, release in listing.releases.items()
    }


def test_times_without_sizes_are_a_mirrors() -> None:
    listing = read(sample("pypi-older.json"), "old-kite")
    assert listing.times is TimeSource.MIRROR


def test_an_index_without_times_tells_none() -> None:
    document = json.loads(sample("pypi-older.json"))
    del document["files"][0]["upload-time"]
    assert read(json.dumps(document).encode(), "old-kite").times is None


def test_a_quarantined_project_has_no_files() -> None:
    listing = read(b'{"project-status": {"status": "quarantined"}, "files": []}')
    assert listing.status is ProjectStatus.QUARANTINED
    assert listing.releases == {}


def test_an_unknown_status_is_said() -> None:
    listing = read(b'{"project-status": {"status": "sleeping"}, "files": []}')
    assert listing.status is ProjectStatus.ACTIVE
    assert listing.status_reason is not None
    assert "sleeping" in listing.status_reason


def test_html_is_refused_with_the_reason() -> None:
    with pytest.raises(ParseError, match="HTML") as caught:
        read(b"\n<!DOCTYPE html><a href='x'>x</a>")
    assert "PEP 691" in caught.value.hint


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"meta": {"api-version": "2.0"}, "files": []}, "2.0"),
        ({"name": "other", "files": []}, "other"),
        ({"files": {}}, "with files"),
    ],
)
def test_another_format_or_package_is_refused(document: object, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(json.dumps(document).encode())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def outcome(data: bytes) -> Listing | Reference:
    try:
        return read(data)
    except ParseError as error:
        return error.reference


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_a_listing_or_refused(data: bytes) -> None:
    found = outcome(data)
    assert isinstance(found, Listing) or found is Reference.LISTING_INVALID


@pytest.mark.fuzz
@given(st.data())
def test_a_field_of_any_type_loses_no_other_file(data: st.DataObject) -> None:
    document: dict[str, Any] = json.loads(sample("pypi-current.json"))
    file = document["files"][0]
    holder = data.draw(st.sampled_from([document, document["meta"], file, document["project-status"]]))
    field = data.draw(st.sampled_from(sorted(holder)))
    holder[field] = data.draw(json_values)
    found = outcome(json.dumps(document).encode())
    if isinstance(found, Listing):
        assert field == "files" or "2.0rc1" in found.releases
    else:
        assert field in {"files", "name", "api-version"}


@pytest.mark.fuzz
@given(st.integers(0, 2500), st.binary(max_size=4))
def test_damaged_listings_are_read_or_refused(at: int, patch: bytes) -> None:
    data = sample("pypi-current.json")
    found = outcome(data[:at] + patch + data[at + len(patch) :])
    assert isinstance(found, Listing) or found is Reference.LISTING_INVALID
