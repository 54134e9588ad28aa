"""What is known of registries while a decision is made."""

from pratique.core.names import Ecosystem, PackageRef
from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.world import offers

LODASH = PackageRef(Ecosystem.NPM, "lodash")


def test_offline_nobody_is_asked() -> None:
    desk = Desk()
    assert desk.offers(LODASH) is None
    assert {} == desk.to_ask


def test_what_is_not_known_yet_is_noted_once() -> None:
    desk = Desk(asks_registries=True)
    assert desk.offers(LODASH) is None
    assert desk.asks(LODASH.at("1.0.0")) is None
    assert [LODASH] == list(desk.to_ask)


def test_a_registry_that_failed_is_not_asked_again() -> None:
    desk = Desk(asks_registries=True, failed={LODASH: "it is down"})
    assert desk.offers(LODASH) is None
    assert {} == desk.to_ask


def test_what_a_listing_does_not_tell_is_to_be_read() -> None:
    desk = Desk(
        asks_registries=True,
        known={LODASH: offers(Offer(version="1.0.0"), Offer(version="2.0.0", dependencies={"a": "1"}))},
    )
    assert {"a": "1"} == desk.asks(LODASH.at("2.0.0"))
    assert desk.asks(LODASH.at("1.0.0")) is None
    assert [LODASH.at("1.0.0")] == list(desk.to_read)
    desk.told[LODASH.at("1.0.0")] = {"b": "2"}
    assert {"b": "2"} == desk.asks(LODASH.at("1.0.0"))
    assert desk.asks(LODASH.at("9.9.9")) is None
