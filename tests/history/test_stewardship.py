"""Which packages are likely to change hands or to die."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import Account, Artifact, ArtifactKind, Dated, Listing, ProjectStatus, TimeSource
from pratique.core.stewardship import Reason, State, Use, Ward, Way, Worry
from pratique.ecosystems.npm import ecosystem as npm
from pratique.history.stewardship import keepers_of, listed_of, wards_of, weigh, weight_of
from tests.history.tales import listings
from tests.history.telling import listing, release

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DEEP = Use(versions=("1.0.0",), direct=False, asked_by=3, dependants=40, parents=("frame", "tool"))
FEW = Use(versions=("1.0.0",), direct=False, asked_by=2, dependants=2, parents=("frame", "tool"))
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
    return next(iter(wards_of([weigh(value, use, NOW)])), None)


def worries(value: Listing, use: Use = DEEP) -> list[Worry]:
    return [reason.worry for reason in weigh(value, use, NOW).reasons]


def ways(value: Listing, use: Use = DEEP) -> list[Way]:
    found = ward(value, use)
    return [step.way for step in found.steps] if found else []


def test_a_package_with_several_people_and_fresh_releases_is_no_worry() -> None:
    assert None is ward(kept())


def test_one_maintainer_is_no_worry_without_silence() -> None:
    assert (None, [Worry.ONE_MAINTAINER]) == (ward(kept(maintainers="ada")), worries(kept(maintainers="ada")))


@pytest.mark.parametrize(
    ("days", "state", "steps"),
    [
        (700, State.ACTIVE, []),
        (3 * 365, State.SLOWING, [Way.HELP, Way.WATCH]),
        (5 * 365, State.ABANDONED, [Way.FORK, Way.PIN]),
    ],
)
def test_silence_with_work_left_to_do(days: int, state: State, steps: list[Way]) -> None:
    value = busy(days, needs="a b c")
    assert (state, steps) == (weigh(value, DEEP, NOW).state, ways(value))


def busy(days: int, **more: Any) -> Listing:
    """A package with a release each month until it fell silent so many days ago."""
    return listing([release(f"1.0.{n}", ago(days + 300 - 30 * n), "ada", **more) for n in range(11)])


def test_a_finished_package_raises_no_doubt() -> None:
    value = busy(5 * 365)
    assert (State.FINISHED, None) == (weigh(value, DEEP, NOW).state, ward(value))


def test_silence_says_since_when_and_what_was_usual_before() -> None:
    found = ward(busy(3 * 365, needs="a b c"))
    assert found is not None
    assert (
        "no release for 3.0 years, since 2023-11-02; before, one about every 4 weeks" == found.reasons[0].text
    )


def test_the_work_that_slows_is_supported_if_money_is_taken() -> None:
    value = busy(3 * 365, needs="a b c", funding="https://money.example/ada")
    found = ward(value, DIRECT)
    assert found is not None
    assert "support its maintainers: https://money.example/ada" == found.steps[0].text


def test_a_small_package_is_taken_over_as_own_code() -> None:
    tarball = Artifact(filename="kite.tgz", url="", kind=ArtifactKind.NPM_TARBALL, unpacked_bytes=3_000)
    value = listing([release(f"0.{n}.0", ago(n), "ada", artifacts=(tarball,)) for n in (3_000, 2_900)])
    assert [Way.VENDOR, Way.PIN] == ways(value, DIRECT)


def test_the_version_in_use_that_is_deprecated_says_why_and_is_replaced() -> None:
    value = kept(deprecated="use kite2 instead")
    found = ward(value)
    assert found is not None
    assert "1.0.0 is deprecated: use kite2 instead" == found.reasons[0].text
    assert [Way.REPLACE, Way.PIN] == ways(value, FEW)
    found = ward(value, FEW)
    assert found is not None
    assert (
        "frame, tool depends on the package: request its removal there, or replace frame, tool"
        == found.steps[0].text
    )


def test_an_old_release_that_is_deprecated_is_updated() -> None:
    old = release("1.0.0", ago(500), "ada", maintainers="ada bob", deprecated="insecure")
    value = listing([old, release("1.1.0", ago(20), "ada", maintainers="ada bob")])
    found = ward(value)
    assert found is not None
    assert (State.ACTIVE, [Way.UPDATE]) == (found.state, ways(value))
    assert "move to 1.1.0, which is not deprecated" == found.steps[0].text


@pytest.mark.parametrize(
    ("status", "worry", "way"),
    [
        (ProjectStatus.ARCHIVED, Worry.ARCHIVED, Way.FORK),
        (ProjectStatus.DEPRECATED, Worry.DEPRECATED, Way.FORK),
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
        f"eve has published the package since 1.1.0 ({ago(40):%Y-%m-%d}) and was not named before; more than a year"
        " ago, the publishers were ada" == found.reasons[0].text
    )
    assert Way.PIN == ways(value)[0]


def test_a_publisher_who_was_listed_before_is_no_stranger() -> None:
    old = [release(f"1.0.{n}", ago(900 - n), "ada", maintainers="ada eve") for n in range(3)]
    assert () == weigh(listing([*old, release("1.1.0", ago(40), "eve")]), DEEP, NOW).newcomers


def test_a_publisher_of_another_package_of_the_project_is_no_stranger() -> None:
    changed = listing([release("1.0.0", ago(900), "ada"), release("1.1.0", ago(40), "eve")])
    others = listing([release("1.0.0", ago(900), "eve"), release("1.0.1", ago(30), "eve")])
    assert () == wards_of([weigh(value, DEEP, NOW) for value in (changed, others)])


def test_a_release_of_a_trusted_publisher_names_no_person() -> None:
    old = release("1.0.0", ago(900), "ada")
    value = listing([old, release("1.1.0", ago(40), "workflow", trusted_publisher="github")])
    assert () == weigh(value, DEEP, NOW).newcomers


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
    assert Way.REPLACE == ways(value)[0]


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


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 100))
def test_the_list_has_every_fact_and_otherwise_a_tenth(facts: list[bool], more: int) -> None:
    wards = [
        Ward(
            package=npm.normalise(f"kite{number}"),
            use=DEEP,
            state=State.SLOWING,
            reasons=(Reason(Worry.DEPRECATED if fact else Worry.SILENT, "told"),),
            steps=(),
            doubt=0.5,
            score=100.0 - number,
        )
        for number, fact in enumerate(facts)
    ]
    packages = len(facts) + more
    found = listed_of(wards, packages)
    assert [ward for ward, fact in zip(wards, facts, strict=True) if fact] == [
        ward for ward in found if ward.reasons[0].worry is Worry.DEPRECATED
    ]
    assert len(found) <= max(-(-packages // 10), sum(facts))
    assert sorted(found, key=wards.index) == list(found)


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
    (ward,) = wards_of([answer]) or (None,)
    found = {reason.worry for reason in ward.reasons} if ward else set()
    if not answer.maintainers:
        assert not found & {Worry.ONE_MAINTAINER, Worry.NOBODY, Worry.ONE_PUBLISHER}
    if not answer.publishers:
        assert Worry.CHANGED_HANDS not in found
    assert ward is None or (ward.score > 0 and ward.steps)
