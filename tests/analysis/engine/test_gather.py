"""Facts in the making: each once, in bounds."""

from pratique.analysis.engine.gather import MOST_ALIKE, Facts
from pratique.analysis.engine.values import DECODED, NETWORK
from pratique.analysis.facts import Capability, Command, Flow, Taint


def test_alike_uses_are_told_once_at_the_first_line() -> None:
    facts = Facts()
    for line in (5, 3, 9):
        facts.add_use(Capability.PROCESS, "Kernel.system", line, at_load=True, argument="x")

    assert [3] == [use.line for use in facts.done(None).uses]


def test_many_arguments_of_one_name_do_not_crowd_out_other_names() -> None:
    facts = Facts()
    for number in range(1000):
        facts.add_use(Capability.PROCESS, "Kernel.system", number, at_load=True, argument=str(number))
    facts.add_use(Capability.CODE, "Kernel.eval", 2000, at_load=True)
    done = facts.done(None)

    assert MOST_ALIKE + 1 == len(done.uses)
    assert "Kernel.eval" == done.uses[-1].api
    assert done.problem is None


def test_new_names_are_told_when_there_is_room_for_no_others() -> None:
    facts = Facts()
    for number in range(2_000):
        facts.add_use(Capability.PROCESS, f"p{number // 50}", number, at_load=True, argument=str(number))
    done = facts.done(None)

    assert {f"p{number}" for number in range(40)} == {use.api for use in done.uses}
    assert done.problem is None


def test_arguments_are_cut_and_can_be_shown() -> None:
    facts = Facts()
    facts.add_use(Capability.CODE, "Kernel.eval", 1, at_load=True, argument="\udce9" + "a" * 500)

    assert ["\ufffd" + "a" * 199] == [use.argument for use in facts.done(None).uses]


def test_flows_that_have_been_nowhere_are_not_told() -> None:
    facts = Facts()
    facts.add_flow(Capability.CODE, "Kernel.eval", 1, marks=0, origin=0, at_load=True)
    facts.add_flow(Capability.CODE, "Kernel.eval", 2, marks=DECODED | NETWORK, origin=1, at_load=True)

    expected = Flow(Capability.CODE, "Kernel.eval", 2, 1, (Taint.DECODED, Taint.NETWORK), True)
    assert (expected,) == facts.done(None).flows


def test_an_address_that_the_source_does_not_show_is_encoded() -> None:
    facts = Facts(plain=b"'https://a.invalid/'")
    facts.add_addresses("https://a.invalid/ and https://b.invalid/", 1)

    assert [("https://a.invalid/", False), ("https://b.invalid/", True)] == [
        (address.value, address.encoded) for address in facts.done(None).addresses
    ]


def test_facts_of_code_in_a_literal_are_told_with_those_of_the_source() -> None:
    inner, outer = Facts(depth=1, line=7, plain=b"https://a.invalid/"), Facts()
    inner.add_use(Capability.CODE, "Kernel.eval", 1, at_load=False)
    inner.add_addresses("https://a.invalid/", 1)
    inner.add_command(Command("sh", (), 7))
    outer.absorb(inner)
    done = outer.done(None)

    assert [(7, False, 1)] == [(use.line, use.at_load, use.depth) for use in done.uses]
    assert [(7, True)] == [(address.line, address.encoded) for address in done.addresses]
    assert ["sh"] == [command.program for command in done.commands]


def test_what_was_cut_is_said() -> None:
    facts = Facts()
    for number in range(2_000):
        facts.add_import(f"m{number}", 1, at_load=True)
        facts.add_address(f"https://{number}.invalid/", 1)
        facts.add_command(Command(f"p{number}", (), 1))
        facts.add_flow(Capability.CODE, "Kernel.eval", number, marks=DECODED, origin=1, at_load=True)

    assert "too old; cut: too many addresses, commands, flows, imports" == facts.done("too old").problem
