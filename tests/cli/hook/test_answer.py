"""The answer to an agent."""

from pratique.cli.hook.answer import ALLOWED, Action, Answer, strictest


def test_the_strictest_action_decides_and_its_reasons_come_first() -> None:
    found = strictest([Answer(Action.ALLOW, ("a",)), Answer(Action.ASK, ("b",)), Answer(Action.DENY, ("c",))])
    assert Answer(Action.DENY, ("c", "b")) == found
    assert ALLOWED == strictest([])
    assert Answer(Action.ALLOW, ("a",)) == strictest([ALLOWED, Answer(Action.ALLOW, ("a", "a"))])


def test_the_text_is_bounded_and_printable() -> None:
    text = Answer(Action.ASK, tuple("\x1b[2J\u202e" + str(number) + "x" * 999 for number in range(9))).text
    assert len(text) < 1_700
    assert text.isprintable()
    assert text.isascii()
    assert text.endswith("and 4 more reasons.")
