from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, Release, TimeSource
from pratique.ecosystems.baseline import SETTLED, VersionOrder, choose_baseline
from pratique.ecosystems.npm import versions as order

KITE = PackageRef(Ecosystem.NPM, "kite")
ORDER = VersionOrder(key=order.sort_key, major=order.major, is_prerelease=order.is_prerelease)
LONG_AGO = Dated(datetime(2020, 1, 1, tzinfo=UTC), TimeSource.REGISTRY)


def release(version: str, *kinds: ArtifactKind, yanked: str | None = None) -> Release:
    artifacts = tuple(
        Artifact(filename=f"{version}.{kind.value}", url="https://files.example/x", kind=kind, yanked=yanked)
        for kind in kinds or (ArtifactKind.SDIST,)
    )
    return Release(ref=KITE.at(version), artifacts=artifacts)


def listing(*releases: Release, removed: tuple[str, ...] = ()) -> Listing:
    return Listing(
        package=KITE,
        registry="https://registry.example/",
        releases={item.ref.version: item for item in releases},
        removed=dict.fromkeys(removed, LONG_AGO),
    )


def chosen(
    known: Listing,
    version: str,
    *,
    kind: ArtifactKind | None = None,
    excluded: frozenset[str] = frozenset(),
) -> str | None:
    found, why = choose_baseline(known, version, order=ORDER, kind=kind, excluded=excluded)
    assert why
    return None if found is None else found.ref.version


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.0.0", None),
        ("1.1.0", "1.0.0"),
        ("1.2.0", "1.1.0"),
        ("2.0.0", "1.10.0"),
        ("2.0.1", "2.0.0"),
        ("2.0.0-rc.2", "2.0.0-rc.1"),
        ("3.0.0", "2.0.1"),
        ("1.5.0", "1.1.0"),
    ],
)
def test_the_baseline_is_the_highest_lower_version_of_the_major(version: str, expected: str | None) -> None:
    known = listing(*map(release, ("2.0.1", "1.0.0", "1.10.0", "1.1.0", "2.0.0-rc.1", "2.0.0")))
    assert expected == chosen(known, version)


def test_without_one_of_the_major_the_highest_lower_version_is_taken() -> None:
    found, why = choose_baseline(listing(release("1.0.0"), release("1.9.0")), "4.0.0", order=ORDER)
    assert found is not None
    assert found.ref.version == "1.9.0"
    assert why == "highest lower version; no lower version has the same major version"


def test_yanked_blocked_and_empty_releases_are_passed_over() -> None:
    known = listing(
        release("1.0.0"),
        release("1.1.0"),
        release("1.2.0", yanked="broken"),
        Release(ref=KITE.at("1.3.0")),
        release("1.4.0"),
    )
    assert chosen(known, "1.4.0", excluded=frozenset({"1.1.0"})) == "1.0.0"


def test_the_kind_of_file_must_be_there() -> None:
    known = listing(release("1.0.0", ArtifactKind.WHEEL), release("1.1.0"), release("1.2.0"))
    assert chosen(known, "1.2.0", kind=ArtifactKind.WHEEL) == "1.0.0"
    assert chosen(known, "1.2.0", kind=ArtifactKind.OTHER) is None


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (listing(release("1.0.0")), "first release"),
        (listing(release("1.0.0"), removed=("0.9.0",)), "every lower version was removed"),
        (
            listing(release("1.0.0"), release("0.9.0", yanked="")),
            "every lower version is yanked, blocked or without files",
        ),
        (listing(release("1.0.0"), release("1.0.0-rc.1")), "every lower version is a pre-release"),
    ],
)
def test_the_reason_for_none_is_said(known: Listing, why: str) -> None:
    assert (None, why) == choose_baseline(known, "1.0.0", order=ORDER)


def test_a_version_that_is_not_listed_has_a_baseline_too() -> None:
    assert chosen(listing(release("1.0.0"), removed=("1.0.1",)), "1.0.1") == "1.0.0"


numbers = st.integers(0, 3)
versions = st.builds(lambda a, b, p: f"{a}.{b}.0{p}", numbers, numbers, st.sampled_from(["", "", "-rc.1"]))


@pytest.mark.fuzz
@given(st.lists(versions, max_size=8), versions)
def test_a_baseline_is_always_lower_and_nothing_usable_lies_between(texts: list[str], version: str) -> None:
    found = chosen(listing(*map(release, texts)), version)
    lower = [t for t in texts if order.compare(t, version) < 0]
    if not order.is_prerelease(version):
        lower = [t for t in lower if not order.is_prerelease(t)]
    if found is None:
        assert lower == []
    else:
        assert found in lower
        same = [t for t in lower if order.major(t) == order.major(version)]
        assert all(order.compare(t, found) <= 0 for t in same or lower)


def at(version: str, hours: float, source: TimeSource = TimeSource.REGISTRY) -> Release:
    """A release, so many hours after the first one."""
    return replace(release(version), published=Dated(LONG_AGO.at + timedelta(hours=hours), source))


def test_a_series_of_one_day_is_compared_with_what_was_there_before_it() -> None:
    known = listing(
        at("1.6.9", 0), at("1.6.10", 9_000), at("1.6.11", 9_001), at("1.6.12", 9_002), at("1.7.0", 9_100)
    )

    assert ["1.6.9", "1.6.9", "1.6.9", "1.6.12"] == [
        chosen(known, version) for version in ("1.6.10", "1.6.11", "1.6.12", "1.7.0")
    ]


def test_a_package_that_began_today_has_none() -> None:
    known = listing(at("1.0.0", 0), at("1.0.1", 1))

    assert (None, "every lower version was published less than 72 h before this one") == choose_baseline(
        known, "1.0.1", order=ORDER
    )


@pytest.mark.parametrize("source", [TimeSource.MIRROR, TimeSource.FIRST_SEEN])
def test_times_that_the_registry_does_not_tell_pass_nothing_over(source: TimeSource) -> None:
    assert "1.0.0" == chosen(listing(at("1.0.0", 0), at("1.0.1", 1, source)), "1.0.1")
    assert "1.0.0" == chosen(listing(at("1.0.0", 0, source), at("1.0.1", 1)), "1.0.1")


@given(hours=st.lists(st.integers(0, 200), min_size=2, max_size=8))
def test_a_dated_baseline_is_as_old_as_its_release_or_three_days_older(hours: list[int]) -> None:
    known = listing(*(at(f"1.0.{number}", hour) for number, hour in enumerate(hours)))
    last = f"1.0.{len(hours) - 1}"
    found, _ = choose_baseline(known, last, order=ORDER)
    if found is not None and found.published is not None:
        apart = timedelta(hours=hours[-1]) - (found.published.at - LONG_AGO.at)
        assert apart <= timedelta(0) or apart >= SETTLED
