"""Facts in the making: once each, bounded, sorted."""

import pytest

from pratique.analysis.facts import Capability, Command, Flow, Language, Taint
from pratique.analysis.languages.python.gather import Facts
from pratique.analysis.languages.python.values import DECODED


def test_alike_uses_are_told_once_at_the_first_line() -> None:
    facts = Facts()
    for line in (5, 3, 9):
        facts.add_use(Capability.PROCESS, "os.system", line, at_load=True, argument="ls")

    assert [(3, "ls")] == [(use.line, use.argument) for use in facts.done(Language.PYTHON, None).uses]


def test_an_argument_is_cut_and_bytes_are_shown_as_text() -> None:
    facts = Facts()
    facts.add_use(Capability.CODE, "exec", 1, at_load=True, argument=b"a" * 500)
    facts.add_use(Capability.CODE, "eval", 2, at_load=True, argument=5)

    assert ["a" * 200, None] == [use.argument for use in facts.done(Language.PYTHON, None).uses]


def test_data_that_has_been_nowhere_is_no_flow() -> None:
    facts = Facts()
    facts.add_flow(Capability.CODE, "exec", 1, marks=0, origin=0, at_load=True)

    assert () == facts.done(Language.PYTHON, None).flows


def test_a_flow_without_an_origin_starts_where_it_ends() -> None:
    facts = Facts()
    facts.add_flow(Capability.CODE, "exec", 4, marks=DECODED, origin=0, at_load=True)

    assert (Flow(Capability.CODE, "exec", 4, 4, (Taint.DECODED,), at_load=True),) == facts.done(
        Language.PYTHON, None
    ).flows


def test_facts_of_code_in_a_literal_are_told_at_its_line() -> None:
    inner = Facts(depth=1, line=7)
    inner.add_import("os", 2, at_load=True)
    inner.add_use(Capability.CODE, "exec", 3, at_load=False)
    inner.add_address("https://a.invalid", 3)
    inner.add_command(Command("ls", (), 1))
    outer = Facts(plain="nothing")
    outer.absorb(inner)
    done = outer.done(Language.PYTHON, None)

    assert (7, 7, 1) == (done.imports[0].line, done.uses[0].line, done.uses[0].depth)
    assert done.addresses[0].encoded
    assert 1 == len(done.commands)


@pytest.mark.parametrize("what", ["uses", "imports", "flows", "addresses", "commands"])
def test_too_much_is_cut_and_told(what: str) -> None:
    facts = Facts()
    for number in range(21_000):
        facts.add_use(Capability.CODE, f"a{number}", 1, at_load=True)
        facts.add_import(f"a{number}", 1, at_load=True)
        facts.add_flow(Capability.CODE, f"a{number}", 1, marks=DECODED, origin=1, at_load=True)
        facts.add_address(f"https://a{number}.invalid", 1)
        facts.add_command(Command(f"a{number}", (), 1))
    problem = facts.done(Language.PYTHON, "first").problem

    assert problem is not None
    assert problem.startswith("first; cut: too many")
    assert what in problem


def test_many_different_arguments_of_one_name_are_cut() -> None:
    facts = Facts()
    for number in range(1_200):
        facts.add_use(Capability.CODE, "exec", 1, at_load=True, argument=str(number))

    assert "cut: too many uses" == facts.done(Language.PYTHON, None).problem


def test_a_flow_of_a_command_line_is_one_literal_deeper() -> None:
    facts = Facts(depth=1)
    facts.add_known_flow(Flow(Capability.CODE, "sh", 1, 1, (Taint.NETWORK,), at_load=True), 6, at_load=False)

    assert [(6, 2, False)] == [
        (flow.line, flow.depth, flow.at_load) for flow in facts.done(Language.PYTHON, None).flows
    ]


@pytest.mark.parametrize(
    ("encoded", "value"), [(False, "https://api.far.example/x"), (True, "https://api.other.example/x")]
)
def test_an_address_is_hidden_where_not_even_its_domain_is_shown(encoded: bool, value: str) -> None:
    facts = Facts(plain="'https://api.{}/x'.format('far.example')")
    facts.add_address(value, 1)
    assert [encoded] == [address.encoded for address in facts.done(Language.PYTHON, None).addresses]


def test_more_addresses_of_a_host_that_is_told_are_no_loss() -> None:
    facts = Facts(plain="")
    for number in range(2_000):
        facts.add_address(f"https://files.far.invalid/{number}", 1)
    assert facts.done(Language.PYTHON, None).problem is None
    facts.add_address("https://other.invalid/", 1)
    assert "cut: too many addresses" == facts.done(Language.PYTHON, None).problem
