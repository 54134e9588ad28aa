import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.core.release import Account, Hook, Listing, ProjectStatus, TimeSource
from pratique.ecosystems.npm.address import normalise
from pratique.ecosystems.npm.listing import parse_listing
from pratique.errors import ParseError, Reference
from tests.ecosystems.samples import sample

PACKUMENTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "packuments"
recorded = pytest.mark.skipif(
    not PACKUMENTS.is_dir(), reason="the recorded packuments (../shared/data) are not beside the repository"
)


def read(data: bytes, name: str = "kite") -> Listing:
    return parse_listing(
        data,
        package=normalise(name),
        registry="https://registry.example/",
        url="https://registry.example/npm/kite",
    )


@pytest.fixture
def full() -> Listing:
    return read(sample("npm-full.json"), "@example/kite")


def test_times_of_the_registry_are_told_as_such(full: Listing) -> None:
    assert full.times is TimeSource.REGISTRY
    published = full.releases["1.1.1"].published if "1.1.1" in full.releases else full.removed["1.1.1"]
    assert published is not None
    assert (datetime(2022, 5, 6, 7, 8, 9, 123456, UTC), TimeSource.REGISTRY) == (
        published.at,
        published.source,
    )
    zoned = full.releases["1.1.0"].published
    assert zoned is not None
    assert datetime(2021, 1, 1, 0, 0, tzinfo=UTC) == zoned.at


def test_a_time_without_a_zone_is_not_told(full: Listing) -> None:
    assert full.releases["2.0.0-rc.1"].published is None


def test_a_version_that_has_a_time_and_is_not_listed_was_removed(full: Listing) -> None:
    assert {"1.1.1"} == set(full.removed)


def test_what_is_not_understood_is_left_out_and_said(full: Listing) -> None:
    assert {"1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1"} == set(full.releases)
    assert [
        "the registry's data for version 2.0.0-rc.2 is not an object",
        "'two' is not a version",
    ] == list(full.problems)


def test_accounts_are_login_names_without_addresses(full: Listing) -> None:
    assert (Account("ada"), Account("bob")) == full.maintainers
    assert Account("ada") == full.releases["1.1.0"].publisher
    assert full.releases["1.0.0"].publisher is None
    assert (Account("ada"),) == full.releases["1.0.0"].maintainers
    assert full.releases["1.1.0"].maintainers is None
    assert Account("GitHub Actions") == full.releases["1.2.0"].publisher


def test_hooks_are_those_that_npm_runs_for_a_package_from_a_registry(full: Listing) -> None:
    first = full.releases["1.0.0"]
    assert (Hook("preinstall", "echo hello"), Hook("postinstall", "node build.js")) == first.hooks
    assert first.has_install_hook is True
    assert (Hook("install", "node-gyp rebuild", implicit=True),) == full.releases["1.1.0"].hooks
    assert full.releases["1.2.0"].hooks == ()
    assert full.releases["1.2.0"].has_install_hook is False


@pytest.mark.parametrize(
    ("fields", "optional"),
    [
        ({}, set()),
        # npm writes what is optional among the others too, when it publishes.
        ({"dependencies": {"a": "1", "b": "1"}, "optionalDependencies": {"b": "1"}}, {"b"}),
        ({"dependencies": {"a": "1", "b": "1"}, "bundleDependencies": ["a", 7]}, {"a"}),
        ({"dependencies": {"a": "1", "b": "1"}, "bundledDependencies": ["b"]}, {"b"}),
        ({"dependencies": {"a": "1", "b": "1"}, "bundleDependencies": True}, {"a", "b"}),
        ({"dependencies": {"a": "1"}, "bundleDependencies": False, "optionalDependencies": 3}, set()),
    ],
)
def test_what_an_install_goes_on_without_or_finds_in_the_tarball_is_told(
    fields: dict[str, object], optional: set[str]
) -> None:
    told = read(json.dumps({"versions": {"1.0.0": fields}}).encode())

    assert optional == told.releases["1.0.0"].optional


def test_optional_dependencies_win_over_others_of_the_same_name(full: Listing) -> None:
    assert {"left-pad": "^1.3.0", "fsevents": "*"} == full.releases["1.1.0"].dependencies


