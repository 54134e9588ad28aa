"""Facts in the making: each once, in bounds, sorted."""

import pytest

from pratique.analysis.engine.gather import JAVASCRIPT, PYTHON, RUBY, Facts, Rules
from pratique.analysis.engine.marks import DECODED, NETWORK
from pratique.analysis.facts import Capability, Command, Flow, Language, PayloadKind, Taint

MOST_ALIKE = JAVASCRIPT.uses.alike


def test_alike_uses_are_told_once_at_the_first_line() -> None:
    facts = Facts(JAVASCRIPT)
    for line in (5, 3, 9):
        facts.add_use(Capability.PROCESS, "child_process.exec", line, at_load=True, argument="x")

    assert [3] == [use.line for use in facts.done(Language.JAVASCRIPT, None).uses]


def test_hosts_of_sockets_are_not_crowded_out_and_paths_are_no_hosts() -> None:
    facts = Facts(JAVASCRIPT)
    for number in range(100):
        facts.add_use(Capability.NETWORK, "net.connect", number, at_load=True, argument="a.invalid:80")
        facts.add_use(Capability.NETWORK, "net.connect", number, at_load=True, argument=f"a.invalid:{number}")
        facts.add_use(Capability.NETWORK, "axios.get", number, at_load=True, argument=f"page{number}.json")
    facts.add_use(Capability.NETWORK, "net.connect", 200, at_load=True, argument="b.invalid:443")
    facts.add_use(Capability.NETWORK, "net.connect", 201, at_load=True, argument="203.0.113.7:443")
    done = facts.done(Language.JAVASCRIPT, None)
    named = {use.argument for use in done.uses if use.api == "net.connect"}
    assert {"b.invalid:443", "203.0.113.7:443"} <= named
    assert MOST_ALIKE == sum(use.api == "axios.get" for use in done.uses)
    assert done.problem is None


def test_many_arguments_of_one_name_do_not_crowd_out_other_names() -> None:
    facts = Facts(JAVASCRIPT)
    for number in range(1000):
        facts.add_use(Capability.PROCESS, "child_process.exec", number, at_load=True, argument=str(number))
    facts.add_use(Capability.CODE, "eval", 2000, at_load=True)

    done = facts.done(Language.JAVASCRIPT, None)
    assert MOST_ALIKE + 1 == len(done.uses)
    assert "eval" == done.uses[-1].api
    assert done.problem is None


def test_a_crowd_of_harmless_addresses_hides_no_other_host() -> None:
    facts = Facts(JAVASCRIPT)
    for number in range(1000):
        facts.add_use(
            Capability.NETWORK, "fetch", number, at_load=True, argument=f"http://127.0.0.1/{number}"
        )
    facts.add_use(Capability.NETWORK, "fetch", 2000, at_load=True, argument="https://sink.invalid/")
    for number in range(1000):
        target = f"http://127.0.0.1/{number}"
        facts.add_flow(
            Capability.NETWORK, "fetch", number, marks=DECODED, origin=1, at_load=True, target=target
        )
    facts.add_flow(
        Capability.NETWORK,
        "fetch",
        2000,
        marks=DECODED,
        origin=1,
        at_load=True,
        target="https://sink.invalid/",
    )

    done = facts.done(Language.JAVASCRIPT, None)
    assert "https://sink.invalid/" == done.uses[-1].argument
    assert "https://sink.invalid/" == done.flows[-1].target
    assert MOST_ALIKE + 2 == len(done.uses)
    assert done.problem is None


def test_too_many_hosts_are_told() -> None:
    facts = Facts(JAVASCRIPT)
    for number in range(200):
        facts.add_use(
            Capability.NETWORK, "fetch", number, at_load=True, argument=f"http://h{number}.invalid/"
        )

    assert "cut: too many hosts" == facts.done(Language.JAVASCRIPT, None).problem


def test_arguments_are_cut_at_two_hundred_characters() -> None:
    facts = Facts(JAVASCRIPT)
    facts.add_use(Capability.CODE, "eval", 1, at_load=True, argument="a" * 500)

    assert ["a" * 200] == [use.argument for use in facts.done(Language.JAVASCRIPT, None).uses]


def test_node_modules_have_one_name() -> None:
    facts = Facts(JAVASCRIPT)
    facts.add_import("node:fs", 2, at_load=True)
    facts.add_import("fs", 1, at_load=True)

    assert [("fs", 1)] == [(item.module, item.line) for item in facts.done(Language.JAVASCRIPT, None).imports]


def test_flows_that_have_been_nowhere_are_not_told() -> None:
    facts = Facts(JAVASCRIPT)
    facts.add_flow(Capability.CODE, "eval", 1, marks=0, origin=0, at_load=True)
    facts.add_flow(Capability.CODE, "eval", 2, marks=DECODED | NETWORK, origin=1, at_load=True)

    expected = Flow(Capability.CODE, "eval", 2, 1, (Taint.DECODED, Taint.NETWORK), True)
    assert (expected,) == facts.done(Language.JAVASCRIPT, None).flows


def test_facts_of_code_in_a_literal_are_told_at_its_line() -> None:
    inner, outer = Facts(JAVASCRIPT, depth=1), Facts(JAVASCRIPT)
    inner.add_use(Capability.CODE, "eval", 1, at_load=True)
    inner.add_import("fs", 1, at_load=True)
    outer.absorb(inner, 7, at_load=False, scope=5)

    done = outer.done(Language.JAVASCRIPT, None)
    assert [(7, False, 1, 5)] == [(use.line, use.at_load, use.depth, use.scope) for use in done.uses]
    assert [(7, False, True)] == [(item.line, item.at_load, item.dynamic) for item in done.imports]


