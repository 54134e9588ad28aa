import pytest

from pratique.core.evidence import Known
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Release
from pratique.history.surroundings import Surroundings
from tests.history.telling import DAY, MINUTE, codes, last, listing, read, release, series, texts

ID = "strangers-young-dependency"


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


def test_a_young_dependency_of_strangers_is_named_with_their_names() -> None:
    reading = read(added(), about=about(3, "eve kim"))

    assert [
        "the release adds flat, 3 d old and by eve, kim, who never published or maintained this package"
    ] == texts(reading, ID)


@pytest.mark.parametrize(("days", "accounts"), [(3, "ada"), (3, "eve ada"), (30, "eve")])
def test_the_dependency_of_a_maintainer_and_an_old_one_are_quiet(days: int, accounts: str) -> None:
    assert ID not in codes(read(added(), about=about(days, accounts)))


def test_accounts_that_are_not_told_are_strangers() -> None:
    of = PackageRef(Ecosystem.NPM, "flat")
    bare = listing([release("0.1.0", last(added()) - DAY, None, of=of, maintainers=None)])
    told = Surroundings(dependencies={"flat": Known(bare, "registry.example")})

    assert ID in codes(read(added(), about=told))
