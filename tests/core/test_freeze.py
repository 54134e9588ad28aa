"""Which freezes last, and what they hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pratique.core.freeze import Freeze, FreezeAct, FreezeKind, lasting
from pratique.ecosystems.npm import ecosystem as npm

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDER = FreezeAct(
    kind=FreezeKind.FREEZE,
    at=NOW,
    who="ada",
    reason="a worm",
    published_before=NOW - 24 * HOUR,
    until=NOW + HOUR,
    number=1,
)
UNDONE = FreezeAct(kind=FreezeKind.UNDONE, at=NOW, who="ada", reason="over", number=2)
REF = npm.normalise("calm").at("1.0.0")


def test_a_freeze_ends_at_its_end_and_when_it_is_undone() -> None:
    assert 1 == len(lasting([ORDER], NOW))
    assert () == lasting([ORDER], NOW + HOUR)
    assert () == lasting([UNDONE, ORDER], NOW)
    assert 1 == len(lasting([ORDER, UNDONE, replace(ORDER, number=3)], NOW))


def test_what_was_published_at_its_moment_or_later_is_held_until_it_ends() -> None:
    (freeze,) = lasting([ORDER], NOW)

    assert freeze.holds(REF, freeze.published_before, NOW)
    assert not freeze.holds(REF, freeze.published_before - timedelta(seconds=1), NOW)
    assert not freeze.holds(REF, NOW, freeze.until)
    assert freeze.holds(None, NOW, NOW)


def test_a_package_or_one_release_of_it_is_spared() -> None:
    def held(*spared: str) -> bool:
        freeze = Freeze(
            published_before=NOW, until=NOW + HOUR, who="ada", reason="a worm", spared=frozenset(spared)
        )
        return freeze.holds(REF, NOW, NOW)

    assert held()
    assert held("pkg:npm/calm@1.0.1", "pkg:pypi/calm")
    assert not held("pkg:npm/calm")
    assert not held("pkg:npm/calm@1.0.0")