def test_what_was_cut_is_said() -> None:
    facts = Facts(JAVASCRIPT)
    for number in range(40_001):
        facts.add_import(f"m{number}", 1, at_load=True)

    assert "too old; cut: too many imports" == facts.done(Language.JAVASCRIPT, "too old").problem


def test_many_addresses_that_are_not_shown_are_cut_and_that_is_told() -> None:
    facts = Facts(JAVASCRIPT, plain=b" " * 4_000_000)
    for number in range(2_000):
        facts.add_address(f"https://h{number}.invalid", 1)

    assert "addresses" in str(facts.done(Language.JAVASCRIPT, None).problem)


def test_an_argument_is_cut_and_bytes_are_shown_as_text() -> None:
    facts = Facts(PYTHON)
    facts.add_use(Capability.CODE, "exec", 1, at_load=True, argument=b"a" * 500)
    facts.add_use(Capability.CODE, "eval", 2, at_load=True, argument=5)

    assert ["a" * 200, None] == [use.argument for use in facts.done(Language.PYTHON, None).uses]


def test_a_flow_without_an_origin_starts_where_it_ends() -> None:
    facts = Facts(PYTHON)
    facts.add_flow(Capability.CODE, "exec", 4, marks=DECODED, origin=0, at_load=True)

    assert (Flow(Capability.CODE, "exec", 4, 4, (Taint.DECODED,), at_load=True),) == facts.done(
        Language.PYTHON, None
    ).flows


def test_code_in_a_literal_of_python_has_functions_of_its_own() -> None:
    inner = Facts(PYTHON, depth=1)
    inner.add_import("os", 2, at_load=True)
    inner.add_use(Capability.CODE, "exec", 3, at_load=False, scope=2)
    inner.add_address("https://a.invalid", 3)
    inner.add_command(Command("ls", (), 1))
    outer = Facts(PYTHON, plain=b"nothing")
    outer.absorb(inner, 7)
    done = outer.done(Language.PYTHON, None)

    assert (7, 7, 1, 7) == (done.imports[0].line, done.uses[0].line, done.uses[0].depth, done.uses[0].scope)
    assert done.addresses[0].encoded
    assert 1 == len(done.commands)


@pytest.mark.parametrize("what", ["uses", "imports", "flows", "addresses", "commands"])
def test_too_much_is_cut_and_told(what: str) -> None:
    facts = Facts(PYTHON)
    for number in range(40_001):
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
    facts = Facts(PYTHON)
    for number in range(1_200):
        facts.add_use(Capability.CODE, "exec", 1, at_load=True, argument=str(number))

    assert "cut: too many uses" == facts.done(Language.PYTHON, None).problem


def test_a_flow_of_a_command_line_is_one_literal_deeper() -> None:
    facts = Facts(PYTHON, depth=1)
    facts.add_known_flow(Flow(Capability.CODE, "sh", 1, 1, (Taint.NETWORK,), at_load=True), 6, at_load=False)

    assert [(6, 2, False)] == [
        (flow.line, flow.depth, flow.at_load) for flow in facts.done(Language.PYTHON, None).flows
    ]


def test_more_addresses_of_a_host_that_is_told_are_no_loss() -> None:
    facts = Facts(PYTHON, plain=b"")
    for number in range(2_000):
        facts.add_address(f"https://files.far.invalid/{number}", 1)
    assert facts.done(Language.PYTHON, None).problem is None
    facts.add_address("https://other.invalid/", 1)
    assert "cut: too many addresses" == facts.done(Language.PYTHON, None).problem


def test_new_names_are_told_when_there_is_room_for_no_others() -> None:
    facts = Facts(RUBY)
    for number in range(2_000):
        facts.add_use(Capability.PROCESS, f"p{number // 50}", number, at_load=True, argument=str(number))
    done = facts.done(Language.RUBY, None)

    assert {f"p{number}" for number in range(40)} == {use.api for use in done.uses}
    assert done.problem is None


def test_arguments_are_cut_and_can_be_shown() -> None:
    facts = Facts(RUBY)
    facts.add_use(Capability.CODE, "Kernel.eval", 1, at_load=True, argument="\udce9" + "a" * 500)

    assert ["\ufffd" + "a" * 199] == [use.argument for use in facts.done(Language.RUBY, None).uses]


def test_a_payload_is_told_once_at_each_line_and_at_load_when_it_is_so_anywhere() -> None:
    facts = Facts(PYTHON)
    for line, at_load in ((4, False), (4, True), (9, False)):
        facts.add_payload(PayloadKind.CODE, 300, line, at_load=at_load)

    told = facts.done(Language.PYTHON, None).payloads
    assert [(4, True), (9, False)] == [(payload.line, payload.at_load) for payload in told]


@pytest.mark.parametrize(("rules", "lines"), [(JAVASCRIPT, [3, 8]), (PYTHON, [3])])
def test_a_command_is_told_at_each_line_where_the_language_says_so(rules: Rules, lines: list[int]) -> None:
    facts = Facts(rules)
    for line in (3, 8):
        facts.add_command(Command("ls", (), line))

    assert lines == [command.line for command in facts.done(Language.PYTHON, None).commands]
