from collections.abc import Iterator

from pratique.analysis.rules import RULES
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.signals import SIGNALS
from pratique.history.story import Story


@signal("a-test", "a test", weight=Weight.LENGTHENS, needs=[Need.TIME])
def a_test(story: Story) -> Iterator[str]:
    yield story.version


def test_a_signal_is_a_value_with_the_page_of_its_module() -> None:
    assert ("a-test", "a test", Weight.LENGTHENS, (Need.TIME,)) == (
        a_test.id,
        a_test.title,
        a_test.weight,
        a_test.needs,
    )
    assert (None, None) == (a_test.measured, a_test.base_rate)


def test_a_signal_only_ranks_if_nothing_is_said() -> None:
    assert Weight.RANKS is next(rule for rule in SIGNALS if rule.id == "new-publisher").weight


def test_signals_are_in_the_order_of_their_ids_and_each_is_there_once() -> None:
    ids = [rule.id for rule in SIGNALS]

    assert sorted(set(ids)) == ids


def test_a_signal_may_name_the_rule_that_sees_the_same_in_the_bytes() -> None:
    assert {"new-install-hook"} == {rule.rule for rule in SIGNALS if rule.rule}
    assert {rule.rule for rule in SIGNALS if rule.rule} <= {rule.id for rule in RULES}
