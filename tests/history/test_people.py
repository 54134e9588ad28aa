"""The people of a release."""

from dataclasses import replace

from pratique.core.release import Account
from pratique.history.chronicle import chronicle_of
from pratique.history.people import email_domains, people_of
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE
from tests.history.telling import listing, release


def test_all_who_may_publish_are_told_with_their_domains() -> None:
    one = replace(
        release("1.0.0", None, None),
        publisher=Account("eve", "eve.example"),
        maintainers=(Account("ada", "Ada.example."), Account("bob")),
    )
    told = listing([one], maintainers=(Account("ada", "ada.example"), Account("old", "eve.example")))
    story = story_of(chronicle_of(told), "1.0.0", ALONE)
    assert ["ada", "old", "ada", "bob", "eve"] == [account.name for account in people_of(story)]
    assert {"ada.example": ["ada"], "eve.example": ["old", "eve"]} == email_domains(story)


def test_of_many_domains_twenty_are_told() -> None:
    crowd = tuple(Account(f"a{number}", f"d{number}.example") for number in range(30))
    told = listing([release("1.0.0", None, None, maintainers=None)], maintainers=crowd)
    assert 20 == len(email_domains(story_of(chronicle_of(told), "1.0.0", ALONE)))
