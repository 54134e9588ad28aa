from datetime import timedelta

import pytest

from pratique.core.evidence import Known
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Release
from pratique.history.surroundings import Surroundings
from tests.history.telling import DAY, MINUTE, codes, last, listing, read, release, series, texts

ID = "strangers-newborn-dependency"


def about(older: timedelta, accounts: str | None = "eve") -> Surroundings:
    """What is known of a dependency whose first release is so much older than that of `added`."""
    of = PackageRef(Ecosystem.NPM, "flat")
    told = [
        release("0.1.0", last(added()) - older, accounts, of=of, maintainers=accounts),
        release("0.1.1", last(added()) - older + MINUTE, accounts, of=of, maintainers=accounts),
    ]
    return Surroundings(dependencies={"flat": Known(listing(told), "registry.example")})


def added() -> list[Release]:
    old = series(3)
    return [*old, release("1.1.0", last(old) + 200 * DAY, needs="flat")]


@pytest.mark.parametrize(
    ("older", "when"), [(28 * MINUTE, "28 min old"), (-2 * DAY, "younger than this release")]
)
def test_a_dependency_of_the_same_day_by_strangers_is_named(older: timedelta, when: str) -> None:
    assert [
        f"the release adds flat, {when} and by eve, who never published or maintained this package"
    ] == texts(read(added(), about=about(older)), ID)


@pytest.mark.parametrize(
    "told", [about(DAY), about(MINUTE, "ada"), about(MINUTE, None)], ids=["a day", "own", "not told"]
)
def test_an_older_one_and_a_maintainers_own_and_one_by_nobody_are_quiet(told: Surroundings) -> None:
    assert ID not in codes(read(added(), about=told))
