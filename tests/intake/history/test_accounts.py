"""What accounts published, by the listings that were read."""

from pratique.core.evidence import Known, NotAsked
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing, TimeSource
from pratique.history.surroundings import Elsewhere
from pratique.intake.history.accounts import Accounts
from tests.history.telling import MINUTE, START, listing, release


def of(name: str, minutes: int, by: str = "ada", **more: object) -> Listing:
    package = PackageRef(Ecosystem.NPM, name)
    return listing([release("1.0.0", START + minutes * MINUTE, by, of=package)], **more)


def test_releases_of_the_account_within_the_hour_are_known_and_that_there_may_be_more() -> None:
    accounts = Accounts()
    for one in (of("near", 30), of("near", 30), of("far", 90), of("other", 5, "bob"), of("kite", 0)):
        accounts.note(one)
    found, gap = accounts.near(of("kite", 0).releases["1.0.0"])
    expected = (Elsewhere("near", "1.0.0", START + 30 * MINUTE),)
    assert Known(expected, "the 4 listings read in this run") == found
    assert gap.endswith("only the 4 listings read in this run are known")


def test_times_of_mirrors_tell_nothing() -> None:
    accounts = Accounts()
    accounts.note(of("near", 30, times=TimeSource.MIRROR))
    found, _ = accounts.near(of("kite", 0).releases["1.0.0"])
    assert Known((), "the 0 listings read in this run") == found


def test_an_account_of_everybody_and_one_that_is_not_told_are_not_asked() -> None:
    accounts = Accounts()
    shared, _ = accounts.near(of("kite", 0, "GitHub Actions").releases["1.0.0"])
    assert isinstance(shared, NotAsked)
    unknown, _ = accounts.near(release("1.0.0", START, None))
    assert isinstance(unknown, NotAsked)
