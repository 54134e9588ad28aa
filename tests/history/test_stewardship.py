"""Which packages are likely to change hands or to die."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from pratique.core.release import Account, Dated, Listing, ProjectStatus, TimeSource
from pratique.core.stewardship import Use, Ward, Way, Worry
from pratique.ecosystems.npm import ecosystem as npm
from pratique.history.stewardship import keepers_of, weigh, weight_of
from tests.history.tales import listings
from tests.history.telling import listing, release

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DEEP = Use(versions=("1.0.0",), direct=False, asked_by=3, dependants=40, parents=("frame", "tool"))
DIRECT = Use(versions=("1.0.0",), direct=True, asked_by=0, dependants=0)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def kept(
    *, days: int = 30, by: str | None = "ada", maintainers: str | None = "ada bob", **more: Any
) -> Listing:
    """A package whose last release was published so many days ago."""
    first = release("0.9.0", ago(3_000), by, maintainers=maintainers)
    return listing([first, release("1.0.0", ago(days), by, maintainers=maintainers, **more)])


def ward(value: Listing, use: Use = DEEP) -> Ward | None:
    return weigh(value, use, NOW).ward


def worries(value: Listing, use: Use = DEEP) -> list[Worry]:
    found = ward(value, use)
    return [reason.worry for reason in found.reasons] if found else []


def ways(value: Listing, use: Use = DEEP) -> list[Way]:
    found = ward(value, use)
    return [step.way for step in found.steps] if found else []


def test_a_package_with_several_people_and_fresh_releases_is_no_worry() -> None:
    assert None is ward(kept())


def test_one_maintainer_who_was_silent_for_long() -> None:
    value = kept(days=5 * 365, maintainers="ada")
    found = ward(value)
    assert found is not None
    assert (4, [Worry.ONE_MAINTAINER, Worry.SILENT_LONG]) == (found.risk, worries(value))
    assert "one maintainer: ada" == found.reasons[0].text
    assert "no release for 5.0 years, since 2021-11-02" == found.reasons[1].text
    assert [Way.PIN, Way.FORK] == ways(value)
    assert [Way.PIN, Way.REPLACE] == ways(value, DIRECT)


def test_one_maintainer_who_is_active_is_helped() -> None:
    value = kept(maintainers="ada", funding="https://money.example/ada")
    found = ward(value, DIRECT)
    assert found is not None
    assert [Way.FUND] == ways(value, DIRECT)
    assert "support the only maintainer: https://money.example/ada" == found.steps[0].text


def test_the_version_in_use_that_is_deprecated_says_why_and_is_replaced() -> None:
    value = kept(deprecated="use kite2 instead")
    found = ward(value)
    assert found is not None
    assert "1.0.0 is deprecated: use kite2 instead" == found.reasons[0].text
    assert [Way.REPLACE, Way.FORK] == ways(value)
    assert (
        "frame, tool depends on the package: request its removal there, or replace frame, tool"
        == found.steps[0].text
    )


@pytest.mark.parametrize(
    ("status", "worry", "way"),
    [
        (ProjectStatus.ARCHIVED, Worry.ARCHIVED, Way.REPLACE),
        (ProjectStatus.DEPRECATED, Worry.DEPRECATED, Way.REPLACE),
        (ProjectStatus.QUARANTINED, Worry.QUARANTINED, Way.REMOVE),
    ],
)
def test_what_the_registry_calls_it(status: ProjectStatus, worry: Worry, way: Way) -> None:
    value = listing(kept().releases.values(), status=status, status_reason="no time left")
    found = ward(value)
    assert found is not None
    assert (worry, f"the registry reports the package as {status.value}: no time left") == (
        found.reasons[0].worry,
        found.reasons[0].text,
    )
    assert way == ways(value)[0]


def test_hands_that_changed_within_a_year_are_told_with_the_release() -> None:
    old = [release(f"1.0.{n}", ago(900 - n), "ada") for n in range(3)]
    value = listing([*old, release("1.1.0", ago(40), "eve", maintainers="ada eve")])
    found = ward(value)
    assert found is not None
    assert (
        f"eve has published the package since 1.1.0 ({ago(40):%Y-%m-%d}); more than a year ago, the publishers were ada"
        == found.reasons[0].text
    )
    assert Way.PIN == ways(value)[0]


def test_hands_that_changed_long_ago_are_the_usual_ones() -> None:
    old = release("1.0.0", ago(900), "ada", maintainers="ada eve")
    newer = [release(f"1.1.{n}", ago(500 - n), "eve", maintainers="ada eve") for n in range(3)]
    value = listing([old, *newer, release("1.2.0", ago(5), "eve", maintainers="ada eve")])
    assert Worry.CHANGED_HANDS not in worries(value)


def test_a_version_in_use_that_was_removed_is_told_first() -> None:
    gone = {"1.0.0": Dated(ago(20), TimeSource.REGISTRY)}
    value = listing([release("1.0.1", ago(10), maintainers="ada bob")], removed=gone)
    found = ward(value)
    assert found is not None
    assert "1.0.0 was removed and can no longer be downloaded" == found.reasons[0].text
    assert [Way.REPLACE] == ways(value)


def test_nobody_who_maintains_it() -> None:
    assert Worry.NOBODY in worries(kept(maintainers=""))


def test_one_who_publishes_for_all_adds_to_another_worry() -> None:
    releases = [release(f"1.0.{n}", ago(100 - n), "ada", maintainers="ada bob") for n in range(4)]
    value = listing([*releases, release("1.0.9", ago(20), "ada", maintainers="ada bob", deprecated="old")])
    assert [Worry.DEPRECATED, Worry.ONE_PUBLISHER] == worries(value)


def test_maintainers_of_a_manifest_are_no_accounts() -> None:
    stripped = kept(by=None, maintainers="Ada", days=2_000)
    answer = weigh(stripped, DEEP, NOW)
    assert (False, False, True) == (answer.maintainers, answer.publishers, answer.times)
    assert Worry.ONE_MAINTAINER not in worries(stripped)
    told = listing(stripped.releases.values(), maintainers=(Account("ada"),))
    assert Worry.ONE_MAINTAINER in worries(told)


def test_the_more_it_is_used_the_higher_it_stands() -> None:
    dev = Use(versions=("1.0.0",), direct=True, asked_by=0, dependants=0, only=("dev",))
    assert weight_of(dev) < weight_of(DIRECT) < weight_of(DEEP)


def test_who_alone_keeps_several_packages_is_told() -> None:
    answers = [weigh(kept(maintainers=name), DEEP, NOW) for name in ("ada", "ada", "bob", "ada bob")]
    assert (("ada", 2),) == keepers_of(answers)


@pytest.mark.parametrize(
    ("funding", "address"),
    [
        ("https://money.example/a", "https://money.example/a"),
        ({"type": "x", "url": "https://money.example/b"}, "https://money.example/b"),
        (["javascript:alert(1)", {"url": "https://money.example/c"}], "https://money.example/c"),
        ("javascript:alert(1)", None),
        (7, None),
    ],
)
def test_where_a_listing_says_that_money_is_taken(funding: object, address: str | None) -> None:
    document = {
        "name": "kite",
        "versions": {"1.0.0": {"name": "kite", "version": "1.0.0", "funding": funding}},
    }
    found = npm.parse_listing(
        json.dumps(document).encode(),
        package=npm.normalise("kite"),
        registry="https://registry.example/",
        url="https://registry.example/kite",
    )
    assert address == found.releases["1.0.0"].funding


@pytest.mark.fuzz
@given(listings())
def test_any_listing_can_be_weighed_and_what_is_not_told_adds_nothing(value: Listing) -> None:
    answer = weigh(value, DEEP, NOW)
    found = {reason.worry for reason in answer.ward.reasons} if answer.ward else set()
    if not answer.maintainers:
        assert not found & {Worry.ONE_MAINTAINER, Worry.NOBODY, Worry.ONE_PUBLISHER}
    if not answer.publishers:
        assert Worry.CHANGED_HANDS not in found
    assert answer.ward is None or (answer.ward.score > 0 and answer.ward.steps)
