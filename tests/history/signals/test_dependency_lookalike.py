import pytest

from pratique.core.evidence import Evidence, Known
from pratique.core.names import Ecosystem, PackageRef
from pratique.history.surroundings import Lookalike, Surroundings
from tests.history.telling import DAY, START, codes, listing, read, release, series, texts

ID = "dependency-lookalike"


def about(days: int | None) -> Surroundings:
    looks: Evidence[tuple[Lookalike, ...]] = Known(
        (Lookalike("crypt0-js", "crypto-js", "a digit is a letter"),), "list"
    )
    of = PackageRef(Ecosystem.NPM, "crypt0-js")
    at = START + (90 - (days or 0)) * DAY
    known = listing([release("1.0.0", at, of=of)])
    return Surroundings(
        lookalikes={"crypt0-js": looks},
        dependencies={} if days is None else {"crypt0-js": Known(known, "registry.example")},
    )


ADDED = [*series(3), release("1.1.0", START + 90 * DAY, needs="crypt0-js")]


@pytest.mark.parametrize("days", [1, 89, None])
def test_a_dependency_that_looks_like_a_popular_one_is_named(days: int | None) -> None:
    assert ["the release adds crypt0-js, which looks like crypto-js: a digit is a letter"] == texts(
        read(ADDED, about=about(days)), ID
    )


def test_one_that_has_been_there_for_long_is_quiet() -> None:
    assert ID not in codes(read(ADDED, about=about(90)))


def test_a_name_of_its_own_is_quiet() -> None:
    reading = read(ADDED, about=Surroundings(lookalikes={"crypt0-js": Known((), "list")}))

    assert ID not in codes(reading)
    assert ID in reading.ran
