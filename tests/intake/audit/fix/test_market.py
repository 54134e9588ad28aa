"""What can be had."""

from pratique.intake.audit.fix.market import Market, Offer, Offers
from tests.intake.audit.fix.world import Stall, offers


def test_an_offer_has_nothing_against_it_unless_that_is_said() -> None:
    offer = Offer(version="1.0.0")
    assert (False, "", None) == (offer.retired, offer.stop, offer.dependencies)


def test_a_stall_of_the_tests_is_a_market() -> None:
    stall: Market = Stall({"a": offers("1.0.0")})
    assert stall is not None
    assert "1.0.0" == Offers(releases=offers("1.0.0").releases).releases[0].version
