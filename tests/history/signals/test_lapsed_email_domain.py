from dataclasses import replace

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.release import Account, Release
from pratique.errors import Reference
from pratique.history import SignalReading
from pratique.history.surroundings import Surroundings
from tests.history.telling import codes, read, series, silenced, texts

ID = "lapsed-email-domain"
SLOW = Unknown("gone.example: no answer within 5 s", Reference.REGISTRY_UNREACHABLE, "the resolver")


def kites() -> list[Release]:
    """Three releases; ada and bob maintain them, and their addresses are told."""
    people = (Account("ada", "gone.example"), Account("bob", "Here.example."))
    return [replace(one, maintainers=people) for one in series(3)]


def told(**domains: Evidence[bool]) -> SignalReading:
    about = Surroundings(domains={name.replace("_", "."): found for name, found in domains.items()})
    return read(kites(), about=about)


def test_a_domain_that_is_no_more_is_named_with_its_account() -> None:
    said = told(gone_example=Known(False, "the resolver"), here_example=Known(True, "the resolver"))
    assert [
        "the e-mail domain gone.example of ada does not exist: anybody who registers the domain receives its mail"
    ] == texts(said, ID)


def test_domains_that_exist_are_quiet() -> None:
    said = told(gone_example=Known(True, "the resolver"), here_example=Known(True, "the resolver"))
    assert ID not in codes(said)
    assert ID not in silenced(said)


def test_what_was_not_asked_or_not_answered_is_told_and_is_never_clean() -> None:
    assert ID in silenced(read(kites()))
    assert ID in silenced(told(gone_example=Known(True, "the resolver"), here_example=NotAsked("offline")))
    assert ID in silenced(told(gone_example=SLOW, here_example=Known(True, "the resolver")))
    assert ID in silenced(read(series(3)))


def test_a_lapsed_domain_speaks_beside_one_that_is_unknown() -> None:
    said = told(gone_example=Known(False, "the resolver"), here_example=SLOW)
    assert ID in codes(said)
    assert ID in silenced(said)
