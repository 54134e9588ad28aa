"""What we publish ourselves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from pratique.core.history import Weight
from pratique.core.ownership import Alarm, OwnPackage
from pratique.core.release import Account, Dated, Listing, TimeSource
from pratique.history.marking import marked_timeline
from pratique.history.ownership import own_package
from pratique.history.surroundings import ALONE
from tests.history.tales import listings
from tests.history.telling import listing, release

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OURS = frozenset({"ada", "bob"})


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def looked_after(value: Listing, allowed: frozenset[str] = OURS, days: int = 90) -> OwnPackage:
    told = marked_timeline(value, judged=None, surroundings=ALONE, now=NOW, span=timedelta(days=14))
    return own_package(told, since=ago(days), now=NOW, allowed=allowed)


def alarms(value: OwnPackage) -> list[tuple[Alarm, str | None]]:
    return [(notice.alarm, notice.version) for notice in value.notices]


def kite(*more: Any, **told: Any) -> Listing:
    old = [release(f"1.0.{n}", ago(400 - 30 * n), "ada", maintainers="ada bob") for n in range(10)]
    return listing([*old, *more], **told)


def test_an_ordinary_release_of_ours_is_no_news() -> None:
    found = looked_after(kite(release("1.1.0", ago(10), "ada", maintainers="ada bob")))
    assert ("1.1.0",) == found.since
    assert {Alarm.IDLE_PUBLISHER} == {alarm for alarm, _ in alarms(found)}


def test_a_release_of_a_stranger_is_looked_at_at_once() -> None:
    found = looked_after(kite(release("1.1.0", ago(10), "eve", maintainers="ada bob eve")))
    assert (Alarm.STRANGER_PUBLISHED, "1.1.0") in alarms(found)
    assert (Alarm.STRANGER_MAY_PUBLISH, None) in alarms(found)
    assert Weight.HOLDS is found.notices[0].weight
    assert [("eve", True, False)] == [(p.name, p.may, p.allowed) for p in found.publishers if p.name == "eve"]


def test_without_a_list_nobody_is_a_stranger_and_signals_still_speak() -> None:
    found = looked_after(kite(release("1.1.0", ago(10), "eve", maintainers="ada bob eve")), frozenset())
    assert {Alarm.SIGNAL, Alarm.IDLE_PUBLISHER} == {alarm for alarm, _ in alarms(found)}
    assert any("[new-publisher]" in notice.text for notice in found.notices)


def test_releases_before_the_day_are_not_looked_at() -> None:
    value = kite(release("1.1.0", ago(40), "eve", maintainers="ada bob"))
    assert (Alarm.STRANGER_PUBLISHED, "1.1.0") in alarms(looked_after(value, days=60))
    assert () == looked_after(value, days=20).since


def test_provenance_that_was_lost_is_told_once() -> None:
    attested = [
        release(f"1.1.{n}", ago(20 - n), "ada", maintainers="ada bob", provenance=True) for n in range(4)
    ]
    value = kite(*attested, release("1.1.9", ago(2), "ada", maintainers="ada bob", provenance=False))
    found = [notice for notice in looked_after(value).notices if "provenance" in notice.text]
    assert [(Alarm.PROVENANCE_LOST, Weight.HOLDS, "the release has no provenance, but 1.1.3 has")] == [
        (notice.alarm, notice.weight, notice.text) for notice in found
    ]


def test_a_release_that_vanished_and_one_of_nobody_are_told() -> None:
    gone = {"1.2.0": Dated(ago(5), TimeSource.REGISTRY)}
    found = looked_after(kite(release("1.1.0", ago(10), None, maintainers="ada bob"), removed=gone))
    assert {(Alarm.PUBLISHER_UNTOLD, "1.1.0"), (Alarm.REMOVED, "1.2.0")} <= {*alarms(found)}


def test_a_right_that_nobody_uses_is_told() -> None:
    found = looked_after(kite(maintainers=(Account("ada"), Account("bob"))))
    assert ["bob may publish the package but never did; consider removing the right to publish"] == [
        notice.text for notice in found.notices
    ]


def test_where_no_people_are_told_nothing_is_said_of_rights() -> None:
    stripped = listing([release("1.0.0", ago(10), None, maintainers=None)])
    assert () == looked_after(stripped).publishers


@pytest.mark.fuzz
@given(listings())
def test_any_listing_can_be_looked_after(value: Listing) -> None:
    found = looked_after(value)
    weights = [notice.weight.rank for notice in found.notices]
    assert weights == sorted(weights, reverse=True)
    listed = {*value.releases, *value.removed}
    assert {*found.since} <= listed
    for notice in found.notices:
        if notice.alarm is Alarm.STRANGER_PUBLISHED:
            assert notice.version is not None
            published = value.releases[notice.version].publisher
            assert published is not None
            assert published.name not in OURS