def test_digests_are_the_integrity_and_the_sha1(full: Listing) -> None:
    (tarball,) = full.releases["1.1.0"].artifacts
    assert ["sha512", "sha1"] == [digest.algorithm for digest in tarball.digests]
    (old,) = full.releases["1.0.0"].artifacts
    assert (Digest("sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),) == old.digests
    assert old.filename == "kite-1.0.0.tgz"


def test_a_digest_that_is_told_twice_counts_once() -> None:
    dist = {
        "tarball": "/kite.tgz",
        "integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "shasum": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    }
    listing = read(json.dumps({"versions": {"1.0.0": {"dist": dist}}}).encode())
    assert len(listing.releases["1.0.0"].artifacts[0].digests) == 1


def test_an_address_that_is_not_of_the_web_gives_no_artifact(full: Listing) -> None:
    assert full.releases["2.0.0-rc.1"].artifacts == ()


def test_repositories_may_be_texts_or_objects(full: Listing) -> None:
    assert full.releases["1.0.0"].repository == "github:example/kite"
    assert full.releases["1.1.0"].repository == "git+https://code.example/kite.git"
    assert full.releases["1.2.0"].repository is None


def test_provenance_is_an_attestation_that_the_registry_lists(full: Listing) -> None:
    assert full.releases["1.2.0"].provenance is True
    assert full.releases["1.1.0"].provenance is False


def test_what_published_a_release_is_told_as_the_registry_tells_it(full: Listing) -> None:
    release = full.releases["1.2.0"]
    assert "github" == release.trusted_publisher
    assert "npm/10.8.2 node/22.11.0" == release.tool
    assert "da39a3ee5e6b4b0d3255bfef95601890afd80709" == release.commit
    assert "https://registry.example/-/npm/v1/attestations/@example%2fkite@1.2.0" == release.attestations
    assert "lerna/3.22.1/node@v12.0.0" == full.releases["1.1.0"].tool


def test_what_a_release_does_not_tell_of_its_making_is_not_told(full: Listing) -> None:
    release = full.releases["1.0.0"]
    assert (None, None, None, None) == (
        release.trusted_publisher,
        release.tool,
        release.commit,
        release.attestations,
    )
    # A branch is no commit.
    assert full.releases["1.1.0"].commit is None


def test_sizes_and_signatures_of_the_tarball_are_those_that_are_understood(full: Listing) -> None:
    (tarball,) = full.releases["1.2.0"].artifacts
    assert (4096, 7, (("SHA256:abc", "MEUC"),)) == (
        tarball.unpacked_bytes,
        tarball.file_count,
        tarball.signatures,
    )
    (old,) = full.releases["1.1.0"].artifacts
    assert (None, None, ()) == (old.unpacked_bytes, old.file_count, old.signatures)


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ({"name": "ada", "email": "ada@Mail.Example."}, "mail.example"),
        ("ada <ada@mail.example>", "mail.example"),
        ({"name": "ada <ada@old.example>", "email": "ada@new.example"}, "new.example"),
        ({"name": "ada", "email": "ada"}, None),
        ({"name": "ada", "email": "ada@local"}, None),
        ({"name": "ada", "email": ["ada@mail.example"]}, None),
        ({"name": "ada", "email": "ada@" + "a." * 400 + "example"}, None),
    ],
)
def test_of_an_address_only_the_domain_is_kept(written: Any, domain: str | None) -> None:
    listing = read(json.dumps({"versions": {}, "maintainers": [written]}).encode())
    assert listing.maintainers is not None
    assert [("ada", domain)] == [(account.name, account.email_domain) for account in listing.maintainers]


def test_deprecated_means_a_text(full: Listing) -> None:
    assert full.releases["1.0.0"].deprecated == "use 1.2"
    assert full.releases["1.1.0"].deprecated is None


def test_tags_that_are_no_texts_are_dropped(full: Listing) -> None:
    assert {"latest": "1.2.0", "next": "2.0.0-rc.1"} == full.tags


def test_the_short_form_tells_no_times_hooks_and_publishers() -> None:
    listing = read(sample("npm-abbreviated.json"))
    release = listing.releases["1.1.0"]
    assert listing.times is None
    assert (None, None, None, None) == (
        release.published,
        release.hooks,
        release.publisher,
        release.provenance,
    )
    assert release.has_install_hook is True
    assert listing.releases["1.0.0"].has_install_hook is None
    assert listing.removed == {}


def test_times_without_created_modified_and_publishers_are_a_mirrors() -> None:
    listing = read(sample("npm-mirror.json"))
    release = listing.releases["1.0.0"]
    assert listing.times is TimeSource.MIRROR
    assert release.published is not None
    assert release.published.source is TimeSource.MIRROR
    assert release.provenance is None


def test_relative_addresses_are_resolved_against_that_of_the_listing() -> None:
    listing = read(sample("npm-mirror.json"))
    assert [
        "https://registry.example/npm/kite/-/kite-1.0.0.tgz",
        "https://registry.example/npm/kite/-/kite-1.1.0.tgz",
    ] == [release.artifacts[0].url for release in listing.releases.values()]


def test_a_security_holding_package_is_quarantined() -> None:
    listing = read(sample("npm-holding.json"), "flat-kite")
    assert listing.status is ProjectStatus.QUARANTINED
    assert listing.status_reason
    assert {"1.0.0"} == set(listing.removed)


def test_one_holding_version_among_real_ones_is_data() -> None:
    document = json.loads(sample("npm-holding.json"))
    document["versions"]["1.0.0"] = {"dist": {}}
    listing = read(json.dumps(document).encode(), "flat-kite")
    assert listing.status is ProjectStatus.ACTIVE
    assert {"1.0.0", "0.0.1-security.0"} == set(listing.releases)


def test_an_unpublished_package_has_removed_versions_alone() -> None:
    listing = read(sample("npm-unpublished.json"), "gone-kite")
    assert listing.releases == {}
    assert {"1.0.0", "1.0.1"} == set(listing.removed)
    assert listing.status_reason == "the package was unpublished on 2026-01-03"


def test_the_listing_of_another_package_is_refused() -> None:
    with pytest.raises(ParseError, match="the response is the listing of"):
        read(sample("npm-abbreviated.json"), "other")


def test_an_error_in_json_is_no_listing() -> None:
    with pytest.raises(ParseError, match="no versions"):
        read(b'{"error": "not found"}')


def test_a_lone_surrogate_somewhere_does_not_lose_the_listing() -> None:
    data = b'{"readme": "\\ud83d", "versions": {"1.0.0": {"deprecated": "old \\ud83d"}, "1.0.1": {}}}'
    listing = read(data)
    assert {"1.0.0", "1.0.1"} == set(listing.releases)
    assert listing.releases["1.0.0"].deprecated == "old ?"


def test_a_version_nested_beyond_reason_is_left_out_alone() -> None:
    deep = '{"dist":' + "[" * 900 + "]" * 900 + "}"
    listing = read(f'{{"versions": {{"1.0.0": {deep}, "1.0.1": {{}}}}}}'.encode())
    assert "1.0.1" in listing.releases


def test_more_problems_than_anyone_reads_are_counted() -> None:
    listing = read(json.dumps({"versions": {f"x{number}": {} for number in range(500)}}).encode())
    assert len(listing.problems) == 100
    assert listing.problems[-1] == "and 401 more versions or files"


@recorded
@pytest.mark.parametrize("path", sorted(PACKUMENTS.glob("*.json")), ids=lambda path: path.stem)
def test_recorded_packuments_are_read_whole(path: Path) -> None:
    document = json.loads(path.read_bytes())
    listing = read(path.read_bytes(), document["name"])
    assert set(document["versions"]) == set(listing.releases)
    assert listing.problems == ()
    assert listing.times is TimeSource.REGISTRY
    for version, release in listing.releases.items():
        told = document["versions"][version]
        assert release.published is not None
        assert release.artifacts[0].url == told["dist"]["tarball"]
        assert told["dist"]["shasum"] in {digest.hex for digest in release.artifacts[0].digests}
        assert release.dependencies == told.get("dependencies", {}) | told.get("optionalDependencies", {})
        publisher = told.get("_npmUser")
        assert (publisher and publisher["name"]) == (release.publisher and release.publisher.name)


@recorded
def test_the_removed_release_of_eslint_scope_is_told() -> None:
    listing = read((PACKUMENTS / "eslint-scope.json").read_bytes(), "eslint-scope")
    assert datetime(2018, 7, 12, 10, 40, 0, 478000, UTC) == listing.removed["3.7.2"].at


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def outcome(data: bytes, name: str) -> Listing | Reference:
    try:
        return read(data, name)
    except ParseError as error:
        return error.reference


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_a_listing_or_refused(data: bytes) -> None:
    found = outcome(data, "kite")
    assert isinstance(found, Listing) or found is Reference.LISTING_INVALID


@pytest.mark.fuzz
@given(st.data())
def test_a_field_of_any_type_loses_nothing_else(data: st.DataObject) -> None:
    document: dict[str, Any] = json.loads(sample("npm-full.json"))
    version = document["versions"]["1.1.0"]
    holder = data.draw(st.sampled_from([document, document["time"], version, version["dist"]]))
    field = data.draw(st.sampled_from(sorted(holder)))
    holder[field] = data.draw(json_values)
    # A document that is of another package, or has no versions at all, may be refused.
    changed = holder is document and field in {"name", "versions"}
    try:
        listing = read(json.dumps(document).encode(), "@example/kite")
    except ParseError:
        assert changed
    else:
        assert changed or {"1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1"} == set(listing.releases)


@pytest.mark.fuzz
@given(st.integers(0, 3000), st.binary(max_size=4))
def test_damaged_listings_are_read_or_refused(at: int, patch: bytes) -> None:
    data = sample("npm-full.json")
    found = outcome(data[:at] + patch + data[at + len(patch) :], "@example/kite")
    assert isinstance(found, Listing) or found is Reference.LISTING_INVALID
