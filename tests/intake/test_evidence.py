"""From what registries and locks say to evidence."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.evidence import BadKind, Known, NotAsked, Unknown
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import (
    Artifact,
    ArtifactKind,
    Dated,
    Listing,
    ProjectStatus,
    Release,
    TimeSource,
)
from pratique.errors import Reference
from pratique.intake.evidence import compare_bytes, known_bad, names, published
from pratique.intake.question import Expected, Party
from pratique.net.client.digests import compute
from tests.intake.building import npm, pypi

CALM = npm("calm", "1.0.0")
DOWN = Unknown("down", Reference.REGISTRY_FAILED, "registry")
UNASKED = NotAsked("not needed")
RELEASED = Dated(datetime(2024, 1, 1, tzinfo=UTC), TimeSource.REGISTRY)
UPLOADED = Dated(datetime(2024, 1, 2, tzinfo=UTC), TimeSource.REGISTRY)

contents = st.sampled_from([b"one", b"two", b"three"])
digests = st.builds(lambda data, at: compute(data)[at], contents, st.integers(0, 2))
parties = st.lists(
    st.builds(Expected, st.sampled_from(list(Party)), st.lists(digests, max_size=4).map(tuple)), max_size=4
)


def listing(
    *, status: ProjectStatus = ProjectStatus.ACTIVE, reason: str | None = None, told: Dated | None = RELEASED
) -> Known[Listing]:
    releases: Mapping[str, Release] = {"1.0.0": Release(ref=CALM, published=told)}
    value = Listing(
        package=CALM.package, registry="r", releases=releases, status=status, status_reason=reason
    )
    return Known(value, "the registry")


def artifact(told: Dated | None) -> Artifact:
    return Artifact(filename="calm-1.0.0.tgz", url="u", kind=ArtifactKind.NPM_TARBALL, published=told)


@pytest.mark.fuzz
@given(contents, parties)
def test_the_order_of_the_parties_changes_nothing(data: bytes, named: list[Expected]) -> None:
    there = compare_bytes(compute(data), named)
    back = compare_bytes(compute(data), named[::-1])
    assert sorted(there.mismatches) == sorted(back.mismatches)
    assert sorted(there.expected) == sorted(back.expected)


@pytest.mark.fuzz
@given(contents, parties, parties)
def test_one_more_party_excuses_nothing(data: bytes, some: list[Expected], more: list[Expected]) -> None:
    few = set(compare_bytes(compute(data), some).mismatches)
    assert few <= set(compare_bytes(compute(data), some + more).mismatches)


@pytest.mark.fuzz
@given(contents, st.lists(st.sampled_from(list(Party))))
def test_those_who_name_the_right_digests_never_disagree(data: bytes, who: list[Party]) -> None:
    named = [Expected(party, compute(data)) for party in who]
    assert () == compare_bytes(compute(data), named).mismatches


@pytest.mark.fuzz
@given(parties)
def test_every_mismatch_names_its_party(named: list[Expected]) -> None:
    told = compare_bytes(compute(b"other"), named).mismatches
    assert all(any(text.startswith(party.value) for party in Party) for text in told)
    wrong = {item.party for item in named if item.digests}
    assert {party.value for party in wrong} == {
        party.value for party in Party if any(text.startswith(party.value) for text in told)
    }


def test_digests_of_several_files_are_alternatives() -> None:
    both = Expected(Party.LOCK, (*compute(b"one"), *compute(b"two")))
    assert () == compare_bytes(compute(b"two"), [both]).mismatches
    assert compare_bytes(compute(b"three"), [both]).mismatches


def test_nobody_who_names_a_digest_is_no_mismatch() -> None:
    check = compare_bytes(compute(b"one"), [Expected(Party.LOCK, ())])
    assert ((), ()) == (check.expected, check.mismatches)


def test_what_the_policy_denies_is_bad_whatever_the_registry_says() -> None:
    policy = Policy(denied={CALM.purl: "read by us"})
    for evidence in (listing(), DOWN, UNASKED):
        found = known_bad(CALM, evidence, policy)
        assert isinstance(found, Known)
        assert [(BadKind.DENIED, "denied by the policy: read by us")] == [
            (bad.kind, bad.text) for bad in found.value
        ]


def test_a_whole_package_can_be_denied() -> None:
    found = known_bad(CALM, UNASKED, Policy(denied={CALM.package.purl: "all of it"}))
    assert isinstance(found, Known)
    assert 1 == len(found.value)


@pytest.mark.parametrize(
    ("purl", "ref"),
    [
        ("pkg:pypi/sample@1.1", pypi("sample", "1.1.0")),
        ("pkg:pypi/sample@1.1.0", pypi("sample", "1.1")),
        ("pkg:npm/calm@1.0.0", npm("calm", "v1.0.0")),
        ("pkg:npm/%40acme/tool@2.0.0%2Bbuild", npm("@acme/tool", "2.0.0+build")),
    ],
)
def test_another_spelling_of_the_version_evades_no_denial(purl: str, ref: ReleaseRef) -> None:
    assert names(purl, ref)


@pytest.mark.parametrize(
    "purl", ["pkg:npm/calm@1.0.1", "pkg:npm/calmer@1.0.0", "pkg:npm/cal", "pkg:pypi/calm"]
)
def test_other_releases_are_not_denied_with_it(purl: str) -> None:
    assert not names(purl, CALM)


def test_a_quarantined_package_is_bad_with_the_reason() -> None:
    found = known_bad(CALM, listing(status=ProjectStatus.QUARANTINED, reason="stolen token"), Policy())
    assert isinstance(found, Known)
    assert "the registry quarantines calm: stolen token" == found.value[0].text


def test_silence_of_the_registry_is_not_a_clean_answer() -> None:
    assert DOWN == known_bad(CALM, DOWN, Policy())
    assert UNASKED == known_bad(CALM, UNASKED, Policy())
    assert Known((), "the registry") == known_bad(CALM, listing(), Policy())


def test_a_file_of_no_release_is_denied_by_nobody() -> None:
    assert UNASKED == known_bad(None, UNASKED, Policy(denied={CALM.purl: "x"}))


def test_the_time_of_the_file_goes_before_that_of_the_release() -> None:
    assert Known(UPLOADED, "the registry") == published(CALM, artifact(UPLOADED), listing())
    assert Known(RELEASED, "the registry") == published(CALM, artifact(None), listing())


def test_a_registry_that_tells_no_time_leaves_the_age_unknown() -> None:
    found = published(CALM, None, listing(told=None))
    assert isinstance(found, Unknown)
    assert "the registry has no publish time" == found.why


def test_without_a_listing_the_age_is_as_unknown_as_that() -> None:
    assert DOWN == published(CALM, None, DOWN)
    assert UNASKED == published(CALM, artifact(UPLOADED), UNASKED)


def test_digests_are_given_back_as_they_were_named() -> None:
    one = Digest("sha1", "0" * 40)
    assert (one,) == compare_bytes(compute(b"x"), [Expected(Party.LOCK, (one,))]).expected
