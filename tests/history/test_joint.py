from pratique.core.history import Weight
from pratique.history.joint import JOINT
from pratique.history.signals import SIGNALS
from tests.history.telling import DAY, START, codes, last, read, release, series


def test_every_joint_signal_has_parts_and_a_name_of_its_own() -> None:
    known = {rule.id for rule in SIGNALS}

    assert all(len(joint.parts) > 1 and known.issuperset(joint.parts) for joint in JOINT)
    assert set() == known & {joint.id for joint in JOINT}


def test_parts_do_less_by_themselves() -> None:
    weights = {rule.id: rule.weight for rule in SIGNALS}

    for joint in JOINT:
        strongest = max(weights[part].rank for part in joint.parts)
        assert joint.weight.rank > strongest or joint.weight is Weight.HOLDS


def test_a_joint_signal_speaks_where_all_parts_do_and_not_where_one_is_quiet() -> None:
    old = series(3)
    after = release("2.0.0", START + 30 * DAY)
    both = [*old, after, release("1.0.9", last(old) + 500 * DAY, "eve")]
    one = [*old, after, release("1.0.9", last(old) + 500 * DAY, "ada")]

    assert "new-publisher-revives-line" in codes(read(both))
    assert "new-publisher-revives-line" not in codes(read(one))


def test_a_joint_signal_has_its_own_rate() -> None:
    (joint,) = [joint for joint in JOINT if joint.id == "new-publisher-revives-line"]

    assert joint.measured is not None
    assert joint.base_rate == joint.measured.rate
