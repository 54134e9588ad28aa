from pratique.core.evidence import Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Release, TimeSource
from pratique.errors import Reference
from pratique.history.chronicle import chronicle_of
from pratique.history.needs import untold
from pratique.history.signal import Need
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE, Surroundings
from tests.history.telling import DAY, START, last, listing, release, series


def missing(*releases: Release, about: Surroundings = ALONE) -> dict[Need, str]:
    found = listing(releases)
    return dict(untold(story_of(chronicle_of(found), list(found.releases)[-1], about)))


def test_a_listing_that_tells_all_leaves_only_what_was_not_looked_up() -> None:
    unasked = {Need.SOURCE, Need.ACCOUNT, Need.PROVENANCE, Need.BUILDER, Need.DOMAINS}
    assert unasked == set(missing(*series(12)))


def test_each_thing_that_a_release_does_not_tell_is_named() -> None:
    bare = release("1.1.0", None, None, maintainers=None, hooks=None)

    assert {
        Need.TIME: "the publish time of the release is missing or implausible",
        Need.PUBLISHER: "the registry does not list the publisher of the release",
        Need.MAINTAINERS: "the registry does not list the maintainers of the release",
        Need.PROVENANCE: "the registry does not list the provenance of the release",
    }.items() <= missing(*series(3), bare).items()


def test_publishers_and_maintainers_of_those_before_must_be_told_too() -> None:
    told = missing(*series(3, by=None, maintainers=None), release("1.1.0", START + 90 * DAY))

    assert "the registry does not list the publishers of the previous releases" == told[Need.PUBLISHER]
    assert "the registry does not list the maintainers of the previous release" == told[Need.MAINTAINERS]


def test_pypi_tells_no_dependencies_and_no_hooks() -> None:
    of = PackageRef(Ecosystem.PYPI, "kite")
    told = missing(release("1.0", START, of=of), release("1.1", START + DAY, of=of))

    assert {Need.DEPENDENCIES, Need.HOOKS, Need.REMOVALS} <= set(told)


def test_a_dependency_whose_registry_tells_no_times_is_not_known_to_be_old() -> None:
    before = series(2)
    mirrored = listing(series(2), times=TimeSource.MIRROR)
    told = missing(
        *before,
        release("1.1.0", last(before) + DAY, needs="flat"),
        about=Surroundings(dependencies={"flat": Known(mirrored, "registry.example")}),
    )

    assert "flat: its registry has no publish times" == told[Need.DEPENDENCY_LISTINGS]


def test_the_first_dependency_that_is_not_known_is_named_with_its_reason() -> None:
    before = series(2)
    told = missing(
        *before,
        release("1.1.0", last(before) + DAY, needs="known gone"),
        about=Surroundings(
            dependencies={
                "known": Known(listing(before), "registry.example"),
                "gone": Unknown("no answer", Reference.REGISTRY_UNREACHABLE, "registry.example"),
            },
            lookalikes={"known": Known((), "list"), "gone": NotAsked("offline")},
        ),
    )

    assert ("gone: no answer", "gone: offline") == (
        told[Need.DEPENDENCY_LISTINGS],
        told[Need.DEPENDENCY_NAMES],
    )


def test_the_name_of_a_package_that_is_not_young_needs_no_comparison() -> None:
    assert Need.NAMES not in missing(*series(12))
    assert "the name was not compared with popular names" == missing(*series(2))[Need.NAMES]
