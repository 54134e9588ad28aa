from pratique.core.evidence import Known
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Release
from pratique.history.surroundings import Surroundings
from tests.history.telling import DAY, MINUTE, codes, last, listing, read, release, series, silenced, texts

ID = "dependency-young"


def about(days: int, accounts: str = "eve") -> Surroundings:
    """What is known of a dependency whose first release is so many days older than that of `added`."""
    of = PackageRef(Ecosystem.NPM, "flat")
    first = last(added()) - days * DAY
    (by, *_) = accounts.split()
    told = [release("0.1.0", first, by, of=of, maintainers=accounts)]
    told.append(release("0.1.1", first + MINUTE, by, of=of, maintainers=accounts))
    return Surroundings(dependencies={"flat": Known(listing(told), "registry.example")})


def added() -> list[Release]:
    old = series(3)
    return [*old, release("1.1.0", last(old) + 200 * DAY, needs="flat")]


def test_a_dependency_that_is_days_old_is_named_with_its_age() -> None:
    reading = read(added(), about=about(3))

    assert ["the release adds flat, whose first release is 3 d older than this release"] == texts(reading, ID)
    assert ID in reading.ran


def test_a_dependency_that_came_after_the_release_is_young() -> None:
    assert ["the release adds flat, whose first release is younger than this release"] == texts(
        read(added(), about=about(-1)), ID
    )


def test_an_old_dependency_is_quiet() -> None:
    reading = read(added(), about=about(30))

    assert ID not in codes(reading)
    assert ID in reading.ran


def test_a_dependency_that_nobody_asked_about_is_told() -> None:
    assert ID in silenced(read(added()))
