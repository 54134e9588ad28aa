from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.respond.behaviour.value import Behaviour, Detection, Moment, Role


def test_the_conditions_of_a_behaviour_are_its_deeds_of_that_role() -> None:
    gate = Detection(
        role=Role.CONDITION, moment=Moment.INSTALL, words="looks for a host", places=(Location("a.js", 1),)
    )
    sent = Detection(
        role=Role.SENDS, moment=Moment.INSTALL, words="sends data", places=(Location("a.js", 2),)
    )
    one = Behaviour(digest=Digest("sha256", "0" * 64), filename="a.tgz", detections=(gate, sent))
    assert (gate,) == one.conditions
