from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.core.names import Digest
from pratique.store.interface import Store
from pratique.store.record import FileName, Met, Origin
from tests.store.builders import NOW, seen

LATER = NOW + timedelta(days=1)


def test_what_was_met_is_known_by_its_name(store: Store) -> None:
    assert store.artifacts.seen("pkg:npm/a@1", "a-1.tgz") is None
    store.artifacts.remember([seen()])
    assert seen() == store.artifacts.seen("pkg:npm/a@1", "a-1.tgz")
    assert store.artifacts.seen("pkg:npm/a@1", "other.tgz") is None


def test_the_first_bytes_stay_the_first_whatever_comes_later(store: Store) -> None:
    store.artifacts.remember([seen(data="first")])
    store.artifacts.remember([seen(data="second", at=NOW - timedelta(days=9))])
    store.artifacts.remember([seen(data="first", at=LATER)])
    assert seen(data="first") == store.artifacts.seen("pkg:npm/a@1", "a-1.tgz")


def test_changed_bytes_are_noted_beside_the_first(store: Store) -> None:
    second = seen(data="second", at=LATER)
    store.artifacts.remember([seen(data="first"), second])
    digest = Digest("sha256", second.sha256)
    assert {digest: second} == store.artifacts.find([digest])
    assert [2] == [usage.rows for usage in store.upkeep.stats() if usage.kind == "artifacts"]


def test_many_names_are_answered_at_once(store: Store) -> None:
    many = [seen(f"pkg:npm/p{n}@1", f"p{n}.tgz", str(n)) for n in range(1200)]
    store.artifacts.remember(many)
    asked = [FileName(one.purl, one.filename) for one in many] + [FileName("pkg:npm/p1@1", "other.tgz")]
    assert dict(zip(asked, many, strict=False)) == store.artifacts.seen_many(asked)


def test_any_digest_leads_to_the_artifact(store: Store) -> None:
    one = seen()
    store.artifacts.remember([one])
    assert dict.fromkeys(one.digests, one) == store.artifacts.find(one.digests)


def test_digests_that_are_not_kept_or_not_known_are_left_out(store: Store) -> None:
    store.artifacts.remember([seen()])
    unknown = [Digest("md5", "a" * 32), Digest("sha384", "a" * 96), Digest("sha256", "a" * 64)]
    assert {} == store.artifacts.find(unknown)


def test_of_two_names_for_the_same_bytes_the_first_met_is_given(store: Store) -> None:
    one, other = seen("pkg:npm/z@1"), seen("pkg:npm/a@2", at=LATER)
    store.artifacts.remember([one])
    store.artifacts.remember([other])
    digest = Digest("sha512", one.sha512)
    assert {digest: one} == store.artifacts.find([digest])


def test_a_sha1_that_two_files_share_names_neither(store: Store) -> None:
    one = seen(data="one")
    forged = replace(seen("pkg:npm/b@1", "b-1.tgz", data="other"), sha1=one.sha1)
    store.artifacts.remember([one, forged])
    weak, strong = Digest("sha1", one.sha1), Digest("sha256", one.sha256)
    assert {strong: one} == store.artifacts.find([weak, strong])


def test_a_large_lock_is_resolved_in_few_statements(store: Store) -> None:
    many = [seen(f"pkg:npm/p{n}@1", f"p{n}.tgz", str(n)) for n in range(1112)]
    store.artifacts.remember(many)
    found = store.artifacts.find([Digest("sha512", one.sha512) for one in many])
    assert [one.sha256 for one in many] == [found[Digest("sha512", one.sha512)].sha256 for one in many]


def test_nothing_asked_is_nothing_answered(store: Store) -> None:
    store.artifacts.remember([])
    assert {} == store.artifacts.find([])
    assert {} == store.artifacts.seen_many([])


@pytest.mark.parametrize("purl", ["pkg:npm/a@1' OR '1'='1", "pkg:npm/%", "pkg:npm/_@1", ""])
def test_names_are_never_read_as_sql(store: Store, purl: str) -> None:
    store.artifacts.remember([seen()])
    assert store.artifacts.seen(purl, "a-1.tgz") is None


HERE, THERE = "https://registry.example/", "https://other.example/"


def test_what_was_first_met_is_kept_by_registry(store: Store) -> None:
    there, here = replace(seen(data="x"), registry=THERE), replace(seen(data="a"), registry=HERE)
    store.artifacts.remember([there, here])
    name = ("pkg:npm/a@1", "a-1.tgz")
    assert here == store.artifacts.seen(*name, registries=[HERE])
    assert there == store.artifacts.seen(*name, registries=[THERE])
    assert there == store.artifacts.seen(*name, registries=[HERE, THERE]) == store.artifacts.seen(*name)
    assert store.artifacts.seen(*name, registries=["https://third.example/"]) is None
    assert {FileName(*name): here} == store.artifacts.seen_many([FileName(*name)], registries=[HERE])
    assert Met(here) == store.artifacts.met(*name, registry=HERE)


def test_the_same_bytes_of_two_registries_are_both_noted(store: Store) -> None:
    both = [replace(seen(), registry=HERE), replace(seen(), registry=THERE)]
    store.artifacts.remember(both)
    assert both == list(store.artifacts.of_bytes([seen().sha256]))


def test_what_was_met_before_registries_were_stored_counts_for_each_and_stays_first(store: Store) -> None:
    before = seen(data="old")
    store.artifacts.remember([before, replace(seen(data="new"), registry=HERE)])
    for registry in (HERE, THERE):
        assert before == store.artifacts.seen(before.purl, before.filename, registries=[registry])
        assert before == store.artifacts.met(before.purl, before.filename, registry=registry).here


def test_what_a_bundle_says_is_never_met_here(store: Store) -> None:
    told = replace(seen(data="told"), origin=Origin.BUNDLE)
    store.artifacts.remember([told, seen(data="here")])
    assert Met(seen(data="here"), told) == store.artifacts.met(told.purl, told.filename, registry=HERE)
    assert (seen(data="here"), told) == store.artifacts.met(told.purl, told.filename, registry=HERE).all
    assert [seen(data="here")] == list(store.artifacts.of_releases([told.purl]))
    assert [] == list(store.artifacts.of_bytes([told.sha256]))
