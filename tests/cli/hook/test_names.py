"""Made-up names, young names and established names."""

from datetime import UTC, datetime, timedelta

from pratique.cli.hook.answer import Action
from pratique.cli.hook.names import missing, weigh
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Dated, Listing, Release, TimeSource

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def listing(name: str, days: int | None, ecosystem: Ecosystem = Ecosystem.NPM) -> Listing:
    package = PackageRef(ecosystem, name)
    published = None if days is None else Dated(NOW - timedelta(days=days), TimeSource.REGISTRY)
    release = Release(ref=package.at("1.0.0"), artifacts=(), published=published)
    return Listing(
        package=package,
        registry="https://registry.invalid/",
        releases={"1.0.0": release},
        times=None if days is None else TimeSource.REGISTRY,
    )


def action(name: str, days: int | None) -> Action:
    found = weigh(PackageRef(Ecosystem.NPM, name), listing(name, days), NOW)
    return Action.ALLOW if found is None else found.action


def test_a_young_name_is_asked_about_until_it_is_ninety_days_old() -> None:
    assert Action.ASK is action("quite-a-made-up-name", 0)
    assert Action.ASK is action("quite-a-made-up-name", 89)
    assert Action.ALLOW is action("quite-a-made-up-name", 90)


def test_a_popular_name_is_never_asked_about() -> None:
    assert Action.ALLOW is action("express", 1)


def test_a_name_that_looks_like_a_popular_one_is_asked_about_if_it_is_young_or_its_age_is_unknown() -> None:
    assert Action.ASK is action("expresss", 3)
    assert Action.ASK is action("expresss", None)
    assert Action.ALLOW is action("expresss", 4_000)


def test_a_name_of_unknown_age_that_looks_like_nothing_is_for_the_release_to_decide() -> None:
    assert Action.ALLOW is action("quite-a-made-up-name", None)


def test_a_name_without_a_release_and_a_missing_name_are_denied() -> None:
    package = PackageRef(Ecosystem.NPM, "expresss")
    empty = Listing(package=package, registry="https://registry.invalid/", releases={})
    found = weigh(package, empty, NOW)
    assert found is not None
    assert Action.DENY is found.action
    told = missing(package, "the registry")
    assert Action.DENY is told.action
    assert "did you mean express?" in told.text
