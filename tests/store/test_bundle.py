"""Bundles: what one installation hands to another."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, Reference
from pratique.store.bundle import Written, import_bundle, read_manifest, write_bundle
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import Met, Origin, StoredListing
from tests.store.builders import NOW, inspection, inspection_key, seen

LATER = NOW + timedelta(hours=1)
LISTING = StoredListing(
    url="https://registry.example/a", accept="*/*", etag="x", body=b"\x00\xff{}", fetched_at=NOW
)
KEY = inspection_key("a", baseline="b")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "other")) as opened:
        yield opened


def filled(store: Store) -> Store:
    store.artifacts.remember(
        [seen(data="a"), seen("pkg:npm/a@0", "a-0.tgz", "b"), seen("pkg:npm/z@1", "z.tgz", "z")]
    )
    store.inspections.put(KEY, inspection(KEY), at=NOW)
    store.listings.put(LISTING)
    return store


def written(store: Store, *, ruleset: str = "rules-1") -> tuple[io.BytesIO, Written]:
    target = io.BytesIO()
    done = write_bundle(store, target, ruleset=ruleset, since=NOW, made_by="pratique 1", at=NOW)
    return target, done


def changed(bundle: io.BytesIO, name: str, data: bytes) -> io.BytesIO:
    """The bundle with other bytes in one member."""
    result = io.BytesIO()
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename == name else old.read(info))
    return result


def refused(store: Store, bundle: io.BytesIO, *, ruleset: str = "rules-1") -> ParseError:
    with pytest.raises(ParseError) as told:
        import_bundle(store, bundle, ruleset=ruleset, at=NOW)
    assert Reference.BUNDLE_INVALID is told.value.reference
    assert told.value.hint
    return told.value


def test_what_was_inspected_and_fetched_arrives(store: Store, other: Store) -> None:
    bundle, done = written(filled(store))
    assert {"artifacts": 2, "inspections": 1, "listings": 1} == done.manifest.rows
    import_bundle(other, bundle, ruleset="rules-1", at=LATER, named=True)
    assert {KEY: inspection(KEY)} == other.inspections.get_many([KEY])
    arrived = replace(seen(data="a"), origin=Origin.NAMED_BUNDLE)
    assert arrived == other.artifacts.seen("pkg:npm/a@1", "a-1.tgz")
    assert LISTING == other.listings.get(LISTING.url, "*/*")
    # Nothing names these bytes, so nobody needs them.
    assert other.artifacts.seen("pkg:npm/z@1", "z.tgz") is None


def test_what_nobody_named_by_its_digest_is_kept_apart(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    import_bundle(other, bundle, ruleset="rules-1", at=LATER)
    told = replace(seen(data="a"), origin=Origin.BUNDLE)
    assert {} == other.inspections.get_many([KEY])
    assert {KEY: inspection(KEY)} == other.inspections.of_others([KEY])
    assert other.artifacts.seen("pkg:npm/a@1", "a-1.tgz") is None
    assert Met(None, told) == other.artifacts.met("pkg:npm/a@1", "a-1.tgz", registry="")
    assert {} == other.artifacts.find(told.digests)
    assert dict.fromkeys(told.digests, told) == other.artifacts.find(told.digests, anyone=True)
    # Nothing of it is handed on.
    assert {"artifacts": 0, "inspections": 0, "listings": 0} == written(other)[1].manifest.rows


def test_a_listing_that_nobody_named_must_be_confirmed_as_a_whole(store: Store, other: Store) -> None:
    fresh = replace(LISTING, fetched_at=LATER + timedelta(days=9))
    filled(store).listings.put(fresh)
    bundle, _ = written(store)
    import_bundle(other, bundle, ruleset="rules-1", at=LATER)
    doubted = replace(LISTING, etag=None, fetched_at=LATER - timedelta(days=1))
    assert doubted == other.listings.get(LISTING.url, "*/*")


def test_a_bundle_takes_the_place_of_nothing_that_was_made_here(store: Store, other: Store) -> None:
    emptied = replace(inspection(KEY), findings=())
    filled(store).inspections.put(KEY, emptied, at=NOW)
    bundle, _ = written(store)
    other.inspections.put(KEY, inspection(KEY), at=NOW)
    for named in (False, True):
        import_bundle(other, bundle, ruleset="rules-1", at=LATER, named=named)
        assert {KEY: inspection(KEY)} == other.inspections.get_many([KEY])


def test_a_bundle_that_claims_to_be_from_here_is_not(store: Store, other: Store) -> None:
    """The rows of a bundle may say anything of their origin."""
    bundle, _ = written(filled(store))
    assert b'"origin":""' in zipfile.ZipFile(bundle).read("artifacts.jsonl")
    import_bundle(other, bundle, ruleset="rules-1", at=LATER)
    assert {} == other.artifacts.find(seen(data="a").digests)


def test_an_inspection_by_other_rules_than_the_bundle_names_is_refused(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    row = zipfile.ZipFile(bundle).read("inspections.jsonl").replace(b"rules-1", b"rules-2")
    member = {"sha256": hashlib.sha256(row).hexdigest(), "size_bytes": len(row), "rows": 1}
    manifest = json.loads(zipfile.ZipFile(bundle).read("manifest.json"))
    manifest["members"]["inspections.jsonl"] = member
    forged = changed(
        changed(bundle, "inspections.jsonl", row), "manifest.json", json.dumps(manifest).encode()
    )
    assert "another ruleset than the manifest specifies" in refused(other, forged).message


def test_the_same_state_makes_the_same_bundle(store: Store) -> None:
    filled(store)
    first, second = written(store), written(store)
    assert first[1].digest == second[1].digest
    assert first[0].getvalue() == second[0].getvalue()
    assert first[1] == read_manifest(first[0])


def test_what_is_older_or_by_other_rules_stays_at_home(store: Store) -> None:
    filled(store)
    old = inspection_key("old")
    store.inspections.put(old, inspection(old), at=NOW - timedelta(days=1))
    assert 1 == written(store)[1].manifest.rows["inspections"]
    assert 0 == written(store, ruleset="rules-2")[1].manifest.rows["inspections"]


def test_what_is_known_already_stays(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    first = seen(data="other bytes", at=NOW - timedelta(days=3))
    newer = StoredListing(
        url=LISTING.url, accept="*/*", etag=None, body=b"newer", fetched_at=NOW + timedelta(seconds=1)
    )
    other.artifacts.remember([first])
    other.listings.put(newer)
    import_bundle(other, bundle, ruleset="rules-1", at=LATER)
    assert first == other.artifacts.seen("pkg:npm/a@1", "a-1.tgz")
    assert newer == other.listings.get(LISTING.url, "*/*")


@pytest.mark.parametrize("name", ["inspections.jsonl", "artifacts.jsonl", "listings.jsonl"])
def test_a_member_that_was_changed_is_refused_and_nothing_is_taken_in(
    store: Store, other: Store, name: str
) -> None:
    bundle, _ = written(filled(store))
    assert "differs from its manifest" in refused(other, changed(bundle, name, b"{}\n")).message
    assert "longer than the manifest specifies" in refused(other, changed(bundle, name, b"x" * 10**7)).message
    assert {} == other.inspections.get_many([KEY])


def test_a_bundle_by_other_rules_is_refused(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    assert (
        "pratique 1 created the bundle with a different ruleset"
        in refused(other, bundle, ruleset="rules-2").message
    )


def test_a_bundle_of_another_version_is_refused(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    with zipfile.ZipFile(bundle) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    newer = json.dumps({**manifest, "schema_version": 2}).encode()
    assert "version 2" in refused(other, changed(bundle, "manifest.json", newer)).message


@pytest.mark.parametrize("cut", [0, 1, 30, 500, -1])
def test_a_bundle_that_was_cut_is_refused(store: Store, other: Store, cut: int) -> None:
    bundle, _ = written(filled(store))
    refused(other, io.BytesIO(bundle.getvalue()[:cut]))


def test_a_zip_of_something_else_is_refused(other: Store) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "manifest.json cannot be read" in refused(other, target).message


def test_a_manifest_that_expands_without_end_is_refused(store: Store, other: Store) -> None:
    bundle, _ = written(filled(store))
    assert "larger than" in refused(other, changed(bundle, "manifest.json", b" " * 10**8)).message


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_are_a_bundle_or_refused(data: bytes) -> None:
    try:
        found = read_manifest(io.BytesIO(data))
    except ParseError:
        return
    assert found.digest.startswith("sha256:")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bytes, Written, Store]]:
    """The bytes of a bundle, what it says of itself, and a store to import into."""
    with open_store(Home(tmp_path_factory.mktemp("from"))) as store:
        bundle, done = written(filled(store))
    with open_store(Home(tmp_path_factory.mktemp("to"))) as store:
        yield bundle.getvalue(), done, store


@pytest.mark.fuzz
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_damage_is_seen(whole: tuple[bytes, Written, Store], where: float, flip: int) -> None:
    data, done, store = whole
    damaged = bytearray(data)
    damaged[int(where * len(damaged))] ^= flip
    try:
        manifest = import_bundle(store, io.BytesIO(damaged), ruleset="rules-1", at=LATER)
    except ParseError:
        return
    # What was damaged was no content: a time or a flag of the zip itself.
    assert done.manifest == manifest
